package io.keelson.cli.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets so many callers through a second, with bursts of one second's worth. Shared by all workers.
 */
final class RateLimiter {
  private final double permitNanos;
  private final long burstNanos;
  private long nextFree;

  /**
   * @param perSecond zero or less does not limit
   */
  RateLimiter(double perSecond) {
    permitNanos = perSecond <= 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    burstNanos = permitNanos == 0 ? 0 : TimeUnit.SECONDS.toNanos(1);
    nextFree = System.nanoTime() - burstNanos;
  }

  void acquire() {
    if (permitNanos == 0) {
      return;
    }
    long now = System.nanoTime();
    long until;
    synchronized (this) {
      nextFree = Math.max(nextFree, now - burstNanos);
      nextFree += (long) permitNanos;
      until = nextFree;
    }
    while (until - System.nanoTime() > 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }
}
