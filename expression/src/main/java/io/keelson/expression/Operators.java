package io.keelson.expression;

import java.time.Instant;

/**
 * What generated code calls for operators and simple functions. Nothing here allocates but results.
 */
final class Operators {
  private Operators() {}

  /** Numbers are equal when their bits are: NaN equals itself, 0.0 and -0.0 differ. */
  static boolean equal(double left, double right) {
    return Double.doubleToRawLongBits(left) == Double.doubleToRawLongBits(right);
  }

  static boolean equal(long left, long right) {
    return left == right;
  }

  static boolean equal(boolean left, boolean right) {
    return left == right;
  }

  static boolean equal(Object left, Object right) {
    return left.equals(right);
  }

  static boolean less(long left, long right) {
    return left < right;
  }

  static boolean lessOrEqual(long left, long right) {
    return left <= right;
  }

  static boolean greater(long left, long right) {
    return left > right;
  }

  static boolean greaterOrEqual(long left, long right) {
    return left >= right;
  }

  static boolean less(double left, double right) {
    return left < right;
  }

  static boolean lessOrEqual(double left, double right) {
    return left <= right;
  }

  static boolean greater(double left, double right) {
    return left > right;
  }

  static boolean greaterOrEqual(double left, double right) {
    return left >= right;
  }

  static boolean less(String left, String right) {
    return compare(left, right) < 0;
  }

  static boolean lessOrEqual(String left, String right) {
    return compare(left, right) <= 0;
  }

  static boolean greater(String left, String right) {
    return compare(left, right) > 0;
  }

  static boolean greaterOrEqual(String left, String right) {
    return compare(left, right) >= 0;
  }

  static boolean less(Instant left, Instant right) {
    return left.compareTo(right) < 0;
  }

  static boolean lessOrEqual(Instant left, Instant right) {
    return left.compareTo(right) <= 0;
  }

  static boolean greater(Instant left, Instant right) {
    return left.compareTo(right) > 0;
  }

  static boolean greaterOrEqual(Instant left, Instant right) {
    return left.compareTo(right) >= 0;
  }

  /** The order of the UTF-8 bytes, which is that of code points, not that of Java's chars. */
  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean highA = Character.isSurrogate(a);
        return highA == Character.isSurrogate(b) ? a - b : highA ? 1 : -1;
      }
    }
    return left.length() - right.length();
  }

  /** A missing map entry reads as the empty text. */
  static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** One star at the end or, failing that, at the beginning of the pattern stands for any text. */
  static boolean match(String text, String pattern) {
    int last = pattern.length() - 1;
    if (last >= 0 && pattern.charAt(last) == '*') {
      return text.regionMatches(0, pattern, 0, last);
    }
    if (last >= 0 && pattern.charAt(0) == '*') {
      return text.regionMatches(text.length() - last, pattern, 1, last);
    }
    return text.equals(pattern);
  }

  static String choose(boolean condition, String whenTrue, String whenFalse) {
    return condition ? whenTrue : whenFalse;
  }

  /** The number of UTF-8 bytes. */
  static long size(String text) {
    int length = text.length();
    long size = length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x800) {
        if (Character.isHighSurrogate(c)
            && i + 1 < length
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        }
        size += 2;
      } else if (c >= 0x80) {
        size++;
      }
    }
    return size;
  }

  /** Lower case, character by character: no character becomes two, and context does not matter. */
  static String toLower(String text) {
    int length = text.length();
    int at = 0;
    while (at < length) {
      int c = text.codePointAt(at);
      if (Character.toLowerCase(c) != c) {
        break;
      }
      at += Character.charCount(c);
    }
    if (at >= length) {
      return text;
    }
    var lower = new StringBuilder(length).append(text, 0, at);
    while (at < length) {
      int c = text.codePointAt(at);
      lower.appendCodePoint(Character.toLowerCase(c));
      at += Character.charCount(c);
    }
    return lower.toString();
  }

  /** The guard around every evaluation: whatever goes wrong reaches the caller as one exception. */
  static EvaluationException failure(RuntimeException cause) {
    return cause instanceof EvaluationException failure
        ? failure
        : new EvaluationException("evaluation failed: " + cause);
  }
}
