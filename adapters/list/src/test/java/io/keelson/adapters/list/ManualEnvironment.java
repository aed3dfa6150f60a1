package io.keelson.adapters.list;

import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** An environment whose time stands still until a test moves it; repeated tasks run on the test's thread. */
final class ManualEnvironment implements Environment, Metrics {

  private final class Repeated implements Task {
    final Duration period;
    final Runnable task;
    long next;
    boolean cancelled;

    Repeated(Duration period, Runnable task) {
      this.period = period;
      this.task = task;
      this.next = now + period.toNanos();
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  /** Negative at first, as the JVM's own may be. */
  private volatile long now = -5_000_000_000L;

  private final List<Repeated> tasks = new ArrayList<>();
  private final Map<String, AtomicLong> counters = new HashMap<>();
  private final Map<String, DoubleSupplier> gauges = new HashMap<>();

  /** Moves time, running what becomes due on the way. */
  void advance(Duration by) {
    long until = now + by.toNanos();
    while (true) {
      Repeated next = null;
      for (Repeated task : tasks) {
        if (!task.cancelled
            && task.next - until <= 0
            && (next == null || task.next - next.next < 0)) {
          next = task;
        }
      }
      if (next == null) {
        now = until;
        return;
      }
      now = next.next;
      next.next += next.period.toNanos();
      next.task.run();
    }
  }

  long counted(String counter) {
    return counters.get(counter).get();
  }

  double gauge(String gauge) {
    return gauges.get(gauge).getAsDouble();
  }

  @Override
  public Logger logger() {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public InstantSource clock() {
    return () -> Instant.EPOCH.plusNanos(now);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public Task run(Runnable task) {
    task.run();
    return () -> {};
  }

  @Override
  public Task every(Duration period, Runnable task) {
    var repeated = new Repeated(period, task);
    tasks.add(repeated);
    return repeated;
  }

  @Override
  public Task daemon(String name, Runnable task) {
    throw new AssertionError("the list adapter has no daemons");
  }

  @Override
  public Metrics metrics() {
    return this;
  }

  @Override
  public Counter counter(String name, String help) {
    AtomicLong count = counters.computeIfAbsent(name, n -> new AtomicLong());
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
  public void gauge(String name, String help, DoubleSupplier value) {
    gauges.put(name, value);
  }
}
