package io.keelson.envoy;

import io.keelson.attribute.IpAddress;

/** Where an inbound listener listens: the workload's address and port. Immutable. */
public record ListenerAddress(IpAddress ip, int port) {

  /**
   * Reads {@code IP:PORT}, IPv6 as {@code [::1]:PORT}.
   *
   * @throws IllegalArgumentException with a sentence, where the text is not that
   */
  public static ListenerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = colon < 0 ? 0 : ServerAddress.port(text.substring(colon + 1));
    var ip = Ips.parse(host);
    if (ip.isEmpty() || port == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address to listen on; give IP:PORT, such as 10.1.1.1:8080.");
    }
    return new ListenerAddress(ip.get(), port);
  }
}
