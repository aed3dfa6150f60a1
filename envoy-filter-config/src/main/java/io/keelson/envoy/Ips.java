package io.keelson.envoy;

import io.keelson.attribute.IpAddress;
import java.net.InetAddress;
import java.util.Optional;

/** Reads IP addresses without asking a name server. */
final class Ips {
  private Ips() {}

  /** The address, or empty where the text is no IPv4 in four parts and no IPv6. */
  static Optional<IpAddress> parse(String text) {
    boolean plausible = text.indexOf(':') >= 0 ? !text.contains("%") : isDotted(text);
    if (!plausible) {
      return Optional.empty();
    }
    try {
      return Optional.of(IpAddress.of(InetAddress.ofLiteral(text).getAddress()));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /** Not the short and octal forms that resolvers understand. */
  private static boolean isDotted(String text) {
    return text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  }
}
