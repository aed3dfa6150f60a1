package io.keelson.mixer.handler;

import io.keelson.adapter.Metrics;
import io.keelson.mixer.meter.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;

/**
 * A handler's own metrics, under its adapter's and its own name; gone when it closes. Thread safe.
 */
final class HandlerMetrics implements Metrics {
  private static final String PREFIX = "keelson_adapter_";

  private final Meters meters;
  private final String[] labels;
  private final Logger log;
  private final Map<String, Meters.Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
  private final Map<String, String> helps = new ConcurrentHashMap<>();
  private boolean published;
  private boolean closed;

  HandlerMetrics(Meters meters, String adapter, String handler, Logger log) {
    this.meters = meters;
    this.labels = new String[] {"adapter", adapter, "handler", handler};
    this.log = log;
  }

  @Override
  public synchronized Counter counter(String name, String help) {
    // After the close nobody may register again, or the series would stay for ever.
    Meters.Counter counter =
        closed
            ? new UnservedCounter()
            : counters.computeIfAbsent(name, n -> meters.counter(PREFIX + n, help, labels));
    return new Counter() {
      @Override
      public void add(long amount) {
        counter.add(amount);
      }

      @Override
      public long value() {
        return counter.value();
      }
    };
  }

  @Override
  public synchronized void gauge(String name, String help, DoubleSupplier value) {
    if (closed) {
      return;
    }
    DoubleSupplier guarded = () -> read(name, value);
    gauges.put(name, guarded);
    helps.put(name, help);
    if (published) {
      meters.gauge(PREFIX + name, help, guarded, labels);
    }
  }

  /**
   * A handler that is built beside one that serves must not take its gauges before it has its
   * place.
   */
  synchronized void publish() {
    published = true;
    gauges.forEach((name, value) -> meters.gauge(PREFIX + name, helps.get(name), value, labels));
  }

  private double read(String name, DoubleSupplier value) {
    try {
      return value.getAsDouble();
    } catch (RuntimeException thrown) {
      log.debug("gauge {} could not be read", name, thrown);
      return Double.NaN;
    }
  }

  /** Takes the series away, but for those that a successor of the same name has taken over. */
  synchronized void close(HandlerMetrics successor) {
    closed = true;
    for (String name : counters.keySet()) {
      if (successor == null || !successor.counters.containsKey(name)) {
        meters.remove(PREFIX + name, labels);
      }
    }
    for (String name : gauges.keySet()) {
      if (published && (successor == null || !successor.gauges.containsKey(name))) {
        meters.remove(PREFIX + name, labels);
      }
    }
  }

  private static final class UnservedCounter implements Meters.Counter {
    private final java.util.concurrent.atomic.LongAdder sum =
        new java.util.concurrent.atomic.LongAdder();

    @Override
    public void add(long amount) {
      sum.add(amount);
    }

    @Override
    public long value() {
      return sum.sum();
    }
  }
}
