package io.keelson.mixer.server;

import java.time.Duration;

/**
 * A probe file.
 *
 * @param path empty switches the probe off
 * @param interval zero switches the probe off; the file is renewed every half of it
 */
public record ProbeOptions(String path, Duration interval) {
  public static final ProbeOptions OFF = new ProbeOptions("", Duration.ZERO);

  boolean active() {
    return !path.isEmpty() && interval.isPositive();
  }
}
