package io.keelson.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attributes, and which keys of string maps, influenced an answer; becomes
 * ReferencedAttributes. For one attribute, or one key of one map, the last record wins. Not thread
 * safe.
 *
 * <p>Attributes are bits in the order of their names, so that the sorted form comes for free; map
 * keys are a list, because there are few.
 */
public final class References {

  /** How an attribute was used, numbered as {@code ReferencedAttributes.Condition}. */
  public enum Condition {
    ABSENCE(1),
    EXACT(2);

    private final int number;

    Condition(int number) {
      this.number = number;
    }

    /** The enum number in {@code ReferencedAttributes.Condition}. */
    public int number() {
      return number;
    }
  }

  /**
   * @param key the map key, or null
   */
  public record Reference(String name, String key, Condition condition) {}

  /** Up to so many keys are compared one by one. */
  private static final int FEW_KEYS = 16;

  /**
   * Comparable, so that a table of keys with one hash code, as an attacker sends them, stays quick.
   */
  private record MapKey(int rank, String key) implements Comparable<MapKey> {
    @Override
    public int compareTo(MapKey other) {
      int order = Integer.compare(rank, other.rank);
      return order != 0 ? order : key.compareTo(other.key);
    }
  }

  private final Vocabulary vocabulary;
  private final long[] exact;
  private final long[] absent;
  private int keyCount;
  private int[] keyRanks = new int[8];
  private String[] keys = new String[8];
  private boolean[] keyPresent = new boolean[8];
  // where each key stands, once there are more than a few
  private Map<MapKey, Integer> keyPlaces;
  private boolean emptyKey;

  References(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    int words = (vocabulary.slotCount() + 63) / 64;
    exact = new long[words];
    absent = new long[words];
  }

  void exact(int slot) {
    int rank = vocabulary.rankOf(slot);
    exact[rank >> 6] |= 1L << rank;
    absent[rank >> 6] &= ~(1L << rank);
  }

  void absent(int slot) {
    int rank = vocabulary.rankOf(slot);
    absent[rank >> 6] |= 1L << rank;
    exact[rank >> 6] &= ~(1L << rank);
  }

  void key(int slot, String key, boolean present) {
    int rank = vocabulary.rankOf(slot);
    int place = find(rank, key);
    if (place < 0) {
      place = append(rank, key);
    }
    keyPresent[place] = present;
  }

