package io.keelson.expression;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads RFC 3339, as the {@code timestamp} function takes it. */
final class TimestampText {
  private static final String SHAPE = "0000-00-00T00:00:00";

  private TimestampText() {}

  static Instant parse(String text) {
    Instant instant = instant(text);
    if (instant == null) {
      throw new EvaluationException(
          "could not convert '"
              + text
              + "' to TIMESTAMP. expected format: '2006-01-02T15:04:05Z07:00'");
    }
    return instant;
  }

  private static Instant instant(String text) {
    if (text.length() < SHAPE.length() || !hasShape(text, 0, SHAPE)) {
      return null;
    }
    int at = SHAPE.length();
    int nanos = 0;
    if (at < text.length() && text.charAt(at) == '.') {
      int start = ++at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        // Digits beyond nanoseconds are dropped.
        if (at - start < 9) {
          nanos = nanos * 10 + text.charAt(at) - '0';
        }
        at++;
      }
      if (at == start) {
        return null;
      }
      for (int digits = at - start; digits < 9; digits++) {
        nanos *= 10;
      }
    }
    String zone = text.substring(at);
    int offset = 0;
    if (!zone.equals("Z")) {
      if (zone.length() != 6 || !hasShape(zone, 1, "00:00")) {
        return null;
      }
      int hours = number(zone, 1, 3);
      int minutes = number(zone, 4, 6);
      if (hours > 24 || minutes >= 60) {
        return null;
      }
      offset = (hours * 60 + minutes) * 60;
      switch (zone.charAt(0)) {
        case '+' -> {}
        case '-' -> offset = -offset;
        default -> {
          return null;
        }
      }
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              nanos)
          .toInstant(ZoneOffset.UTC)
          .minusSeconds(offset);
    } catch (DateTimeException e) {
      // A day or an hour that does not exist: the caller says what was expected.
      return null;
    }
  }

  private static boolean hasShape(String text, int offset, String shape) {
    for (int i = 0; i < shape.length(); i++) {
      char c = text.charAt(offset + i);
      if (shape.charAt(i) == '0' ? !isDigit(c) : c != shape.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int start, int end) {
    return Integer.parseInt(text, start, end, 10);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
