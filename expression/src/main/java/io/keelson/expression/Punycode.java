package io.keelson.expression;

/** Decodes the labels of internationalized names (RFC 3492). */
final class Punycode {
  private static final int BASE = 36;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;

  private Punycode() {}

  /** The Unicode text of what follows {@code xn--}, or null where that is not valid. */
  static String decode(String encoded) {
    // A decoded label is short; longer ones would only cost quadratic time.
    if (encoded.isEmpty() || encoded.length() > 1_000) {
      return null;
    }
    var label = new StringBuilder();
    int at = encoded.lastIndexOf('-');
    if (at == encoded.length() - 1) {
      return null;
    }
    for (int i = 0; i < at; i++) {
      if (encoded.charAt(i) >= 128) {
        return null;
      }
    }
    if (at > 0) {
      label.append(encoded, 0, at);
    }
    at++;
    int count = label.length();
    int codePoint = 128;
    int bias = 72;
    long index = 0;
    while (at < encoded.length()) {
      long before = index;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = at < encoded.length() ? digit(encoded.charAt(at++)) : -1;
        if (digit < 0) {
          return null;
        }
        index += digit * weight;
        if (index > Integer.MAX_VALUE) {
          return null;
        }
        int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
        if (weight > Integer.MAX_VALUE) {
          return null;
        }
      }
      count++;
      bias = adapt((int) (index - before), count, before == 0);
      codePoint += (int) (index / count);
      index %= count;
      if (codePoint < 0
          || codePoint > Character.MAX_CODE_POINT
          || codePoint >= 0xD800 && codePoint <= 0xDFFF) {
        return null;
      }
      label.insert(label.offsetByCodePoints(0, (int) index), Character.toString(codePoint));
      index++;
    }
    return label.toString();
  }

  private static int digit(char c) {
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
  }

  private static int adapt(int delta, int count, boolean first) {
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / count;
    int k = 0;
    while (delta > (BASE - T_MIN) * T_MAX / 2) {
      delta /= BASE - T_MIN;
      k += BASE;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
  }
}
