package io.keelson.mixer.cache;

import io.keelson.mixer.meter.Meters;
import java.util.concurrent.atomic.LongAdder;

/** Counts what caches do, over all of them. Thread safe. */
public final class CacheMeter {
  private final LongAdder writes = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  public CacheMeter(Meters meters) {
    meters.gauge(
        "mixer_checkcache_cache_writes_total", "Answers that were kept", writes::doubleValue);
    meters.gauge("mixer_checkcache_cache_hits_total", "Checks that found one", hits::doubleValue);
    meters.gauge(
        "mixer_checkcache_cache_misses_total", "Checks that found none", misses::doubleValue);
    meters.gauge(
        "mixer_checkcache_cache_evictions_total",
        "Answers that made room for others",
        evictions::doubleValue);
  }

  void write() {
    writes.increment();
  }

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  void eviction() {
    evictions.increment();
  }
}
