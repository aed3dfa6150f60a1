package io.keelson.envoy;

import java.util.Optional;

/**
 * Where a policy or telemetry server listens.
 *
 * @param host a DNS name or an IP address, IPv6 without brackets
 * @param port 1 to 65535
 */
record ServerAddress(String host, int port) {
  private static final int MAX_PORT = 65535;

  /** Reads {@code host:port}, IPv6 as {@code [::1]:port}; empty where the text is not that. */
  static Optional<ServerAddress> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    boolean sound = bracketed ? Ips.parse(host).isPresent() : Labels.isFqdn(host) || isIpv4(host);
    int port = port(text.substring(colon + 1));
    return sound && port > 0 ? Optional.of(new ServerAddress(host, port)) : Optional.empty();
  }

  private static boolean isIpv4(String host) {
    return host.indexOf(':') < 0 && Ips.parse(host).isPresent();
  }

  /** 1 to 65535, or 0 where the text is no port. */
  static int port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(text);
    return port <= MAX_PORT ? port : 0;
  }

  /** The name that the filters call the server's cluster by. */
  String clusterName() {
    return "outbound|" + port + "||" + host;
  }
}
