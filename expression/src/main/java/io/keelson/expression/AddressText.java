package io.keelson.expression;

import io.keelson.attribute.IpAddress;

/** Reads IP addresses as the {@code ip} function takes them. */
final class AddressText {
  private AddressText() {}

  /** The 16-byte form of a dotted quad or an IPv6 address without zone. */
  static IpAddress parse(String text) {
    byte[] octets = text.indexOf(':') < 0 ? mapped(text) : six(text);
    if (octets == null) {
      throw new EvaluationException("could not convert " + text + " to IP_ADDRESS");
    }
    return IpAddress.of(octets);
  }

  private static byte[] mapped(String text) {
    var octets = new byte[16];
    octets[10] = -1;
    octets[11] = -1;
    return quad(text, 0, octets, 12) ? octets : null;
  }

  private static boolean quad(String text, int at, byte[] octets, int offset) {
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int digits = 0;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        value = value * 10 + text.charAt(at) - '0';
        if (value > 255) {
          return false;
        }
        digits++;
        at++;
      }
      if (digits == 0) {
        return false;
      }
      octets[offset + part] = (byte) value;
      if (part < 3 && (at >= text.length() || text.charAt(at++) != '.')) {
        return false;
      }
    }
    return at == text.length();
  }

  private static byte[] six(String text) {
    var octets = new byte[16];
    int at = 0;
    int filled = 0;
    int gap = -1;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < text.length() && filled < 16) {
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 5 && hexadecimal(text.charAt(at)) >= 0) {
        value = value << 4 | hexadecimal(text.charAt(at));
        at++;
      }
      if (at == start || value > 0xFFFF) {
        return null;
      }
      if (at < text.length() && text.charAt(at) == '.') {
        if (gap < 0 && filled != 12 || filled > 12 || !quad(text, start, octets, filled)) {
          return null;
        }
        filled += 4;
        at = text.length();
        break;
      }
      octets[filled++] = (byte) (value >> 8);
      octets[filled++] = (byte) value;
      if (at == text.length()) {
        break;
      }
      if (text.charAt(at) != ':' || at + 1 == text.length()) {
        return null;
      }
      at++;
      if (text.charAt(at) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = filled;
        at++;
      }
    }
    if (at != text.length() || gap < 0 && filled < 16 || gap >= 0 && filled == 16) {
      return null;
    }
    if (gap >= 0) {
      int tail = filled - gap;
      System.arraycopy(octets, gap, octets, 16 - tail, tail);
      java.util.Arrays.fill(octets, gap, 16 - tail, (byte) 0);
    }
    return octets;
  }

  private static int hexadecimal(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
