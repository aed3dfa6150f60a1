package io.keelson.mixer.overload;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket without a lock. Its only state is the moment at which it was, or will be, empty;
 * what it holds now follows from the clock.
 */
final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double nanosPerToken;
  private final double burst;
  private final LongSupplier nanoTime;
  private final long origin;

  /** Nanoseconds after the origin. */
  private final AtomicLong emptyAt;

  TokenBucket(double tokensPerSecond, double burst, LongSupplier nanoTime) {
    this.nanosPerToken = NANOS_PER_SECOND / tokensPerSecond;
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    this.emptyAt = new AtomicLong(-nanos(burst));
  }

  /**
   * Takes this many tokens, or none. A cost beyond the capacity is granted when the bucket is full
   * and paid off afterwards: refused for ever it would be otherwise.
   */
  boolean take(double cost) {
    long now = nanoTime.getAsLong() - origin;
    long needed = nanos(Math.min(cost, burst));
    long price = nanos(cost);
    long full = now - nanos(burst);
    while (true) {
      long before = emptyAt.get();
      long start = Math.max(before, full);
      if (now - start < needed) {
        return false;
      }
      if (emptyAt.compareAndSet(before, start + price)) {
        return true;
      }
    }
  }

  private long nanos(double tokens) {
    // Far below Long.MAX_VALUE so that sums cannot overflow: 73 years.
    return (long) Math.min(tokens * nanosPerToken, Long.MAX_VALUE / 4.0);
  }
}
