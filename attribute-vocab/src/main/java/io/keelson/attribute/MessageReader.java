package io.keelson.attribute;

/**
 * Reads {@code CompressedAttributes} into {@link ReceivedValues}: one pass that checks everything.
 * Where a message carries words behind entries, which no known encoder does, or seems to be wrong,
 * it is read again with the words first; what is wrong then is wrong.
 */
final class MessageReader {
  private static final byte[] NO_BYTES = {};
  private static final int WORD_TAG = 1 << 3 | WireReader.BYTES;

  private final ReceivedValues values;
  private final PlainEntries plain;
  private final WireReader reader = new WireReader(NO_BYTES, 0, 0);

  MessageReader(ReceivedValues values) {
    this.values = values;
    plain = new PlainEntries(values);
  }

  /** Lets go of the bytes. */
  void release() {
    reader.reset(NO_BYTES, 0, 0);
  }

  /**
   * @param own takes the message's own words
   * @param defaults what to use where it has none
   */
  void read(byte[] buffer, int offset, int length, WordList own, WordList defaults)
      throws AttributeException {
    reader.reset(buffer, offset, length);
    if (!wordsThenEntries(own, defaults)) {
      values.rollBack();
      wordsFirst(buffer, offset, length, own, defaults);
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
    while (true) {
      int from = reader.position();
      int tag = reader.tag();
      if (tag == 0) {
        return true;
      }
      if (tag == WORD_TAG) {
        if (entries) {
          return false;
        }
        word(own);
        words = own;
      } else if (isEntry(tag)) {
        entries = true;
        int to = plain.read(reader.buffer(), from, reader.limit(), words);
        if (to > from) {
          reader.advance(to - reader.position());
        } else {
          entry((byte) WireReader.field(tag), words);
        }
      } else {
        reader.skip(tag);
      }
    }
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

  static boolean isEntry(int tag) {
    return (tag & 7) == WireReader.BYTES && tag >= 2 << 3 && tag < 10 << 3;
  }

  /** One entry of a typed map; what it leaves out is zero, as for every protobuf map. */
  private void entry(byte kind, WordList words) throws AttributeException {
    int name = 0;
    long number = kind == Transport.STRING_MAP ? values.pairCount() : 0;
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
    checkIndex(name, words);
    if (kind == Transport.STRING) {
      checkIndex((int) number, words);
    } else if (kind == Transport.STRING_MAP) {
      extra = (values.pairCount() - (int) number) / 2;
    } else {
      Transport.check(kind, name, number, extra, words);
    }
    values.store(
        kind, name, number, extra, kind == Transport.BYTES ? reader.buffer() : words, words);
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
      values.addPair(key, value);
    }
    reader.leave(outer);
  }

  private static void checkIndex(int index, WordList words) throws AttributeException {
    if (!words.defines(index)) {
      throw AttributeException.undefinedIndex(index);
    }
  }
}
