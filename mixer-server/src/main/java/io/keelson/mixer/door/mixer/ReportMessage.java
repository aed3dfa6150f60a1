package io.keelson.mixer.door.mixer;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.WireReader;
import io.keelson.attribute.WordList;
import io.keelson.mixer.dispatch.ReportElements;
import java.util.Arrays;

/** A {@code ReportRequest}: where its elements lie, decoded one by one when asked for. */
final class ReportMessage implements ReportElements {
  private static final int DELTA = 0;
  private static final int INDEPENDENT = 1;
  private static final int FIRST_ELEMENTS = 128;

  private final byte[] bytes;
  private final WordList defaultWords;

  /** Offset and length of each element. */
  private int[] places = new int[2 * FIRST_ELEMENTS];

  private int elements;
  private int globalWordCount;
  private int semantics;
  private int next;

  /** Reads the message; its elements are not looked into yet. */
  ReportMessage(byte[] bytes, int offset, int length) throws AttributeException {
    this.bytes = bytes;
    this.defaultWords = WordList.over(bytes);
    var reader = new WireReader(bytes, offset, length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> {
          int size = reader.length();
          place(reader.position(), size);
          reader.advance(size);
        }
        case 2 << 3 | WireReader.BYTES -> {
          int size = reader.length();
          defaultWords.add(reader.position(), size);
          reader.advance(size);
        }
        case 3 << 3 | WireReader.VARINT -> globalWordCount = reader.int32();
        case 4 << 3 | WireReader.VARINT -> semantics = reader.int32();
        default -> reader.skip(tag);
      }
    }
  }

  private void place(int offset, int length) {
    if (2 * elements == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[2 * elements] = offset;
    places[2 * elements + 1] = length;
    elements++;
  }

  /** How many events are reported. */
  int elements() {
    return elements;
  }

  /** A uint32. */
  int globalWordCount() {
    return globalWordCount;
  }

  /**
   * Refuses an encoding that we do not know: what it means for the attributes cannot be guessed.
   */
  void checkSemantics() throws AttributeException {
    if (semantics != DELTA && semantics != INDEPENDENT) {
      throw new AttributeException(
          "unknown repeated_attributes_semantics "
              + semantics
              + "; send 0 (DELTA_ENCODING) or 1 (INDEPENDENT_ENCODING)");
    }
  }

  @Override
  public boolean next(RequestBag bag) throws AttributeException {
    if (next == elements) {
      return false;
    }
    int element = next++;
    int offset = places[2 * element];
    int length = places[2 * element + 1];
    if (semantics == INDEPENDENT || element == 0) {
      bag.decode(bytes, offset, length, defaultWords);
    } else {
      bag.applyDelta(bytes, offset, length, defaultWords);
    }
    return true;
  }
}
