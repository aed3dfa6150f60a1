package io.keelson.attribute;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Walks over the fields of an encoded protobuf message. It never reads past the end of what it was
 * given; whatever is not well formed becomes an {@link AttributeException}. Groups are refused. Not
 * thread safe.
 *
 * <pre>
 * for (int tag; (tag = reader.tag()) != 0; ) {
 *   switch (tag) {
 *     case 1 &lt;&lt; 3 | WireReader.VARINT -> count = reader.int32();
 *     case 2 &lt;&lt; 3 | WireReader.BYTES -> {
 *       int length = reader.length();
 *       part(reader.buffer(), reader.position(), length);
 *       reader.advance(length);
 *     }
 *     default -> reader.skip(tag);
 *   }
 * }
 * </pre>
 */
public final class WireReader {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;
  public static final int FIXED32 = 5;

  /** More than any message of ours nests, and far from what a stack bears. */
  private static final int MAX_DEPTH = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] buffer;
  private int start;
  private int at;
  private int limit;
  private int depth;

  public WireReader(byte[] buffer, int offset, int length) {
    reset(buffer, offset, length);
  }

  /**
   * Starts over, with another message; throws IndexOutOfBoundsException for a range not in the
   * array.
   */
  public void reset(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    start = offset;
    at = offset;
    limit = offset + length;
    depth = 0;
  }

  public byte[] buffer() {
    return buffer;
  }

  /** Where in the array the next byte is. */
  public int position() {
    return at;
  }

  /** Where in the array the innermost message that was entered ends. */
  int limit() {
    return limit;
  }

  /** The next field's tag (number and wire type), or 0 at the end of the message. */
  public int tag() throws AttributeException {
    if (at == limit) {
      return 0;
    }
    int tag = buffer[at];
    if (tag > 7) {
      at++;
      return tag;
    }
    long wide = varint();
    if (wide >>> 32 != 0 || wide >>> 3 == 0) {
      throw malformed("has a field with the number " + Long.toUnsignedString(wide >>> 3));
    }
    return (int) wide;
  }

  /** The field number in a tag. */
  public static int field(int tag) {
    return tag >>> 3;
  }

  /** The wire type in a tag. */
  public static int wireType(int tag) {
    return tag & 7;
  }

  /** A varint of up to ten bytes; bits beyond 64 are dropped, as every protobuf reader does. */
  public long varint() throws AttributeException {
    int from = at;
    if (from < limit) {
      byte first = buffer[from];
      if (first >= 0) {
        at = from + 1;
        return first;
      }
      if (from + 1 < limit) {
        byte second = buffer[from + 1];
        if (second >= 0) {
          at = from + 2;
          return first & 0x7F | second << 7;
        }
      }
    }
    return longVarint();
  }

  private long longVarint() throws AttributeException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= limit) {
        throw malformed("ends within a number");
      }
      byte next = buffer[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("has a number of more than ten bytes");
  }

  public int int32() throws AttributeException {
    return (int) varint();
  }

  public int sint32() throws AttributeException {
    return zigzag((int) varint());
  }

  /** What a sint32 stands for. */
  static int zigzag(int encoded) {
    return encoded >>> 1 ^ -(encoded & 1);
  }

  public boolean bool() throws AttributeException {
    return varint() != 0;
  }

  public long fixed64() throws AttributeException {
    require(8);
    long value = (long) LONGS.get(buffer, at);
    at += 8;
    return value;
  }

  public int fixed32() throws AttributeException {
    require(4);
    int value = (int) INTS.get(buffer, at);
    at += 4;
    return value;
  }

  /** The length of a length-delimited field; that many bytes from {@link #position()} are there. */
  public int length() throws AttributeException {
    int from = at;
    if (from < limit && buffer[from] >= 0) {
      int length = buffer[from];
      if (length < limit - from) {
        at = from + 1;
        return length;
      }
    }
    long length = varint();
    if (length < 0 || length > limit - at) {
      throw malformed(
          "has a field of "
              + Long.toUnsignedString(length)
              + " bytes where only "
              + (limit - at)
              + " are left");
    }
    return (int) length;
  }

  /** Goes on behind bytes whose length {@link #length()} gave. */
  public void advance(int length) throws AttributeException {
    require(length);
    at += length;
  }

  /** Reads the length of a nested message and goes into it; give the result to {@link #leave}. */
  public int enter() throws AttributeException {
    int length = length();
    if (depth == MAX_DEPTH) {
      throw malformed("nests deeper than " + MAX_DEPTH + " messages");
    }
    depth++;
    int outer = limit;
    limit = at + length;
    return outer;
  }

  /** Leaves a nested message, also one that was not read to its end. */
  public void leave(int outer) {
    at = limit;
    limit = outer;
    depth--;
  }

  /** A string field's text; what is not UTF-8 in it becomes U+FFFD. */
  public String string() throws AttributeException {
    int length = length();
    var text = new String(buffer, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Passes over the value that belongs to a tag. */
  public void skip(int tag) throws AttributeException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default ->
          throw malformed(
              "has field "
                  + (tag >>> 3)
                  + " with wire type "
                  + (tag & 7)
                  + ", which is not in use");
    }
  }

  private void require(int bytes) throws AttributeException {
    if (bytes < 0 || bytes > limit - at) {
      throw malformed(
          "ends within field data: " + bytes + " bytes wanted, " + (limit - at) + " left");
    }
  }

  private AttributeException malformed(String what) {
    return new AttributeException(
        "the message is not well formed protobuf: it " + what + " (at byte " + (at - start) + ")");
  }
}
