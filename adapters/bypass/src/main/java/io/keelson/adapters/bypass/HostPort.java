package io.keelson.adapters.bypass;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens. */
record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]/]+)):(\\d{1,5})");

  /**
   * Reads {@code host:port}, {@code 10.1.2.3:port} or {@code [::1]:port}; null where it is none of
   * them.
   */
  static HostPort parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return null;
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > 65_535) {
      return null;
    }
    return new HostPort(parts.group(1) != null ? parts.group(1) : parts.group(2), port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
