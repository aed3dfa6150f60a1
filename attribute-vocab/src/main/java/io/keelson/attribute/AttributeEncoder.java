package io.keelson.attribute;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Writes attributes as a client sends them. Values are of the classes that a {@link RequestBag}
 * reads; a value of another class is an IllegalArgumentException. The same attributes always give
 * the same bytes. Immutable.
 */
public final class AttributeEncoder {
  /** How the elements of a report relate, numbered as {@code RepeatedAttributesSemantics}. */
  public enum Repetition {
    DELTA_ENCODING,
    INDEPENDENT_ENCODING
  }

  private final int globalWordCount;

  /**
   * @param globalWordCount how many words of the global dictionary to use, 0 to {@link
   *     Dictionary#size()}; others travel with the message
   */
  public AttributeEncoder(int globalWordCount) {
    this.globalWordCount = Objects.checkIndex(globalWordCount, Dictionary.size() + 1);
  }

  /** One {@code istio.mixer.v1.CompressedAttributes} with its own words. */
  public byte[] attributes(Map<String, ?> attributes) {
    var words = new WordIndexer(globalWordCount);
    var entries = new WireWriter(512);
    write(attributes, words, entries);
    var message = new WireWriter(entries.size() + 512);
    words.writeTo(message, 1);
    message.writeBytes(entries.array(), 0, entries.size());
    return message.toByteArray();
  }

  /**
   * One {@code istio.mixer.v1.ReportRequest} whose elements share its default words. Throws
   * IllegalArgumentException for a delta in which an attribute vanishes, because the wire cannot
   * say so.
   */
  public byte[] report(List<? extends Map<String, ?>> elements, Repetition repetition) {
    var words = new WordIndexer(globalWordCount);
    var message = new WireWriter(1024);
    Map<String, ?> before = Map.of();
    for (Map<String, ?> element : elements) {
      var entries = new WireWriter(512);
      write(
          repetition == Repetition.DELTA_ENCODING ? changes(before, element) : element,
          words,
          entries);
      message.writeMessage(1, entries);
      before = element;
    }
    words.writeTo(message, 2);
    if (globalWordCount != 0) {
      message.writeTag(3, WireReader.VARINT);
      message.writeVarint(globalWordCount);
    }
    if (repetition != Repetition.DELTA_ENCODING) {
      message.writeTag(4, WireReader.VARINT);
      message.writeVarint(repetition.ordinal());
    }
    return message.toByteArray();
  }

  private static Map<String, Object> changes(Map<String, ?> before, Map<String, ?> after) {
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        throw new IllegalArgumentException(
            "delta encoding cannot take back the attribute "
                + name
                + " of an earlier element; use INDEPENDENT_ENCODING");
      }
    }
    var changes = new TreeMap<String, Object>();
    after.forEach(
        (name, value) -> {
          if (!Objects.deepEquals(before.get(name), value)) {
            changes.put(name, value);
          }
        });
    return changes;
  }

  private static void write(Map<String, ?> attributes, WordIndexer words, WireWriter out) {
    var entry = new WireWriter(64);
    var value = new WireWriter(256);
    new TreeMap<>(attributes)
        .forEach(
            (name, content) -> {
              byte kind = Transport.kindOf(name, content);
              entry.reset();
              entry.writeTag(1, WireReader.VARINT);
              entry.writeSint32(words.indexOf(name));
              value.reset();
              writeValue(content, words, value);
              entry.writeVarint(Transport.valueTag(kind));
              if (WireReader.wireType(Transport.valueTag(kind)) == WireReader.BYTES) {
                entry.writeVarint(value.size());
              }
              entry.writeBytes(value.array(), 0, value.size());
              out.writeMessage(kind, entry);
            });
  }

  private static void writeValue(Object content, WordIndexer words, WireWriter out) {
    switch (content) {
      case String text -> out.writeSint32(words.indexOf(text));
      case Long number -> out.writeVarint(number);
      case Double number -> {
        long bits = Double.doubleToRawLongBits(number);
        for (int shift = 0; shift < 64; shift += 8) {
          out.writeByte((int) (bits >>> shift));
        }
      }
      case Boolean flag -> out.writeVarint(flag ? 1 : 0);
      case Instant time -> writeTime(time.getEpochSecond(), time.getNano(), out);
      case Duration time -> writeDuration(time, out);
      case IpAddress address -> writeOctets(address.octets(), out);
      case byte[] octets -> writeOctets(octets, out);
      case StringMap map -> writeMap(map, words, out);
      default -> throw new IllegalArgumentException("no transport for " + content.getClass());
    }
  }

  private static void writeOctets(byte[] octets, WireWriter out) {
    out.writeBytes(octets, 0, octets.length);
  }

  private static void writeDuration(Duration time, WireWriter out) {
    // protobuf wants one sign for both parts, Duration keeps the nanoseconds positive
    boolean carry = time.isNegative() && time.getNano() > 0;
    writeTime(
        carry ? time.getSeconds() + 1 : time.getSeconds(),
        carry ? time.getNano() - 1_000_000_000 : time.getNano(),
        out);
  }

  private static void writeTime(long seconds, int nanos, WireWriter out) {
    if (seconds != 0) {
      out.writeTag(1, WireReader.VARINT);
      out.writeVarint(seconds);
    }
    if (nanos != 0) {
      out.writeTag(2, WireReader.VARINT);
      out.writeVarint(nanos);
    }
  }

  private static void writeMap(StringMap map, WordIndexer words, WireWriter out) {
    var pair = new WireWriter(16);
    new TreeMap<>(map.asMap())
        .forEach(
            (key, value) -> {
              pair.reset();
              pair.writeTag(1, WireReader.VARINT);
              pair.writeSint32(words.indexOf(key));
              pair.writeTag(2, WireReader.VARINT);
              pair.writeSint32(words.indexOf(value));
              out.writeMessage(1, pair);
            });
  }
}
