package io.keelson.attribute;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array that protobuf fields are written to. Not thread safe. */
public final class WireWriter {
  private byte[] buffer;
  private int size;

  public WireWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  public int size() {
    return size;
  }

  /** The bytes written so far, valid up to {@link #size()}; not a copy. */
  public byte[] array() {
    return buffer;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  public void reset() {
    size = 0;
  }

  private void require(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  public void writeByte(int value) {
    require(1);
    buffer[size++] = (byte) value;
  }

  public void writeVarint(long value) {
    require(10);
    while ((value & ~0x7FL) != 0) {
      buffer[size++] = (byte) (value & 0x7F | 0x80);
      value >>>= 7;
    }
    buffer[size++] = (byte) value;
  }

  /** A zig-zag varint, as sint32 is written. */
  public void writeSint32(int value) {
    writeVarint((value << 1 ^ value >> 31) & 0xFFFFFFFFL);
  }

  public void writeTag(int field, int wireType) {
    writeVarint((long) field << 3 | wireType);
  }

  public void writeBytes(byte[] bytes, int offset, int length) {
    require(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  /** A length-delimited string field. */
  public void writeString(int field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeTag(field, 2);
    writeVarint(bytes.length);
    writeBytes(bytes, 0, bytes.length);
  }

  /** A length-delimited field holding what another writer holds. */
  public void writeMessage(int field, WireWriter message) {
    writeTag(field, 2);
    writeVarint(message.size);
    writeBytes(message.buffer, 0, message.size);
  }
}