  private int find(int rank, String key) {
    if (keyPlaces != null) {
      return keyPlaces.getOrDefault(new MapKey(rank, key), -1);
    }
    for (int i = 0; i < keyCount; i++) {
      if (keyRanks[i] == rank && keys[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private int append(int rank, String key) {
    int place = keyCount++;
    if (place == keys.length) {
      keyRanks = Arrays.copyOf(keyRanks, place * 2);
      keys = Arrays.copyOf(keys, place * 2);
      keyPresent = Arrays.copyOf(keyPresent, place * 2);
    }
    keyRanks[place] = rank;
    keys[place] = key;
    emptyKey |= key.isEmpty();
    if (keyPlaces != null) {
      keyPlaces.put(new MapKey(rank, key), place);
    } else if (keyCount > FEW_KEYS) {
      keyPlaces = new HashMap<>();
      for (int i = 0; i < keyCount; i++) {
        keyPlaces.put(new MapKey(keyRanks[i], keys[i]), i);
      }
    }
    return place;
  }

  void clear() {
    Arrays.fill(exact, 0);
    Arrays.fill(absent, 0);
    if (keyPlaces != null) {
      keyPlaces = null;
      keyRanks = new int[8];
      keys = new String[8];
      keyPresent = new boolean[8];
    } else {
      Arrays.fill(keys, 0, keyCount, null);
    }
    keyCount = 0;
    emptyKey = false;
  }

  void setTo(References saved) {
    if (saved == this) {
      return;
    }
    if (!saved.vocabulary.equals(vocabulary)) {
      throw new IllegalArgumentException("the references belong to another vocabulary");
    }
    System.arraycopy(saved.exact, 0, exact, 0, exact.length);
    System.arraycopy(saved.absent, 0, absent, 0, absent.length);
    keyCount = saved.keyCount;
    keyRanks = saved.keyRanks.clone();
    keys = saved.keys.clone();
    keyPresent = saved.keyPresent.clone();
    keyPlaces = saved.keyPlaces == null ? null : new HashMap<>(saved.keyPlaces);
    emptyKey = saved.emptyKey;
  }

  public References copy() {
    var copy = new References(vocabulary);
    copy.setTo(this);
    return copy;
  }

  /**
   * Whether a proxy may reuse the answer at all: not where the empty key of a map was read, because
   * the wire cannot say that.
   */
  public boolean cacheable() {
    return !emptyKey;
  }

  public boolean isEmpty() {
    if (keyCount > 0) {
      return false;
    }
    for (int i = 0; i < exact.length; i++) {
      if ((exact[i] | absent[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sorted by name, then key (no key first). */
  public List<Reference> list() {
    var list = new ArrayList<Reference>();
    walk((rank, key, condition) -> list.add(new Reference(nameAt(rank), key, condition)));
    return list;
  }

  private String nameAt(int rank) {
    return vocabulary.nameOf(vocabulary.slotAt(rank));
  }

  private interface Visitor {
    void reference(int rank, String key, Condition condition);
  }

  private void walk(Visitor visitor) {
    int[] sortedKeys = sortKeys();
    int nextKey = 0;
    for (int word = 0; word < exact.length; word++) {
      for (long bits = exact[word] | absent[word]; bits != 0; bits &= bits - 1) {
        long bit = bits & -bits;
        int rank = word << 6 | Long.numberOfTrailingZeros(bit);
        while (nextKey < keyCount && keyRanks[sortedKeys[nextKey]] < rank) {
          nextKey = visitKey(visitor, sortedKeys, nextKey);
        }
        visitor.reference(
            rank, null, (exact[word] & bit) != 0 ? Condition.EXACT : Condition.ABSENCE);
      }
    }
    while (nextKey < keyCount) {
      nextKey = visitKey(visitor, sortedKeys, nextKey);
    }
  }

  private int visitKey(Visitor visitor, int[] sortedKeys, int nextKey) {
    int place = sortedKeys[nextKey];
    visitor.reference(
        keyRanks[place], keys[place], keyPresent[place] ? Condition.EXACT : Condition.ABSENCE);
    return nextKey + 1;
  }

  private int[] sortKeys() {
    var sorted = new int[keyCount];
    if (keyPlaces != null) {
      var boxed = new Integer[keyCount];
      Arrays.setAll(boxed, Integer::valueOf);
      Arrays.sort(boxed, this::compareKeys);
      Arrays.setAll(sorted, i -> boxed[i]);
      return sorted;
    }
    for (int i = 0; i < keyCount; i++) {
      int at = i;
      while (at > 0 && compareKeys(sorted[at - 1], i) > 0) {
        sorted[at] = sorted[at - 1];
        at--;
      }
      sorted[at] = i;
    }
    return sorted;
  }

  private int compareKeys(int a, int b) {
    int order = Integer.compare(keyRanks[a], keyRanks[b]);
    return order != 0 ? order : keys[a].compareTo(keys[b]);
  }

  /**
   * Writes the body of an {@code istio.mixer.v1.ReferencedAttributes}: sorted, deduplicated, words
   * below {@code globalWordCount} as dictionary indices and others in the message's own list. An
   * empty map key is left out; see {@link #cacheable()}.
   *
   * @param globalWordCount the request's uint32, read as unsigned
   */
  public void encode(WireWriter out, int globalWordCount) {
    var words = new WordIndexer(globalWordCount);
    var matches = new WireWriter(256);
    walk(
        (rank, key, condition) -> {
          if (key != null && key.isEmpty()) {
            return;
          }
          int slot = vocabulary.slotAt(rank);
          int name = words.indexOf(slot < Dictionary.size() ? slot : -1, nameAt(rank));
          int mapKey = key == null ? 0 : words.indexOf(key);
          writeMatch(matches, name, condition, mapKey);
        });
    words.writeTo(out, 1);
    out.writeBytes(matches.array(), 0, matches.size());
  }

  private static void writeMatch(WireWriter out, int name, Condition condition, int mapKey) {
    int length =
        (name == 0 ? 0 : 1 + sizeOfSint(name)) + 2 + (mapKey == 0 ? 0 : 1 + sizeOfSint(mapKey));
    out.writeTag(2, WireReader.BYTES);
    out.writeVarint(length);
    if (name != 0) {
      out.writeTag(1, WireReader.VARINT);
      out.writeSint32(name);
    }
    out.writeTag(2, WireReader.VARINT);
    out.writeVarint(condition.number());
    if (mapKey != 0) {
      out.writeTag(4, WireReader.VARINT);
      out.writeSint32(mapKey);
    }
  }

  private static int sizeOfSint(int value) {
    int bits = 32 - Integer.numberOfLeadingZeros((value << 1 ^ value >> 31) | 1);
    return (bits + 6) / 7;
  }

  /**
   * Reads the body of an {@code istio.mixer.v1.ReferencedAttributes}, in the order of the message.
   * A map key with index 0 reads as no key, because the wire does not tell them apart.
   */
  public static List<Reference> decode(byte[] buffer, int offset, int length)
      throws AttributeException {
    return ReferenceDecoder.decode(new WireReader(buffer, offset, length));
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
