package io.keelson.adapters.prometheus;

import java.time.Duration;
import java.util.regex.Pattern;

/** The number that a run-time value is recorded as. */
final class Numbers {
  /**
   * What may stand for a number in a text: no spaces and no type suffixes, which Java would take.
   */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"
              + "|0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+)");

  /** No number is longer than that; a pattern over more would be work for nothing. */
  private static final int MAX_LENGTH = 512;

  private static final double NANOS_A_SECOND = 1e9;

  private Numbers() {}

  static boolean isNumber(Object value) {
    return switch (value) {
      case null -> false;
      case Long l -> true;
      case Double d -> true;
      case Duration d -> true;
      case String text -> isNumber(text) || special(text) != null;
      default -> false;
    };
  }

  private static boolean isNumber(String text) {
    return text.length() <= MAX_LENGTH && NUMBER.matcher(text).matches();
  }

  private static Double special(String text) {
    boolean negative = text.startsWith("-");
    String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
    if (unsigned.equalsIgnoreCase("inf") || unsigned.equalsIgnoreCase("infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return text.equalsIgnoreCase("nan") ? Double.NaN : null;
  }

  /**
   * Durations in seconds, texts as the number they spell. Only for what {@link #isNumber} accepts.
   */
  static double of(Object value) {
    return switch (value) {
      case Long l -> l;
      case Double d -> d;
      case Duration d -> d.getSeconds() + d.getNano() / NANOS_A_SECOND;
      case String text -> {
        Double special = special(text);
        yield special != null ? special : Double.parseDouble(text);
      }
      default -> throw new IllegalArgumentException(fault(value));
    };
  }

  static String fault(Object value) {
    return value == null
        ? "it has no value"
        : "its value '"
            + value
            + "' is no number: a double, an integer, a duration or a text that spells a number is needed";
  }
}
