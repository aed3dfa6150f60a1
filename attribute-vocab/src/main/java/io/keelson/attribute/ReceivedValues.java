package io.keelson.attribute;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The attributes that a client sent, as they lie in its messages.
 *
 * <p>Reading a message is one pass that checks everything and keeps, for each attribute, its kind and
 * either the number itself or the place of the value; objects are made when a value is asked for.
 * Entries lie densely in parallel arrays and are found by slot through {@link #positions}. Where a
 * message carries words behind entries, which no known encoder does, the pass starts over with the
 * words first.
 *
 * <p>A message laid over others (delta encoding) first appends its entries behind the old ones, at
 * {@link #mark}; when all of it has proved good they take the old entries' places, else they are
 * dropped.
 */
final class ReceivedValues {
  /** Beyond so many entries the arrays are not kept for the next message. */
  private static final int KEPT_ENTRIES = 4096;

  private static final byte[] NO_BYTES = {};
  private static final int WORD_TAG = 1 << 3 | WireReader.BYTES;

  private final Vocabulary vocabulary;
  private final WireReader reader = new WireReader(NO_BYTES, 0, 0);
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
    clear();
    ownWords.reset(NO_BYTES);
    reader.reset(NO_BYTES, 0, 0);
  }

  private void clear() {
    for (int entry = 1; entry < count; entry++) {
      positions[slots[entry]] = 0;
      values[entry] = null;
      sources[entry] = null;
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
  void read(byte[] buffer, int offset, int length, WordList defaultWords) throws AttributeException {
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

  private void rollBack(int pairsBefore) {
    for (int entry = count - 1; entry >= mark; entry--) {
      positions[slots[entry]] = replaced[entry];
      values[entry] = null;
      sources[entry] = null;
    }
    count = mark;
    pairCount = pairsBefore;
    undeclared.clear();
  }

  private void pass(byte[] buffer, int offset, int length, WordList own, WordList defaults)
      throws AttributeException {
    int pairsBefore = pairCount;
    boolean good = false;
    try {
      reader.reset(buffer, offset, length);
      if (!wordsThenEntries(own, defaults)) {
        rollBack(pairsBefore);
        wordsFirst(buffer, offset, length, own, defaults);
      }
      undeclared.clear();
      good = true;
    } finally {
      if (!good) {
        rollBack(pairsBefore);
      }
    }
  }

  /** False where the message must be read with all words first, be it good or not. */
  private boolean wordsThenEntries(WordList own, WordList defaults) {
    try {
      return inOrder(own, defaults);
    } catch (AttributeException wordsMayFollow) {
      // the second reading tells what is wrong, if anything is
      return false;
    }
  }

  private boolean inOrder(WordList own, WordList defaults) throws AttributeException {
    WordList words = defaults;
    boolean entries = false;
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == WORD_TAG) {
        if (entries) {
          return false;
        }
        word(own);
        words = own;
      } else if (isEntry(tag)) {
        entries = true;
        entry((byte) WireReader.field(tag), words);
      } else {
        reader.skip(tag);
      }
    }
    return true;
  }

  private void wordsFirst(byte[] buffer, int offset, int length, WordList own, WordList defaults)
      throws AttributeException {
    own.reset(buffer);
    reader.reset(buffer, offset, length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == WORD_TAG) {
        word(own);
      } else {
        reader.skip(tag);
      }
    }
    WordList words = own.size() == 0 ? defaults : own;
    reader.reset(buffer, offset, length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (isEntry(tag)) {
        entry((byte) WireReader.field(tag), words);
      } else {
        reader.skip(tag);
      }
    }
  }

  private void word(WordList own) throws AttributeException {
    int length = reader.length();
    own.add(reader.position(), length);
    reader.advance(length);
  }

  private static boolean isEntry(int tag) {
    return (tag & 7) == WireReader.BYTES && tag >= 2 << 3 && tag < 10 << 3;
  }

  /** One entry of a typed map; what it leaves out is zero, as for every protobuf map. */
  private void entry(byte kind, WordList words) throws AttributeException {
    int name = 0;
    long number = kind == Transport.STRING_MAP ? pairCount : 0;
    int extra = 0;
    int outer = reader.enter();
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == (1 << 3 | WireReader.VARINT)) {
        name = reader.sint32();
      } else if (tag != Transport.valueTag(kind)) {
        reader.skip(tag);
      } else {
        switch (kind) {
          case Transport.STRING -> number = reader.sint32();
          case Transport.INT64 -> number = reader.varint();
          case Transport.DOUBLE -> number = reader.fixed64();
          case Transport.BOOL -> number = reader.bool() ? 1 : 0;
          case Transport.BYTES -> {
            extra = reader.length();
            number = reader.position();
            reader.advance(extra);
          }
          case Transport.STRING_MAP -> pairs(words);
          default -> {
            int entryEnd = reader.enter();
            for (int part; (part = reader.tag()) != 0; ) {
              switch (part) {
                case 1 << 3 | WireReader.VARINT -> number = reader.varint();
                case 2 << 3 | WireReader.VARINT -> extra = reader.int32();
                default -> reader.skip(part);
              }
            }
            reader.leave(entryEnd);
          }
        }
      }
    }
    reader.leave(outer);
    store(kind, name, number, extra, words);
  }

  private void pairs(WordList words) throws AttributeException {
    int outer = reader.enter();
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag != (1 << 3 | WireReader.BYTES)) {
        reader.skip(tag);
        continue;
      }
      int key = 0;
      int value = 0;
      int mapEnd = reader.enter();
      for (int part; (part = reader.tag()) != 0; ) {
        switch (part) {
          case 1 << 3 | WireReader.VARINT -> key = reader.sint32();
          case 2 << 3 | WireReader.VARINT -> value = reader.sint32();
          default -> reader.skip(part);
        }
      }
      reader.leave(mapEnd);
      checkIndex(key, words);
      checkIndex(value, words);
      if (pairCount == pairs.length) {
        pairs = Arrays.copyOf(pairs, pairCount * 2);
      }
      pairs[pairCount++] = key;
      pairs[pairCount++] = value;
    }
    reader.leave(outer);
  }

  private static void checkIndex(int index, WordList words) throws AttributeException {
    if (index >= Dictionary.size() || -1 - index >= words.size()) {
      throw AttributeException.undefinedIndex(index);
    }
  }

  private void store(byte kind, int name, long number, int extra, WordList words)
      throws AttributeException {
    checkIndex(name, words);
    Transport.check(kind, name, number, extra, words);
    if (kind == Transport.STRING) {
      checkIndex((int) number, words);
    } else if (kind == Transport.STRING_MAP) {
      extra = (pairCount - (int) number) / 2;
    }
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
      // protobuf lets an encoder repeat a map key, the last one wins; anything else is a contradiction
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
    sources[entry] = kind == Transport.BYTES ? reader.buffer() : words;
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
    long number = numbers[entry];
    int extra = extras[entry];
    return switch (kinds[entry]) {
      case Transport.STRING -> word((int) number, (WordList) sources[entry]);
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

  int count() {
    return count;
  }

  int slotOf(int entry) {
    return slots[entry];
  }
}
