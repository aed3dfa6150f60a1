package io.keelson.mixer.cache;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.References;
import io.keelson.attribute.References.Reference;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Answers of one routing table, found again by what they depended on.
 *
 * <p>An answer is a function of the attributes that were read on the way to it: a request that
 * agrees with it on every one of them, present and absent, would take the same way and get the same
 * answer. So answers are the leaves of a tree whose nodes each ask for one attribute or one key of
 * a map: a request reaches an answer only by agreeing with all of its references. An answer that
 * does not depend on what a node asks goes below its {@code any} branch.
 *
 * <p>Where an expression took a map as a whole, the references name the keys that were there, which
 * a map with more keys would agree with, too. So where all keys of a map are references, its size
 * is asked as well; a map without entries counts as such.
 *
 * <p>It belongs to one table and goes with it, so no change of configuration can leave a stale
 * answer. Thread safe.
 *
 * @param <A> the answers
 */
public final class CheckCache<A> {
  /** Answers that depend on more are not kept; it bounds the depth of the tree. */
  private static final int REFERENCES_LIMIT = 128;

  /** A search that has seen so many nodes gives up. */
  private static final int STEPS_LIMIT = 512;

  private static final Duration LONGEST = Duration.ofDays(1);

  /** Read by every request: asked first, they divide the answers best. */
  private static final Set<String> FIRST =
      Set.of("context.reporter.kind", "destination.namespace", "source.namespace");

  /**
   * An answer that was found.
   *
   * @param validDuration what is left of it
   * @param validUseCount what is left of it; negative is without limit
   */
  public record Hit<A>(A answer, Duration validDuration, int validUseCount) {}

  private static final class Node<A> {
    private final Node<A> parent;
    private final Object branch;
    private Trial trial;
    private Map<Object, Node<A>> branches;
    private Entry<A> entry;

    Node(Node<A> parent, Object branch) {
      this.parent = parent;
      this.branch = branch;
    }

    Node<A> child(Object outcome) {
      return branches == null ? null : branches.get(outcome);
    }

    Node<A> grow(Object outcome) {
      if (branches == null) {
        branches = new HashMap<>(4);
      }
      return branches.computeIfAbsent(outcome, o -> new Node<>(this, o));
    }

    boolean isBare() {
      return entry == null && (branches == null || branches.isEmpty());
    }
  }

  private static final class Entry<A> {
    private final Node<A> node;
    private final A answer;
    private final long expires;
    private int uses;

    Entry(Node<A> node, A answer, long expires, int uses) {
      this.node = node;
      this.answer = answer;
      this.expires = expires;
      this.uses = uses;
    }
  }

  /** The branch of answers that do not depend on what a node asks. */
  private static final Object ANY = new Object();

  private final Vocabulary vocabulary;
  private final int capacity;
  private final LongSupplier nanoTime;
  private final CacheMeter meter;
  private final List<Attribute> maps;
  private final Node<A> root = new Node<>(null, null);
  private final LinkedHashMap<Entry<A>, Boolean> byUse = new LinkedHashMap<>(64, 0.75f, true);
  private int steps;

  /**
   * @param capacity how many answers it keeps; the one that was not used for the longest time goes
   */
  public CheckCache(Vocabulary vocabulary, int capacity, LongSupplier nanoTime, CacheMeter meter) {
    this.vocabulary = vocabulary;
    this.capacity = capacity;
    this.nanoTime = nanoTime;
    this.meter = meter;
    this.maps =
        vocabulary.attributes().stream()
            .filter(attribute -> attribute.type() == ValueType.STRING_MAP)
            .toList();
  }

  /**
   * The answer that the request would get, or null. Uses it up by one.
   *
   * @param bag as it came: nothing generated yet; its references are as before afterwards
   */
  public synchronized Hit<A> find(RequestBag bag) {
    References before = bag.references().copy();
    steps = 0;
    Entry<A> found = find(root, bag, nanoTime.getAsLong());
    bag.restoreReferences(before);
    if (found == null) {
      meter.miss();
      return null;
    }
    meter.hit();
    byUse.get(found);
    Duration left = Duration.ofNanos(found.expires - nanoTime.getAsLong());
    if (found.uses > 0) {
      found.uses--;
      if (found.uses == 0) {
        remove(found);
      }
    }
    return new Hit<>(found.answer, left, found.uses);
  }

