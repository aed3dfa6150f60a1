package io.keelson.mixer.monitoring;

import io.keelson.mixer.meter.Meters;
import java.util.function.DoubleSupplier;

/** The runtime's metrics, kept among the server's own. Thread safe. */
public final class SelfMeters implements Meters {
  private final SelfMetrics metrics;

  public SelfMeters(SelfMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public Counter counter(String name, String help, String... labels) {
    return metrics.counters(name, help, every(labels, 0)).with(every(labels, 1));
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    metrics.gauges(name, help, every(labels, 0)).with(every(labels, 1)).supply(value);
  }

  @Override
  public Distribution distribution(String name, String help, double[] bounds, String... labels) {
    return metrics.histograms(name, help, bounds, every(labels, 0)).with(every(labels, 1));
  }

  @Override
  public void remove(String name, String... labels) {
    Family<?> family = metrics.find(name);
    if (family != null) {
      family.remove(every(labels, 1));
    }
  }

  /**
   * Every second string from {@code first} on: the names of {@code name, value, name …}, or the
   * values.
   */
  private static String[] every(String[] labels, int first) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException(
          "labels come as name, value pairs; got " + labels.length + " strings");
    }
    var half = new String[labels.length / 2];
    for (int i = 0; i < half.length; i++) {
      half[i] = labels[2 * i + first];
    }
    return half;
  }
}
