package io.keelson.attribute;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/** Durations as operators write them: {@code 300ms}, {@code 1h30m}, {@code -1.5h}, {@code 0}. */
public final class DurationText {
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private DurationText() {}

  /**
   * An optional sign, then {@code 0} alone or decimal numbers each with a unit of ns, us, µs, ms,
   * s, m or h. Empty where the text is not that, or beyond 64 bits of nanoseconds.
   */
  public static Optional<Duration> parse(String text) {
    int at = 0;
    boolean negative = false;
    if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at = 1;
    }
    if (at == text.length()) {
      return Optional.empty();
    }
    if (at == text.length() - 1 && text.charAt(at) == '0') {
      return Optional.of(Duration.ZERO);
    }
    BigInteger total = BigInteger.ZERO;
    while (at < text.length()) {
      int start = at;
      boolean digits = false;
      boolean point = false;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '9') {
          digits = true;
        } else if (c == '.' && !point) {
          point = true;
        } else {
          break;
        }
        at++;
      }
      if (!digits || at - start > 64) {
        return Optional.empty();
      }
      String number = text.substring(start, at);
      long unit;
      if (text.startsWith("ns", at)) {
        unit = 1;
        at += 2;
      } else if (text.startsWith("us", at)
          || text.startsWith("\u00b5s", at)
          || text.startsWith("\u03bcs", at)) {
        unit = 1_000;
        at += 2;
      } else if (text.startsWith("ms", at)) {
        unit = 1_000_000;
        at += 2;
      } else if (text.startsWith("s", at)) {
        unit = 1_000_000_000L;
        at += 1;
      } else if (text.startsWith("m", at)) {
        unit = 60_000_000_000L;
        at += 1;
      } else if (text.startsWith("h", at)) {
        unit = 3_600_000_000_000L;
        at += 1;
      } else {
        return Optional.empty();
      }
      String decimal = number.startsWith(".") ? "0" + number : number;
      if (decimal.endsWith(".")) {
        decimal = decimal + "0";
      }
      total = total.add(new BigDecimal(decimal).multiply(BigDecimal.valueOf(unit)).toBigInteger());
      if (new BigDecimal(total).compareTo(MAX) > 0) {
        return Optional.empty();
      }
    }
    return Optional.of(
        Duration.ofNanos(negative ? -total.longValueExact() : total.longValueExact()));
  }

  /** Such as {@code 1h2m3s}, {@code 1.5ms}, {@code 0s}. */
  public static String format(Duration duration) {
    long nanos;
    try {
      nanos = duration.toNanos();
    } catch (ArithmeticException beyondRange) {
      nanos = duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    if (nanos == 0) {
      return "0s";
    }
    BigInteger left = BigInteger.valueOf(nanos).abs();
    String sign = nanos < 0 ? "-" : "";
    BigDecimal amount = new BigDecimal(left);
    if (left.bitLength() < 40 && left.longValue() < 1_000) {
      return sign + left + "ns";
    }
    if (left.bitLength() < 40 && left.longValue() < 1_000_000) {
      return sign + plain(amount.movePointLeft(3)) + "\u00b5s";
    }
    if (left.bitLength() < 40 && left.longValue() < 1_000_000_000) {
      return sign + plain(amount.movePointLeft(6)) + "ms";
    }
    BigInteger[] minutes = left.divideAndRemainder(BigInteger.valueOf(60_000_000_000L));
    String seconds = plain(new BigDecimal(minutes[1]).movePointLeft(9)) + "s";
    long wholeMinutes = minutes[0].longValue();
    if (wholeMinutes == 0) {
      return sign + seconds;
    }
    if (wholeMinutes < 60) {
      return sign + wholeMinutes + "m" + seconds;
    }
    return sign + wholeMinutes / 60 + "h" + wholeMinutes % 60 + "m" + seconds;
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
