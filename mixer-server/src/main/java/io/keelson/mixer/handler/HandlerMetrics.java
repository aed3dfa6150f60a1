package io.keelson.mixer.handler;

import io.keelson.adapter.Metrics;
import io.keelson.mixer.meter.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;

/** A handler's own metrics, under its adapter's and its own name; gone when it closes. Thread safe. */
final class HandlerMetrics implements Metrics {
  private static final String PREFIX = "keelson_adapter_";

  private final Meters meters;
  private final String[] labels;
  private final Logger log;
  private final Map<String, Meters.Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
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
    meters.gauge(PREFIX + name, help, guarded, labels);
  }

  private double read(String name, DoubleSupplier value) {
    try {
      return value.getAsDouble();
    } catch (RuntimeException thrown) {
      log.debug("gauge {} could not be read", name, thrown);
      return Double.NaN;
    }
  }

  /** Takes the series away that still are this handler's: its successor may have replaced gauges already. */
  synchronized void close(boolean successor) {
    closed = true;
    if (successor) {
      return;
    }
    counters.keySet().forEach(name -> meters.remove(PREFIX + name, labels));
    gauges.keySet().forEach(name -> meters.remove(PREFIX + name, labels));
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
