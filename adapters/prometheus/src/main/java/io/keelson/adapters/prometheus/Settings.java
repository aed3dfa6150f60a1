package io.keelson.adapters.prometheus;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where metrics are served, and how many. These are the process's, not a handler's: all handlers
 * share one endpoint, and the configuration format has no place for them.
 *
 * @param address where to listen
 * @param maxSeries series of one metric
 */
record Settings(InetSocketAddress address, int maxSeries) {
  private static final int PORT = 42422;

  /** With 20 labels some 200 MB in the worst case; a metric that has that many is a mistake. */
  private static final int MAX_SERIES = 200_000;

  /**
   * {@code keelson.prometheus.port} (0 picks a free one), {@code keelson.prometheus.address} and
   * {@code keelson.prometheus.max-series}, as system properties or, upper case with underscores, in
   * the environment.
   *
   * @throws IllegalArgumentException where one of them makes no sense
   */
  static Settings ofProcess() {
    int port = number("keelson.prometheus.port", PORT, 0, 65_535);
    int maxSeries = number("keelson.prometheus.max-series", MAX_SERIES, 1, 100_000_000);
    String host = text("keelson.prometheus.address");
    if (host == null) {
      return new Settings(new InetSocketAddress(port), maxSeries);
    }
    try {
      return new Settings(new InetSocketAddress(InetAddress.getByName(host), port), maxSeries);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "keelson.prometheus.address is '" + host + "', which is no address of this machine");
    }
  }

  private static int number(String name, int fallback, int least, int most) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(message(name, text, least, most), notANumber);
    }
    throw new IllegalArgumentException(message(name, text, least, most));
  }

  private static String message(String name, String text, int least, int most) {
    return name + " is '" + text + "' but has to be a number from " + least + " to " + most;
  }

  private static String text(String name) {
    String property = System.getProperty(name);
    return property != null
        ? property
        : System.getenv(
            name.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_'));
  }
}
