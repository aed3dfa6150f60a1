package io.keelson.attribute;

import java.time.Duration;
import java.time.Instant;

/**
 * How a value travels: the number of the typed map in {@code CompressedAttributes} that holds it.
 */
final class Transport {
  static final byte STRING = 2;
  static final byte INT64 = 3;
  static final byte DOUBLE = 4;
  static final byte BOOL = 5;
  static final byte TIMESTAMP = 6;
  static final byte DURATION = 7;
  static final byte BYTES = 8;
  static final byte STRING_MAP = 9;

  /** Years 1 to 9999, as protobuf defines timestamps. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;
  private static final int NANOS = 1_000_000_000;

  /** The nearest whole seconds to what 64 bits of nanoseconds hold, about 292 years. */
  private static final long LONGEST_SECONDS = Long.MAX_VALUE / NANOS;

  /** So much of a name goes into a message; a client may send one of a million characters. */
  private static final int LONGEST_NAME = 200;

  private static final int[] VALUE_TAGS = {
    0,
    0,
    2 << 3 | WireReader.VARINT,
    2 << 3 | WireReader.VARINT,
    2 << 3 | WireReader.FIXED64,
    2 << 3 | WireReader.VARINT,
    2 << 3 | WireReader.BYTES,
    2 << 3 | WireReader.BYTES,
    2 << 3 | WireReader.BYTES,
    2 << 3 | WireReader.BYTES
  };

  private static final String[] NAMES = {
    "", "", "STRING", "INT64", "DOUBLE", "BOOL", "TIMESTAMP", "DURATION", "BYTES", "STRING_MAP"
  };

  private Transport() {}

  /** The tag of the value in a map entry. */
  static int valueTag(byte kind) {
    return VALUE_TAGS[kind];
  }

  /** The transport of a run-time value; throws IllegalArgumentException where it has none. */
  static byte kindOf(String name, Object value) {
    return switch (value) {
      case String text -> STRING;
      case Long number -> INT64;
      case Double number -> DOUBLE;
      case Boolean flag -> BOOL;
      case Instant time -> TIMESTAMP;
      case Duration time -> DURATION;
      case IpAddress address -> BYTES;
      case byte[] octets -> BYTES;
      case StringMap map -> STRING_MAP;
      case null, default ->
          throw new IllegalArgumentException(
              "attribute "
                  + name
                  + " cannot have a value of "
                  + (value == null ? "null" : value.getClass().toString()));
    };
  }

  static AttributeException duplicate(String name, byte kind, byte before) {
    return new AttributeException(
        "duplicate attribute "
            + shorten(name)
            + " (type "
            + NAMES[kind]
            + ", was "
            + NAMES[before]
            + ")");
  }

  private static String shorten(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "\u2026";
  }

  /** Refuses times that the run-time classes, or 64 bits of nanoseconds, cannot hold. */
  static void check(byte kind, int name, long seconds, int nanos, WordList words)
      throws AttributeException {
    if (kind == TIMESTAMP) {
      if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos >= NANOS) {
        throw outOfRange("timestamp", "years 1 to 9999", name, seconds, nanos, words);
      }
    } else if (kind == DURATION) {
      boolean signsDiffer = seconds > 0 && nanos < 0 || seconds < 0 && nanos > 0;
      if (signsDiffer
          || nanos <= -NANOS
          || nanos >= NANOS
          || seconds >= LONGEST_SECONDS
          || seconds <= -LONGEST_SECONDS) {
        throw outOfRange("duration", "64 bits of nanoseconds", name, seconds, nanos, words);
      }
    }
  }

  private static AttributeException outOfRange(
      String kind, String range, int name, long seconds, int nanos, WordList words) {
    return new AttributeException(
        "attribute "
            + shorten(ReceivedValues.word(name, words))
            + " has a "
            + kind
            + " of "
            + seconds
            + " seconds and "
            + nanos
            + " nanoseconds, which is outside "
            + range);
  }
}
