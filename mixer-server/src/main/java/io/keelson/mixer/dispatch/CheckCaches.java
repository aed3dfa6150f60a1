package io.keelson.mixer.dispatch;

import io.keelson.attribute.RequestBag;
import io.keelson.mixer.cache.CacheMeter;
import io.keelson.mixer.cache.CheckCache;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import io.keelson.mixer.routing.RoutingTable;
import java.util.List;

/**
 * The check cache of the newest table. Requests that still run on an older one go without. Quotas
 * are never cached: a verdict that passes with quotas asked for is made anew. Thread safe.
 */
final class CheckCaches {
  private final CacheMeter meter;
  private final Time time;
  private final int capacity;
  private volatile Current current;

  private record Current(long table, CheckCache<CheckAnswer> cache) {}

  CheckCaches(Meters meters, Time time, int capacity) {
    this.meter = new CacheMeter(meters);
    this.time = time;
    this.capacity = capacity;
  }

  /** Answers from the cache; where it cannot, makes the run fill it. */
  boolean answer(
      RoutingTable table,
      RequestBag bag,
      List<QuotaDemand> quotas,
      CheckRun run,
      CheckListener listener) {
    CheckCache<CheckAnswer> cache = of(table);
    if (cache == null) {
      return false;
    }
    CheckCache.Hit<CheckAnswer> hit = quotas.isEmpty() ? cache.find(bag) : null;
    if (hit == null) {
      run.offerTo(answer -> store(cache, bag, answer));
      return false;
    }
    CheckAnswer answer = hit.answer();
    listener.answered(
        new CheckAnswer(
            answer.status(),
            hit.validDuration(),
            hit.validUseCount(),
            answer.references(),
            answer.requestHeaders(),
            answer.responseHeaders(),
            answer.directResponse(),
            List.of()));
    return true;
  }

  private static void store(CheckCache<CheckAnswer> cache, RequestBag bag, CheckAnswer answer) {
    var kept =
        new CheckAnswer(
            answer.status(),
            answer.validDuration(),
            answer.validUseCount(),
            answer.references().copy(),
            List.copyOf(answer.requestHeaders()),
            List.copyOf(answer.responseHeaders()),
            answer.directResponse(),
            List.of());
    cache.store(bag, kept.references(), kept, answer.validDuration(), answer.validUseCount());
  }

  private CheckCache<CheckAnswer> of(RoutingTable table) {
    Current newest = current;
    if (newest == null || newest.table < table.id()) {
      newest = renew(table);
    }
    return newest.table == table.id() ? newest.cache : null;
  }

  private synchronized Current renew(RoutingTable table) {
    Current newest = current;
    if (newest == null || newest.table < table.id()) {
      newest =
          new Current(
              table.id(), new CheckCache<>(table.vocabulary(), capacity, time::nanoTime, meter));
      current = newest;
    }
    return newest;
  }
}
