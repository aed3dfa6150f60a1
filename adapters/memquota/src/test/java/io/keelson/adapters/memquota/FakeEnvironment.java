package io.keelson.adapters.memquota;

import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** Time that stands still until it is told to pass; periodic tasks run when it does. */
final class FakeEnvironment implements Environment, Metrics {
  private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> periodic = new CopyOnWriteArrayList<>();
  private final Map<String, FakeCounter> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  void runPeriodicTasks() {
    periodic.forEach(Runnable::run);
  }

  long count(String name) {
    return counters.get(name).value();
  }

  double gauge(String name) {
    return gauges.get(name).getAsDouble();
  }

  @Override
  public Logger logger() {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public InstantSource clock() {
    return () -> ORIGIN.plusNanos(nanos.get());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Task run(Runnable task) {
    task.run();
    return () -> {};
  }

  @Override
  public Task every(Duration period, Runnable task) {
    periodic.add(task);
    return () -> periodic.remove(task);
  }

  @Override
  public Task daemon(String name, Runnable task) {
    throw new AssertionError("memquota has no use for a thread");
  }

  @Override
  public Metrics metrics() {
    return this;
  }

  @Override
  public Counter counter(String name, String help) {
    return counters.computeIfAbsent(name, n -> new FakeCounter());
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value) {
    gauges.put(name, value);
  }

  private static final class FakeCounter implements Counter {
    private final AtomicLong sum = new AtomicLong();

    @Override
    public void add(long amount) {
      sum.addAndGet(amount);
    }

    @Override
    public long value() {
      return sum.get();
    }
  }
}
