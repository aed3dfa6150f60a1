package io.keelson.expression;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.IpAddress;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Prints a request's value for an error message, as the reference prints it. */
final class ValueText {
  private static final int LIMIT = 500;
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral(" +0000 UTC")
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private ValueText() {}

  static String of(Object value) {
    String text =
        switch (value) {
          case Double number -> number(number);
          case Duration duration -> DurationText.format(duration);
          case Instant instant -> INSTANT.format(instant);
          case IpAddress address -> octets(address.octets());
          case byte[] bytes -> octets(bytes);
          default -> value.toString();
        };
    return text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "…";
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 21) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String octets(byte[] octets) {
    var text = new StringBuilder("[");
    for (int i = 0; i < octets.length && text.length() <= LIMIT; i++) {
      text.append(i == 0 ? "" : " ").append(octets[i] & 255);
    }
    return text.append(']').toString();
  }
}
