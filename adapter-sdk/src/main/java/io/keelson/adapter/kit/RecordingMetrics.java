package io.keelson.adapter.kit;

import io.keelson.adapter.Metrics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** Keeps a handler's metrics where a test can read them. Thread safe. */
final class RecordingMetrics implements Metrics {
  private static final class Count implements Counter {
    private final AtomicLong value = new AtomicLong();

    @Override
    public void add(long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException("a counter cannot go down by " + -amount);
      }
      value.addAndGet(amount);
    }

    @Override
    public long value() {
      return value.get();
    }
  }

  private final Map<String, Count> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public Counter counter(String name, String help) {
    return counters.computeIfAbsent(name, n -> new Count());
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value) {
    gauges.put(name, value);
  }

  double value(String name) {
    Count counter = counters.get(name);
    if (counter != null) {
      return counter.value();
    }
    DoubleSupplier gauge = gauges.get(name);
    if (gauge != null) {
      return gauge.getAsDouble();
    }
    throw new IllegalArgumentException("no metric '" + name + "' among the handler's: " + names());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>(counters.keySet());
    names.addAll(gauges.keySet());
    return names;
  }
}
