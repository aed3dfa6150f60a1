package io.keelson.attribute;

import java.nio.charset.StandardCharsets;

/** Writes CompressedAttributes field by field, good or bad. */
final class Message {
  private final WireWriter out = new WireWriter(64);

  Message words(String... words) {
    for (String word : words) {
      out.writeString(1, word);
    }
    return this;
  }

  Message word(byte[] octets) {
    return field(1, octets);
  }

  Message string(int name, int value) {
    return entry(2, name, new Message().sint(2, value));
  }

  Message int64(int name, long value) {
    return entry(3, name, new Message().varint(2, value));
  }

  Message doubleBits(int name, double value) {
    var body = new Message();
    body.out.writeTag(2, 1);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < 8; i++) {
      body.out.writeByte((int) (bits >>> 8 * i));
    }
    return entry(4, name, body);
  }

  Message bool(int name, boolean value) {
    return entry(5, name, new Message().varint(2, value ? 1 : 0));
  }

  Message timestamp(int name, long seconds, int nanos) {
    return entry(6, name, new Message().time(seconds, nanos));
  }

  Message duration(int name, long seconds, int nanos) {
    return entry(7, name, new Message().time(seconds, nanos));
  }

  private Message time(long seconds, int nanos) {
    return field(2, new Message().varint(1, seconds).varint(2, nanos).bytes());
  }

  Message octets(int name, int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return entry(8, name, new Message().field(2, bytes));
  }

  /** A string map of key index, value index, key index, and so on. */
  Message map(int name, int... pairs) {
    var map = new Message();
    for (int i = 0; i < pairs.length; i += 2) {
      map.field(1, new Message().sint(1, pairs[i]).sint(2, pairs[i + 1]).bytes());
    }
    return entry(9, name, new Message().field(2, map.bytes()));
  }

  Message entry(int field, int name, Message value) {
    var body = new Message().sint(1, name);
    return field(field, body.raw(value.bytes()).bytes());
  }

  Message sint(int field, int value) {
    out.writeTag(field, 0);
    out.writeSint32(value);
    return this;
  }

  Message varint(int field, long value) {
    out.writeTag(field, 0);
    out.writeVarint(value);
    return this;
  }

  Message field(int field, byte[] content) {
    out.writeTag(field, 2);
    out.writeVarint(content.length);
    return raw(content);
  }

  Message field(int field, String content) {
    return field(field, content.getBytes(StandardCharsets.UTF_8));
  }

  Message raw(byte[] bytes) {
    out.writeBytes(bytes, 0, bytes.length);
    return this;
  }

  Message raw(int... bytes) {
    for (int b : bytes) {
      out.writeByte(b);
    }
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** A tracking bag that has read this message. */
  RequestBag bag(Vocabulary vocabulary) throws AttributeException {
    return read(new RequestBag(vocabulary, true), WordList.EMPTY);
  }

  RequestBag read(RequestBag bag, WordList defaultWords) throws AttributeException {
    byte[] bytes = bytes();
    bag.decode(bytes, 0, bytes.length, defaultWords);
    return bag;
  }

  RequestBag layOver(RequestBag bag, WordList defaultWords) throws AttributeException {
    byte[] bytes = bytes();
    bag.applyDelta(bytes, 0, bytes.length, defaultWords);
    return bag;
  }
}
