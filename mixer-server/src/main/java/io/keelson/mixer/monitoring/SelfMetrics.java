package io.keelson.mixer.monitoring;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the server measures about itself, shown as Prometheus text. Asking twice for one metric
 * gives the same one. Thread safe; updates never wait.
 */
public final class SelfMetrics {
  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private final Map<String, Family<?>> families = new ConcurrentSkipListMap<>();

  /** A counter without labels. */
  public Counter counter(String name, String help) {
    return counters(name, help).with();
  }

  public Family<Counter> counters(String name, String help, String... labels) {
    return family(name, help, "counter", labels, Counter.class, Counter::new);
  }

  /** A gauge without labels. */
  public Gauge gauge(String name, String help) {
    return gauges(name, help).with();
  }

  /**
   * A gauge without labels that is read when metrics are collected; the supplier must not block.
   */
  public void gauge(String name, String help, DoubleSupplier value) {
    gauge(name, help).supply(value);
  }

  public Family<Gauge> gauges(String name, String help, String... labels) {
    return family(name, help, "gauge", labels, Gauge.class, Gauge::new);
  }

  /**
   * A counter whose value is kept elsewhere, without labels; the supplier must not block and its
   * values must not fall.
   */
  public void counter(String name, String help, DoubleSupplier value) {
    family(name, help, "counter", new String[0], Gauge.class, Gauge::new).with().supply(value);
  }

  /** A histogram without labels. */
  public Histogram histogram(String name, String help, double[] bounds) {
    return histograms(name, help, bounds).with();
  }

  /**
   * @param bounds inclusive upper bounds in rising order, without infinity
   */
  public Family<Histogram> histograms(String name, String help, double[] bounds, String... labels) {
    for (int i = 1; i < bounds.length; i++) {
      if (!(bounds[i - 1] < bounds[i])) {
        throw new IllegalArgumentException("the bounds of " + name + " must rise");
      }
    }
    double[] copy = bounds.clone();
    return family(name, help, "histogram", labels, Histogram.class, () -> new Histogram(copy));
  }

  /** Everything in Prometheus text format 0.0.4, metrics sorted by name, series by label values. */
  public String text() {
    var out = new Exposition();
    for (Family<?> family : families.values()) {
      out.family(family);
    }
    return out.toString();
  }

  /** The family of this name, or null. */
  Family<?> find(String name) {
    return families.get(name);
  }

  private <S extends Series> Family<S> family(
      String name, String help, String type, String[] labels, Class<S> kind, Supplier<S> factory) {
    if (!METRIC.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not a Prometheus metric name");
    }
    for (String label : labels) {
      if (!LABEL.matcher(label).matches() || label.startsWith("__")) {
        throw new IllegalArgumentException(
            "'" + label + "' of metric " + name + " is not a Prometheus label name");
      }
    }
    List<String> names = List.of(labels);
    Family<?> family =
        families.computeIfAbsent(name, n -> new Family<>(n, help, type, names, kind, factory));
    if (family.kind() != kind || !family.type().equals(type) || !family.labels().equals(names)) {
      throw new IllegalArgumentException(
          "metric "
              + name
              + " exists as a "
              + family.type()
              + " with the labels "
              + family.labels()
              + " and cannot be a "
              + type
              + " with the labels "
              + names);
    }
    // The kind was compared just above.
    @SuppressWarnings("unchecked")
    var typed = (Family<S>) family;
    return typed;
  }
}