  private Entry<A> find(Node<A> node, RequestBag bag, long now) {
    if (node == null || ++steps > STEPS_LIMIT) {
      return null;
    }
    if (node.entry != null) {
      if (node.entry.expires - now > 0) {
        return node.entry;
      }
      remove(node.entry);
    }
    if (node.trial == null) {
      return null;
    }
    Object outcome = node.trial.outcome(bag);
    Entry<A> found = outcome == Trial.NEITHER ? null : find(node.child(outcome), bag, now);
    return found != null ? found : find(node.child(ANY), bag, now);
  }

  /**
   * Keeps an answer, where it may be kept.
   *
   * @param bag that it was made of
   * @param references that led to it
   */
  public synchronized void store(
      RequestBag bag, References references, A answer, Duration validDuration, int validUseCount) {
    if (!references.cacheable() || validUseCount == 0 || !validDuration.isPositive()) {
      return;
    }
    LinkedHashMap<Trial, Object> trials = trials(bag, references);
    if (trials == null) {
      return;
    }
    Node<A> node = root;
    while (!trials.isEmpty()) {
      if (node.trial == null) {
        node.trial = trials.firstEntry().getKey();
      }
      Object outcome = trials.remove(node.trial);
      node = node.grow(outcome == null ? ANY : outcome);
    }
    if (node.entry != null) {
      byUse.remove(node.entry);
    }
    Duration valid = validDuration.compareTo(LONGEST) < 0 ? validDuration : LONGEST;
    long expires = nanoTime.getAsLong() + valid.toNanos();
    node.entry = new Entry<>(node, answer, expires, validUseCount);
    byUse.put(node.entry, true);
    meter.write();
    while (byUse.size() > capacity) {
      meter.eviction();
      remove(byUse.firstEntry().getKey());
    }
  }

  /**
   * What a request must be asked to get this answer, with the answers that it must give; null where
   * that cannot be said.
   */
  private LinkedHashMap<Trial, Object> trials(RequestBag bag, References references) {
    List<Reference> all = references.list();
    if (all.size() > REFERENCES_LIMIT) {
      return null;
    }
    var first = new LinkedHashMap<Trial, Object>();
    var others = new LinkedHashMap<Trial, Object>();
    var keysThere = new HashMap<Integer, Integer>();
    var absent = new HashSet<Integer>();
    for (Reference reference : all) {
      int slot = vocabulary.slotOf(reference.name());
      var trial = new Trial(slot, reference.key(), false);
      Object outcome = Trial.ABSENT;
      if (reference.condition() == References.Condition.EXACT) {
        outcome = trial.outcome(bag);
        if (outcome == Trial.NEITHER || outcome == Trial.ABSENT) {
          return null;
        }
        if (reference.key() != null) {
          keysThere.merge(slot, 1, Integer::sum);
        }
      } else if (reference.key() == null) {
        // The request had none, whatever a generator has put there since.
        absent.add(slot);
      }
      (FIRST.contains(reference.name()) ? first : others).put(trial, outcome);
    }
    for (Attribute map : maps) {
      int keys = keysThere.getOrDefault(map.slot(), 0);
      if (!absent.contains(map.slot())
          && bag.contains(map.slot())
          && bag.get(map.slot()) instanceof StringMap there
          && there.asMap().size() == keys) {
        others.put(new Trial(map.slot(), null, true), keys);
      }
    }
    first.putAll(others);
    return first;
  }

  private void remove(Entry<A> entry) {
    byUse.remove(entry);
    Node<A> node = entry.node;
    if (node.entry == entry) {
      node.entry = null;
    }
    while (node.parent != null && node.isBare()) {
      node.parent.branches.remove(node.branch);
      node = node.parent;
    }
    if (node.isBare()) {
      node.trial = null;
    }
  }

  /** How many answers there are. */
  public synchronized int size() {
    return byUse.size();
  }
}
