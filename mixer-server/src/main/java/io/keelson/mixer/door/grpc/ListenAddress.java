package io.keelson.mixer.door.grpc;

import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;

/** Where a server listens. */
public sealed interface ListenAddress {

  /**
   * A TCP port.
   *
   * @param port 0 takes any free one
   */
  record Tcp(String host, int port) implements ListenAddress {
    @Override
    public String toString() {
      return "tcp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A Unix domain socket. */
  record Unix(Path path) implements ListenAddress {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * Reads {@code tcp://host:port}, {@code unix:///path} or {@code host:port}; an empty host is all
   * interfaces.
   *
   * @throws IllegalArgumentException where the text is none of them
   */
  static ListenAddress parse(String text) {
    if (text.startsWith("unix://")) {
      String path = text.substring("unix://".length());
      if (path.isEmpty()) {
        throw new IllegalArgumentException(
            "address '" + text + "' names no socket file; write unix:///path/of.socket");
      }
      return new Unix(Path.of(path));
    }
    String rest = text.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
    if (rest.contains("://")) {
      throw new IllegalArgumentException(
          "address '" + text + "' has an unknown scheme; use tcp://host:port or unix:///path");
    }
    int colon = rest.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "address '" + text + "' has no port; write host:port, such as 127.0.0.1:9091");
    }
    String host = rest.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "address '" + text + "' is ambiguous; write an IPv6 address in brackets: [::1]:9091");
    }
    int port;
    try {
      port = Integer.parseInt(rest.substring(colon + 1));
    } catch (NumberFormatException e) {
      port = -1;
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "address '" + text + "' has no valid port; use a number from 0 to 65535");
    }
    return new Tcp(host.isEmpty() || host.equals("*") ? "0.0.0.0" : host, port);
  }

  /** In Vert.x's terms. */
  default SocketAddress socketAddress() {
    return switch (this) {
      case Tcp tcp -> SocketAddress.inetSocketAddress(tcp.port(), tcp.host());
      case Unix unix -> SocketAddress.domainSocketAddress(unix.path().toString());
    };
  }
}
