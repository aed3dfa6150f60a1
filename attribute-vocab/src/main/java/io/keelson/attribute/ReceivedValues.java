package io.keelson.attribute;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The attributes that a client sent, as they lie in its messages.
 *
 * <p>For each attribute there is its kind and either the number itself or the place of the value;
 * objects are made when a value is asked for. Entries lie densely in parallel arrays and are found
 * by slot through {@link #positions}.
 *
 * <p>A message laid over others (delta encoding) first appends its entries behind the old ones, at
 * {@link #mark}; when all of it has proved good they take the old entries' places, else they are
 * dropped.
 */
final class ReceivedValues {
  /** Beyond so many entries the arrays are not kept for the next message. */
  private static final int KEPT_ENTRIES = 4096;

  private static final byte[] NO_BYTES = {};

  private final Vocabulary vocabulary;
  private final MessageReader reader = new MessageReader(this);
  private final UndeclaredNames undeclared = new UndeclaredNames();
  // slot to entry; entry 0 is unused, so that 0 says none
  private final int[] positions;
  private int count = 1;
  private int mark = 1;
  private int[] slots;
  private byte[] kinds;
  // the index by which the name was sent
  private int[] nameIndices;
  // the entry that a delta's entry replaces, or 0
  private int[] replaced;
  // the number; seconds; the index of a string; the offset of bytes; the first pair of a map
  private long[] numbers;
  // nanoseconds; the length of bytes; the number of a map's pairs
  private int[] extras;
  private Object[] values;
  // what a value that is not made yet is made from
  private Object[] sources;
  // key index and value index of string map entries
  private int[] pairs = new int[64];
  private int pairCount;
  private int pairMark;
  private WordList ownWords = WordList.over(NO_BYTES);
  // told apart from those of earlier messages, so that a stale map is noticed
  private int generation;

  ReceivedValues(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    positions = new int[vocabulary.slotCount()];
    allocate(48);
  }

  private void allocate(int capacity) {
    slots = new int[capacity];
    kinds = new byte[capacity];
    nameIndices = new int[capacity];
    replaced = new int[capacity];
    numbers = new long[capacity];
    extras = new int[capacity];
    values = new Object[capacity];
    sources = new Object[capacity];
  }

  private void grow() {
    int capacity = slots.length * 2;
    slots = Arrays.copyOf(slots, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    nameIndices = Arrays.copyOf(nameIndices, capacity);
    replaced = Arrays.copyOf(replaced, capacity);
    numbers = Arrays.copyOf(numbers, capacity);
    extras = Arrays.copyOf(extras, capacity);
    values = Arrays.copyOf(values, capacity);
    sources = Arrays.copyOf(sources, capacity);
  }

  /** Forgets everything and lets go of the bytes. */
  void release() {
    Arrays.fill(values, null);
    Arrays.fill(sources, null);
    clear();
    ownWords.reset(NO_BYTES);
    reader.release();
  }

  private void clear() {
    for (int entry = 1; entry < count; entry++) {
      positions[slots[entry]] = 0;
    }
    if (pairs.length > 2 * KEPT_ENTRIES) {
      pairs = new int[64];
    }
    count = 1;
    mark = 1;
    pairCount = 0;
    generation++;
  }

  /** Forgets everything, then reads one message; where that fails, nothing is there. */
  void read(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    clear();
    ownWords.reset(buffer);
    pass(buffer, offset, length, ownWords, defaultWords);
  }

  /** Lays a message over what is there; where that fails, nothing has changed. */
  void readOver(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    mark = count;
    // the words read before are still in use
    pass(buffer, offset, length, WordList.over(buffer), defaultWords);
    int next = mark;
    for (int entry = mark; entry < count; entry++) {
      int target = replaced[entry] == 0 ? next++ : replaced[entry];
      if (target != entry) {
        move(entry, target);
      }
    }
    for (int entry = next; entry < count; entry++) {
      values[entry] = null;
      sources[entry] = null;
    }
    count = next;
    mark = next;
  }

  private void move(int from, int to) {
    slots[to] = slots[from];
    kinds[to] = kinds[from];
    nameIndices[to] = nameIndices[from];
    numbers[to] = numbers[from];
    extras[to] = extras[from];
    values[to] = values[from];
    sources[to] = sources[from];
    positions[slots[to]] = to;
  }

  void rollBack() {
    for (int entry = count - 1; entry >= mark; entry--) {
      positions[slots[entry]] = replaced[entry];
      values[entry] = null;
      sources[entry] = null;
    }
    count = mark;
    pairCount = pairMark;
    undeclared.clear();
  }

  private void pass(byte[] buffer, int offset, int length, WordList own, WordList defaults)
      throws AttributeException {
    pairMark = pairCount;
    boolean good = false;
    try {
      reader.read(buffer, offset, length, own, defaults);
      undeclared.clear();
      good = true;
    } finally {
      if (!good) {
        rollBack();
      }
    }
  }

  int pairCount() {
    return pairCount;
  }

  void addPair(int keyIndex, int valueIndex) {
    if (pairCount == pairs.length) {
      pairs = Arrays.copyOf(pairs, pairCount * 2);
    }
    pairs[pairCount++] = keyIndex;
    pairs[pairCount++] = valueIndex;
  }

  /** Forgets the pairs from this count on. */
  void dropPairs(int count) {
    pairCount = count;
  }

  /**
   * Keeps an entry of the message that is being read.
   *
   * @param name the index by which the attribute was sent, which is in the lists
   * @param source what the value will be made from
   */
  void store(byte kind, int name, long number, int extra, Object source, WordList words)
      throws AttributeException {
    int slot = name >= 0 ? name : words.slotOf(-1 - name, vocabulary);
    if (slot < 0) {
      undeclared.add(-1 - name, kind, words);
      return;
    }
    int before = positions[slot];
    int entry;
    if (before < mark) {
      if (count == slots.length) {
        grow();
      }
      entry = count++;
      slots[entry] = slot;
      replaced[entry] = before;
      positions[slot] = entry;
    } else {
      // protobuf lets an encoder repeat a map key, the last one wins; anything else is a
      // contradiction
      if (kinds[before] != kind || nameIndices[before] != name) {
        throw Transport.duplicate(vocabulary.nameOf(slot), kind, kinds[before]);
      }
      entry = before;
    }
    kinds[entry] = kind;
    nameIndices[entry] = name;
    numbers[entry] = number;
    extras[entry] = extra;
    values[entry] = null;
    sources[entry] = source;
  }

  /** Lays a ready value over what is there. */
  void put(int slot, byte kind, Object value) {
    if (count == slots.length) {
      grow();
    }
    int entry = count++;
    slots[entry] = slot;
    kinds[entry] = kind;
    values[entry] = value;
    positions[slot] = entry;
    mark = count;
  }

  /** The slot's entry, or 0. */
  int entryOf(int slot) {
    return positions[slot];
  }

  boolean isMap(int entry) {
    return kinds[entry] == Transport.STRING_MAP;
  }

  /**
   * @param references where lookups in a map are recorded; null for nowhere
   */
  Object value(int entry, References references) {
    Object value = values[entry];
    if (value == null) {
      value = make(entry, references);
      values[entry] = value;
    }
    return value;
  }

  private Object make(int entry, References references) {
    byte kind = kinds[entry];
    long number = numbers[entry];
    // most are, and a branch of its own is foreseen where a jump table is not
    if (kind == Transport.STRING) {
      return word((int) number, (WordList) sources[entry]);
    }
    int extra = extras[entry];
    return switch (kind) {
      case Transport.INT64 -> number;
      case Transport.DOUBLE -> Double.longBitsToDouble(number);
      case Transport.BOOL -> number != 0;
      case Transport.TIMESTAMP -> Instant.ofEpochSecond(number, extra);
      case Transport.DURATION -> Duration.ofSeconds(number, extra);
      case Transport.BYTES -> {
        byte[] octets =
            Arrays.copyOfRange((byte[]) sources[entry], (int) number, (int) number + extra);
        yield extra == 4 || extra == 16 ? IpAddress.own(octets) : octets;
      }
      default ->
          new ReceivedMap(
              this, slots[entry], (int) number, extra, (WordList) sources[entry], references);
    };
  }

  static String word(int index, WordList words) {
    return index >= 0 ? Dictionary.word(index) : words.get(-1 - index);
  }

  int generation() {
    return generation;
  }

  /** The key index of a pair; its value index follows. */
  int pair(int at) {
    return pairs[at];
  }
}
