package io.keelson.adapters.memquota;

import java.time.Duration;

/**
 * How much may be granted within which window.
 *
 * @param max units; nothing is ever granted where it is not positive
 * @param validDuration as configured; zero does not expire
 * @param window the window's length in ticks, rounded up to whole seconds; 0 does not expire
 */
record Limit(long max, Duration validDuration, long window) {
  /** The step in which grants age, in nanoseconds. */
  static final long TICK_NANOS = 100_000_000;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long TICKS_A_SECOND = SECOND_NANOS / TICK_NANOS;

  static Limit of(long max, com.google.protobuf.Duration validDuration) {
    long nanos = nanos(validDuration);
    long seconds = nanos / SECOND_NANOS + (nanos % SECOND_NANOS > 0 ? 1 : 0);
    return new Limit(max, Duration.ofNanos(nanos), seconds * TICKS_A_SECOND);
  }

  boolean expires() {
    return window > 0;
  }

  /** Nanoseconds, as near as 64 bits come. */
  static long nanos(com.google.protobuf.Duration duration) {
    try {
      return Math.addExact(
          Math.multiplyExact(duration.getSeconds(), SECOND_NANOS), duration.getNanos());
    } catch (ArithmeticException beyondRange) {
      return duration.getSeconds() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
