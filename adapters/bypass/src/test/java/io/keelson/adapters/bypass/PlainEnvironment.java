package io.keelson.adapters.bypass;

import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** An environment for an adapter that schedules nothing. */
final class PlainEnvironment implements Environment, Metrics {

  @Override
  public Logger logger() {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Task run(Runnable task) {
    throw new AssertionError("the bypass adapter schedules nothing");
  }

  @Override
  public Task every(Duration period, Runnable task) {
    throw new AssertionError("the bypass adapter schedules nothing");
  }

  @Override
  public Task daemon(String name, Runnable task) {
    throw new AssertionError("the bypass adapter schedules nothing");
  }

  @Override
  public Metrics metrics() {
    return this;
  }

  @Override
  public Counter counter(String name, String help) {
    var count = new AtomicLong();
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
  public void gauge(String name, String help, DoubleSupplier value) {}
}
