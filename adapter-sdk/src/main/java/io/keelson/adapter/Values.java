package io.keelson.adapter;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Run-time values: String (also for DNS_NAME, EMAIL_ADDRESS and URI), Long, Double, Boolean, {@link
 * Instant}, {@link Duration}, {@link IpAddress}, {@link StringMap}; null is absent.
 */
public final class Values {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private Values() {}

  /**
   * The text form that every adapter uses: numbers in decimal without exponent, timestamps in UTC
   * with six fractional digits, durations as {@code 1h2m3s}, addresses as dotted quad or RFC 5952,
   * maps as {@code stringmap[k1:v1 k2:v2]}, null as the empty string.
   */
  public static String text(Object value) {
    return switch (value) {
      case null -> "";
      case String s -> s;
      case Long l -> Long.toString(l);
      case Boolean b -> b ? "true" : "false";
      case Double d -> text(d.doubleValue());
      case Instant i -> TIMESTAMP.format(i);
      case Duration d -> DurationText.format(d);
      default -> value.toString();
    };
  }

  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** Whether configured text denotes a run-time value: the text is read as the value's type. */
  public static boolean matches(String text, Object value) {
    return switch (value) {
      case null -> text.isEmpty();
      case String s -> s.equals(text);
      case Long l -> {
        try {
          yield Long.parseLong(text) == l;
        } catch (NumberFormatException notANumber) {
          yield false;
        }
      }
      // Java's own reader would take spaces around the number and the suffixes of its literals too.
      case Double d -> NUMBER.matcher(text).matches() && Double.parseDouble(text) == d;
      case Boolean b ->
          switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> b;
            case "0", "f", "F", "FALSE", "false", "False" -> !b;
            default -> false;
          };
      case Instant i -> {
        try {
          yield DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from).equals(i);
        } catch (java.time.DateTimeException notATimestamp) {
          yield false;
        }
      }
      case Duration d -> d.equals(DurationText.parse(text).orElse(null));
      default -> text.equals(text(value));
    };
  }
}
