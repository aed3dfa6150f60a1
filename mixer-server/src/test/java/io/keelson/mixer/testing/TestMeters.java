package io.keelson.mixer.testing;

import io.keelson.mixer.meter.Meters;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Metrics that a test reads. */
public final class TestMeters implements Meters {
  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  private static String series(String name, String... labels) {
    return name + Arrays.toString(labels);
  }

  @Override
  public Counter counter(String name, String help, String... labels) {
    AtomicLong count = counts.computeIfAbsent(series(name, labels), n -> new AtomicLong());
    return new Counter() {
      @Override
      public void add(long amount) {
        count.addAndGet(amount);
      }

      @Override
      public long value() {
        return count.get();
      }
    };
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    gauges.put(series(name, labels), value);
  }

  @Override
  public Distribution distribution(String name, String help, double[] bounds, String... labels) {
    AtomicLong count = counts.computeIfAbsent(series(name, labels), n -> new AtomicLong());
    return value -> count.incrementAndGet();
  }

  @Override
  public void remove(String name, String... labels) {
    counts.remove(series(name, labels));
    gauges.remove(series(name, labels));
  }

  /** The value of one counter, or how many records one histogram has; 0 where there is none. */
  public long count(String name, String... labels) {
    AtomicLong count = counts.get(series(name, labels));
    return count == null ? 0 : count.get();
  }

  /** The sum over all series of a name. */
  public long total(String name) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + "["))
        .mapToLong(entry -> entry.getValue().get())
        .sum();
  }

  public double gauge(String name, String... labels) {
    return gauges.get(series(name, labels)).getAsDouble();
  }

  /** All series there are. */
  public Set<String> series() {
    var all = new java.util.TreeSet<>(counts.keySet());
    all.addAll(gauges.keySet());
    return all;
  }
}
