package io.keelson.config.snapshot;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;

/** Reads single values; a problem is added and null returned where one does not fit. */
final class Scalars {
  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final int MAX_NUMBER_LENGTH = 40;

  private Scalars() {}

  static String text(Object value, String path, Problems problems) {
    if (value instanceof String text) {
      return text;
    }
    String hint =
        value instanceof Number || value instanceof Boolean
            ? "; put it in quotes: \"" + value + "\""
            : "";
    problems.error(
        "wrong-type", path, value, "expected text, found " + ProtoYaml.kind(value) + hint);
    return null;
  }

  /** Also the words that YAML 1.1 took for booleans. */
  static Boolean bool(Object value, String path, Problems problems) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof String word) {
      switch (word) {
        case "true", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y" -> {
          return true;
        }
        case "false", "no", "No", "NO", "off", "Off", "OFF", "n", "N" -> {
          return false;
        }
        default -> {
          // told below
        }
      }
    }
    problems.error(
        "wrong-type", path, value, "expected true or false, found " + ProtoYaml.kind(value));
    return null;
  }

  static ByteString bytes(Object value, String path, Problems problems) {
    if (value instanceof String text) {
      String plain = text.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
      try {
        return ByteString.copyFrom(Base64.getDecoder().decode(plain));
      } catch (IllegalArgumentException e) {
        problems.error("wrong-type", path, value, "expected base64: " + e.getMessage());
        return null;
      }
    }
    problems.error("wrong-type", path, value, "expected base64, found " + ProtoYaml.kind(value));
    return null;
  }

  static Double real(Object value, String path, Problems problems) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text && !text.isBlank() && text.length() <= MAX_NUMBER_LENGTH) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException e) {
        problems.error("wrong-type", path, value, "expected a number, found '" + text + "'");
        return null;
      }
    }
    problems.error("wrong-type", path, value, "expected a number, found " + ProtoYaml.kind(value));
    return null;
  }

  static Long integer(Object value, long min, long max, String path, Problems problems) {
    BigInteger number = whole(value);
    if (number == null) {
      problems.error(
          "wrong-type", path, value, "expected a whole number, found " + ProtoYaml.kind(value));
      return null;
    }
    if (number.compareTo(BigInteger.valueOf(min)) < 0
        || number.compareTo(BigInteger.valueOf(max)) > 0) {
      problems.error(
          "out-of-range", path, value, number + " is not between " + min + " and " + max);
      return null;
    }
    return number.longValueExact();
  }

  /** As protobuf keeps it: the bits of the number in a long. */
  static Long unsigned(Object value, String path, Problems problems) {
    BigInteger number = whole(value);
    if (number == null) {
      problems.error(
          "wrong-type", path, value, "expected a whole number, found " + ProtoYaml.kind(value));
      return null;
    }
    if (number.signum() < 0 || number.compareTo(MAX_UNSIGNED) > 0) {
      problems.error("out-of-range", path, value, number + " is not between 0 and " + MAX_UNSIGNED);
      return null;
    }
    return number.longValue();
  }

  private static BigInteger whole(Object value) {
    try {
      return switch (value) {
        case Long n -> BigInteger.valueOf(n);
        case Integer n -> BigInteger.valueOf(n);
        case Double d -> new BigDecimal(d).toBigIntegerExact();
        case String text
            when text.length() <= MAX_NUMBER_LENGTH
                && text.indexOf('e') < 0
                && text.indexOf('E') < 0 ->
            new BigDecimal(text).toBigIntegerExact();
        case null, default -> null;
      };
    } catch (ArithmeticException | NumberFormatException notWhole) {
      return null;
    }
  }
}
