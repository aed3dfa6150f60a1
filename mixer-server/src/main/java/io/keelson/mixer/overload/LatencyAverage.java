package io.keelson.mixer.overload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Exponential moving average over time: between samples it moves towards the last one. Starts at
 * zero.
 */
final class LatencyAverage {

  /**
   * @param last the newest sample, seconds
   * @param average the average at the time of that sample, seconds
   * @param time of that sample, nanoseconds
   */
  private record State(double last, double average, long time) {}

  private final double halflifeNanos;
  private final LongSupplier nanoTime;
  private final AtomicReference<State> state;

  LatencyAverage(Duration halflife, LongSupplier nanoTime) {
    this.halflifeNanos = halflife.toNanos();
    this.nanoTime = nanoTime;
    this.state = new AtomicReference<>(new State(0, 0, nanoTime.getAsLong()));
  }

  void add(double seconds) {
    while (true) {
      State before = state.get();
      long now = nanoTime.getAsLong();
      if (state.compareAndSet(before, new State(seconds, at(before, now), now))) {
        return;
      }
    }
  }

  /** Seconds. */
  double value() {
    return at(state.get(), nanoTime.getAsLong());
  }

  private double at(State s, long now) {
    double weight = Math.pow(2, -Math.max(0, now - s.time) / halflifeNanos);
    return weight * (s.average - s.last) + s.last;
  }
}
