package io.keelson.mixer.monitoring;

import io.keelson.adapter.Metrics;
import io.keelson.mixer.meter.Meters;
import java.util.concurrent.atomic.LongAdder;

/** A count that only grows. */
public final class Counter implements Series, Metrics.Counter, Meters.Counter {
  private final LongAdder count = new LongAdder();

  Counter() {}

  @Override
  public void increment() {
    count.increment();
  }

  /**
   * @throws IllegalArgumentException where the amount is negative
   */
  @Override
  public void add(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("a counter cannot go down, got " + amount);
    }
    count.add(amount);
  }

  @Override
  public long value() {
    return count.sum();
  }
}
