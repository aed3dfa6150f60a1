package io.keelson.envoy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.keelson.api.mixer.v1.Attributes.AttributeValue;

/** What values of attributes in API specs must be. */
final class AttributeRules {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** 0001-01-01 and 9999-12-31 as seconds since 1970, the bounds of protobuf's timestamps. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private AttributeRules() {}

  /** A sentence about what is wrong, or nothing. */
  static String fault(AttributeValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue().isEmpty() ? "the text is empty; write one" : "";
      case BYTES_VALUE -> value.getBytesValue().isEmpty() ? "there are no bytes; write some" : "";
      case DURATION_VALUE ->
          isShort(value.getDurationValue())
              ? "the duration is shorter than 1ms; write a longer one"
              : "";
      case TIMESTAMP_VALUE ->
          isValid(value.getTimestampValue())
              ? ""
              : "the time is not between the years 1 and 9999; write one that is";
      case VALUE_NOT_SET ->
          "the attribute has no value; give stringValue, int64Value, doubleValue, boolValue,"
              + " bytesValue, timestampValue, durationValue or stringMapValue";
      case STRING_MAP_VALUE, INT64_VALUE, DOUBLE_VALUE, BOOL_VALUE -> "";
    };
  }

  private static boolean isShort(Duration duration) {
    return duration.getSeconds() < 0
        || duration.getSeconds() == 0 && duration.getNanos() < NANOS_PER_MILLI;
  }

  private static boolean isValid(Timestamp time) {
    return time.getSeconds() >= FIRST_SECOND
        && time.getSeconds() <= LAST_SECOND
        && time.getNanos() >= 0
        && time.getNanos() < NANOS_PER_SECOND;
  }
}
