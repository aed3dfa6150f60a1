package io.keelson.mixer.overload;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Decides whether a call is served at all. Asked before anything is decoded, so that a refusal is
 * cheap. The limits are asked in a fixed order, the average latency first because it takes nothing.
 * Thread safe, never waits.
 *
 * <p>While the average latency is too high, one call per half life is let through: refused calls
 * are not measured here, and with nothing measured the average could never come down again.
 */
public final class OverloadProtection {
  /** What a refused caller is told. */
  public static final String REFUSAL = "Server is currently overloaded. Please try again.";

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

  /** Rates beyond this are as good as unlimited. */
  private static final double UNLIMITED = 1e9;

  private final OverloadOptions options;
  private final LongSupplier nanoTime;
  private final Runnable throttled;
  private final Logger log;
  private final LatencyAverage latency;
  private final TokenBucket sampler;
  private final TokenBucket rate;
  private final AtomicLong lastProbe;
  private final AtomicLong lastLog;
  private final AtomicLong unlogged = new AtomicLong();

  /**
   * @param nanoTime monotonic clock
   * @param throttled run once for each refused call
   */
  public OverloadProtection(
      OverloadOptions options, LongSupplier nanoTime, Runnable throttled, Logger log) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.throttled = throttled;
    this.log = log;
    boolean on = options.mode() != LoadSheddingMode.DISABLED;
    this.latency =
        on && !options.averageLatencyThreshold().isZero()
            ? new LatencyAverage(options.halflife(), nanoTime)
            : null;
    this.sampler =
        options.latencySamplesPerSecond() < UNLIMITED
            ? new TokenBucket(options.latencySamplesPerSecond(), 1, nanoTime)
            : null;
    this.rate =
        on && options.maxRequestsPerSecond() > 0
            ? new TokenBucket(options.maxRequestsPerSecond(), options.burst(), nanoTime)
            : null;
    long now = nanoTime.getAsLong();
    this.lastProbe = new AtomicLong(now);
    this.lastLog = new AtomicLong(now - LOG_INTERVAL_NANOS);
  }

  /** Whether a call of this cost may go on. A refused call takes no tokens. */
  public boolean admits(double cost) {
    if (latency != null) {
      double average = latency.value();
      double threshold = options.averageLatencyThreshold().toNanos() / NANOS_PER_SECOND;
      if (average >= threshold && !probe()) {
        return violated(
            "grpcResponseLatency",
            String.format(
                Locale.ROOT,
                "Current observed average latency (%f) exceeds specified threshold (%f)."
                    + " Please retry request.",
                average,
                threshold));
      }
    }
    if (rate != null && !rate.take(cost)) {
      return violated(
          "RateLimit",
          String.format(
              Locale.ROOT,
              "Too many requests have been received by this server in the current time window"
                  + " (limit: %f). Please retry request later.",
              options.maxRequestsPerSecond()));
    }
    return true;
  }

  /** Whether {@link #ended} wants to be told. */
  public boolean measures() {
    return latency != null;
  }

  /** Tells how long an admitted call took, nanoseconds. */
  public void ended(long nanos) {
    if (latency != null && (sampler == null || sampler.take(1))) {
      latency.add(nanos / NANOS_PER_SECOND);
    }
  }

  private boolean probe() {
    long last = lastProbe.get();
    long now = nanoTime.getAsLong();
    return now - last >= options.halflife().toNanos() && lastProbe.compareAndSet(last, now);
  }

  private boolean violated(String name, String message) {
    boolean enforce = options.mode() == LoadSheddingMode.ENFORCE;
    if (enforce) {
      throttled.run();
    }
    long last = lastLog.get();
    long now = nanoTime.getAsLong();
    if (now - last < LOG_INTERVAL_NANOS || !lastLog.compareAndSet(last, now)) {
      unlogged.incrementAndGet();
      return !enforce;
    }
    if (enforce) {
      log.warn("Throttled ({}): '{}'", name, message);
    } else {
      log.info("LogOnly - Throttled ({}): '{}'", name, message);
    }
    long more = unlogged.getAndSet(0);
    if (more > 0) {
      log.info("{} more calls were over a limit since the previous message", more);
    }
    return !enforce;
  }
}
