package io.keelson.attribute;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The attributes of one request: a lazy view over received bytes, with generated values laid over
 * it. Reading through {@link #get} records the reference. Not thread safe: one request, one thread.
 * A bag may be used again for the next message; that is cheaper than a new one.
 *
 * <p>Value classes are those of {@link ValueType#valueClass()}, by transport type: a BYTES entry
 * reads as {@link IpAddress} when it has 4 or 16 octets, else as {@code byte[]}. The bag does not
 * convert to the declared type; the evaluator checks it.
 *
 * <p>A message is checked as a whole when it is read: a bad index, an attribute that is there
 * twice, a time out of range or malformed protobuf refuses it. Attributes that the vocabulary does
 * not know are checked likewise and then left out. Reading a value never fails.
 */
public final class RequestBag {
  private final Vocabulary vocabulary;
  private final ReceivedValues received;
  private final References references;
  private final boolean track;
  private Object[] generated;
  // slots that may hold generated values, to clear only those
  private int[] generatedSlots;
  private int generatedCount;

  /**
   * An empty bag.
   *
   * @param track whether references are recorded (Check: yes, Report: no)
   */
  public RequestBag(Vocabulary vocabulary, boolean track) {
    this.vocabulary = vocabulary;
    this.track = track;
    received = new ReceivedValues(vocabulary);
    references = new References(vocabulary);
  }

  /**
   * A bag with these values (as generated ones are, but tracked like received ones); for tests and
   * tools. Names that the vocabulary does not know are left out. Throws IllegalArgumentException
   * for a value of a class that attributes do not have.
   */
  public static RequestBag of(Vocabulary vocabulary, Map<String, ?> values) {
    var bag = new RequestBag(vocabulary, true);
    values.forEach(
        (name, value) -> {
          byte kind = Transport.kindOf(name, value);
          int slot = vocabulary.slotOf(name);
          if (slot >= 0) {
            Object kept =
                value instanceof StringMap map
                    ? new ReceivedMap(bag.received, slot, map.asMap(), bag.references)
                    : value;
            bag.received.put(slot, kind, kept);
          }
        });
    return bag;
  }

  /**
   * Forgets everything and reads one {@code istio.mixer.v1.CompressedAttributes}. The array is
   * kept, not copied, and must not change while the bag is in use. After an error the bag is empty.
   *
   * @param defaultWords the message's default word list, used where the attributes carry none
   */
  public void decode(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    clearGenerated();
    if (track) {
      references.clear();
    }
    received.read(buffer, offset, length, defaultWords);
  }

  /**
   * Lays another {@code CompressedAttributes} over what is there (delta encoding); drops generated
   * values. An attribute replaces the one of its name whatever the types, a string map as a whole.
   * After an error the received values are as before: nothing of a bad message is applied.
   */
  public void applyDelta(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    clearGenerated();
    received.readOver(buffer, offset, length, defaultWords);
  }

  /** Forgets all values and references, and lets go of the received bytes. */
  public void clear() {
    clearGenerated();
    received.release();
    if (track) {
      references.clear();
    }
  }

  /**
   * The value, or null where absent; records the reference (string maps: only their keys, when
   * looked up).
   */
  public Object get(int slot) {
    if (generatedCount != 0) {
      Object value = generated[slot];
      if (value != null) {
        return value;
      }
    }
    int entry = received.entryOf(slot);
    if (entry == 0) {
      if (track) {
        references.absent(slot);
      }
      return null;
    }
    if (!track) {
      return received.value(entry, null);
    }
    if (!received.isMap(entry)) {
      references.exact(slot);
    }
    return received.value(entry, references);
  }

  /** Whether a value is there; records nothing. */
  public boolean contains(int slot) {
    return generatedCount != 0 && generated[slot] != null || received.entryOf(slot) != 0;
  }

  /**
   * Records that the answer depends on the attribute being absent, as {@link #get} does where it
   * is: for decisions that were made by {@link #contains}.
   */
  public void recordAbsence(int slot) {
    if (track) {
      references.absent(slot);
    }
  }

  /** Puts a generated value; reading it records nothing. Null removes it. */
  public void put(int slot, Object value) {
    if (generated == null) {
      if (value == null) {
        return;
      }
      generated = new Object[vocabulary.slotCount()];
      generatedSlots = new int[32];
    }
    Objects.checkIndex(slot, generated.length);
    if (value != null && generated[slot] == null) {
      if (generatedCount == generatedSlots.length) {
        generatedSlots = Arrays.copyOf(generatedSlots, generatedCount * 2);
      }
      generatedSlots[generatedCount++] = slot;
    }
    generated[slot] = value;
  }

  /** Drops all generated values; received ones reappear. */
  public void clearGenerated() {
    for (int i = 0; i < generatedCount; i++) {
      generated[generatedSlots[i]] = null;
    }
    generatedCount = 0;
  }

  /** The references recorded so far; live. */
  public References references() {
    return references;
  }

  /** Goes back to references saved earlier by {@link References#copy()}. */
  public void restoreReferences(References saved) {
    references.setTo(saved);
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** All attributes, sorted by name, untracked; for debugging and tools. */
  public Map<String, Object> toMap() {
    var all = receivedMap();
    all.putAll(generatedMap());
    return all;
  }

  private TreeMap<String, Object> receivedMap() {
    var all = new TreeMap<String, Object>();
    for (int slot = 0; slot < vocabulary.slotCount(); slot++) {
      int entry = received.entryOf(slot);
      if (entry != 0) {
        // the value is kept, so a map made here must track like any other
        Object value = received.value(entry, track ? references : null);
        all.put(
            vocabulary.nameOf(slot),
            value instanceof StringMap map ? StringMap.over(map.asMap()) : value);
      }
    }
    return all;
  }

  private TreeMap<String, Object> generatedMap() {
    var all = new TreeMap<String, Object>();
    for (int i = 0; i < generatedCount; i++) {
      Object value = generated[generatedSlots[i]];
      if (value != null) {
        all.put(vocabulary.nameOf(generatedSlots[i]), value);
      }
    }
    return all;
  }

  /**
   * Received attributes, one a line, then a line {@code ---}, then the generated ones; untracked.
   */
  @Override
  public String toString() {
    var text = new StringBuilder();
    receivedMap().forEach((name, value) -> line(text, name, value));
    text.append("---\n");
    generatedMap().forEach((name, value) -> line(text, name, value));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).repeat(' ', Math.max(0, 30 - name.length())).append(": ");
    text.append(
            switch (value) {
              case Duration duration -> DurationText.format(duration);
              case Instant instant -> instant.toString();
              case byte[] octets -> Arrays.toString(octets);
              default -> value.toString();
            })
        .append('\n');
  }
}
