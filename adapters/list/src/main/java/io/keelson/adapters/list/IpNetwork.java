package io.keelson.adapters.list;

import io.keelson.attribute.IpAddress;
import java.net.Inet6Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that share a prefix, as the first and the last of them. IPv4 and IPv6 are apart:
 * {@code ::/0} has no IPv4 address, and an IPv4-mapped address is an IPv4 address.
 *
 * @param v4 whether these are IPv4 addresses, which stand in the low 32 bits
 */
record IpNetwork(boolean v4, long firstHigh, long firstLow, long lastHigh, long lastLow) {

  private static final Pattern DOTTED_QUAD =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

  /** Reads an address or a CIDR; bits beyond the prefix are ignored. */
  static IpNetwork parse(String text) throws Entries.Malformed {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    IpAddress address = address(literal);
    if (address == null) {
      throw malformed(text);
    }
    byte[] octets = address.normalized();
    // A mapped address may be written with the prefix of either family.
    boolean mapped = octets.length == 4 && literal.indexOf(':') >= 0;
    int prefix = mapped || octets.length == 16 ? 128 : 32;
    if (slash >= 0) {
      String digits = text.substring(slash + 1);
      if (!PREFIX.matcher(digits).matches() || Integer.parseInt(digits) > prefix) {
        throw malformed(text);
      }
      prefix = Integer.parseInt(digits);
    }
    if (mapped && prefix < 96) {
      return v6(0, 0xffff_0000_0000L, prefix);
    }
    if (octets.length == 4) {
      long mask = 0xffff_ffffL << (32 - (mapped ? prefix - 96 : prefix)) & 0xffff_ffffL;
      long bits = bits(octets, 0, 4);
      return new IpNetwork(true, 0, bits & mask, 0, bits | ~mask & 0xffff_ffffL);
    }
    return v6(bits(octets, 0, 8), bits(octets, 8, 16), prefix);
  }

  private static IpNetwork v6(long high, long low, int prefix) {
    long highMask = prefix == 0 ? 0 : prefix >= 64 ? -1 : -1L << (64 - prefix);
    long lowMask = prefix <= 64 ? 0 : -1L << (128 - prefix);
    return new IpNetwork(false, high & highMask, low & lowMask, high | ~highMask, low | ~lowMask);
  }

  /** The address that a text denotes, or null; never asks a name server. */
  static IpAddress address(String text) {
    Matcher quad = DOTTED_QUAD.matcher(text);
    if (quad.matches()) {
      byte[] octets = new byte[4];
      for (int i = 0; i < 4; i++) {
        int octet = Integer.parseInt(quad.group(i + 1));
        if (octet > 255) {
          return null;
        }
        octets[i] = (byte) octet;
      }
      return IpAddress.of(octets);
    }
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return null;
    }
    try {
      return IpAddress.of(Inet6Address.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  static long bits(byte[] octets, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << 8 | octets[i] & 0xff;
    }
    return bits;
  }

  private static Entries.Malformed malformed(String text) {
    return new Entries.Malformed(
        "'" + text + "' is neither an IP address nor a CIDR such as 10.1.0.0/16");
  }
}
