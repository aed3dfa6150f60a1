package io.keelson.mixer.door.mixer;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.WireReader;
import io.keelson.mixer.dispatch.QuotaDemand;
import java.util.ArrayList;
import java.util.List;

/** A {@code CheckRequest}, read field by field; the attributes stay where they are. */
final class CheckMessage {
  /** Proxies ask for a handful; a message of nothing else would keep the loop busy for seconds. */
  static final int MAX_QUOTAS = 1000;

  private static final byte[] NONE = {};

  private final WireReader reader = new WireReader(NONE, 0, 0);
  private byte[] attributes = NONE;
  private int attributesOffset;
  private int attributesLength;
  private int globalWordCount;
  private String deduplicationId = "";
  private List<QuotaDemand> quotas = List.of();

  /** Forgets what it held and reads this message. */
  void read(byte[] bytes, int offset, int length) throws AttributeException {
    attributes = bytes;
    attributesOffset = offset;
    attributesLength = 0;
    globalWordCount = 0;
    deduplicationId = "";
    quotas = List.of();
    reader.reset(bytes, offset, length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> attributes();
        case 2 << 3 | WireReader.VARINT -> globalWordCount = reader.int32();
        case 3 << 3 | WireReader.BYTES -> deduplicationId = reader.string();
        case 4 << 3 | WireReader.BYTES -> quota();
        default -> reader.skip(tag);
      }
    }
  }

  private void attributes() throws AttributeException {
    int length = reader.length();
    if (attributesLength == 0) {
      attributesOffset = reader.position();
      attributesLength = length;
    } else {
      // Protobuf merges a message field that is there twice; so does laying the bytes end to end.
      byte[] joined = new byte[attributesLength + length];
      System.arraycopy(attributes, attributesOffset, joined, 0, attributesLength);
      System.arraycopy(reader.buffer(), reader.position(), joined, attributesLength, length);
      attributes = joined;
      attributesOffset = 0;
      attributesLength = joined.length;
    }
    reader.advance(length);
  }

  private void quota() throws AttributeException {
    String name = "";
    long amount = 0;
    boolean bestEffort = false;
    int outer = reader.enter();
    for (int tag; (tag = reader.tag()) != 0; ) {
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> name = reader.string();
        case 2 << 3 | WireReader.BYTES -> {
          int entry = reader.enter();
          for (int inner; (inner = reader.tag()) != 0; ) {
            switch (inner) {
              case 1 << 3 | WireReader.VARINT -> amount = reader.varint();
              case 2 << 3 | WireReader.VARINT -> bestEffort = reader.bool();
              default -> reader.skip(inner);
            }
          }
          reader.leave(entry);
        }
        default -> reader.skip(tag);
      }
    }
    reader.leave(outer);
    demand(new QuotaDemand(name, amount, bestEffort));
  }

  private void demand(QuotaDemand demand) throws AttributeException {
    if (quotas.isEmpty()) {
      // A list of one that can grow.
      quotas = new ArrayList<>(1);
    }
    for (int i = 0; i < quotas.size(); i++) {
      if (quotas.get(i).name().equals(demand.name())) {
        // As in any protobuf map, the last entry of a key counts.
        quotas.set(i, demand);
        return;
      }
    }
    if (quotas.size() == MAX_QUOTAS) {
      throw new AttributeException("more than " + MAX_QUOTAS + " quotas in one request");
    }
    quotas.add(demand);
  }

  /** The array that the attributes lie in. */
  byte[] attributesBytes() {
    return attributes;
  }

  int attributesOffset() {
    return attributesOffset;
  }

  /** Zero where there are none, which is as good as empty ones. */
  int attributesLength() {
    return attributesLength;
  }

  /** A uint32. */
  int globalWordCount() {
    return globalWordCount;
  }

  String deduplicationId() {
    return deduplicationId;
  }

  List<QuotaDemand> quotas() {
    return quotas;
  }
}
