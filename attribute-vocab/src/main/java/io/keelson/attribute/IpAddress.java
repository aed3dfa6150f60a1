package io.keelson.attribute;

import java.util.Arrays;

/** An IP address of 4 or 16 octets. An IPv4 address equals its IPv4-mapped IPv6 form. Immutable. */
public final class IpAddress {
  private final byte[] octets;

  private IpAddress(byte[] octets) {
    this.octets = octets;
  }

  /** Copies the octets; throws IllegalArgumentException unless there are 4 or 16. */
  public static IpAddress of(byte[] octets) {
    if (octets.length != 4 && octets.length != 16) {
      throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length);
    }
    return new IpAddress(octets.clone());
  }

  /** Octets that nobody else holds, 4 or 16. */
  static IpAddress own(byte[] octets) {
    return new IpAddress(octets);
  }

  /** A copy of the octets as they were received, 4 or 16. */
  public byte[] octets() {
    return octets.clone();
  }

  /** The 4 octets where the address is IPv4 or IPv4-mapped, else the 16. */
  public byte[] normalized() {
    return isMapped() ? Arrays.copyOfRange(octets, 12, 16) : octets.clone();
  }

  private boolean isMapped() {
    if (octets.length != 16 || octets[10] != -1 || octets[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress address && Arrays.equals(normalized(), address.normalized());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(normalized());
  }

  /** Dotted quad, or RFC 5952 text. */
  @Override
  public String toString() {
    byte[] n = normalized();
    if (n.length == 4) {
      return (n[0] & 255) + "." + (n[1] & 255) + "." + (n[2] & 255) + "." + (n[3] & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (n[2 * i] & 255) << 8 | n[2 * i + 1] & 255;
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
      i += length;
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
