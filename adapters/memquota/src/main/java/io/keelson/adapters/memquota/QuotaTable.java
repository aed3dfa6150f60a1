package io.keelson.adapters.memquota;

import io.keelson.adapter.Metrics;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Values;
import io.keelson.adapter.template.Dimensions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;

/**
 * The counters of one quota: one cell for each combination of dimension values.
 *
 * <p>A call locks the stripe of its deduplication id, if the client sent one, then the cell of its
 * key, always in that order; both for well under a microsecond. A key that has a cell is looked up
 * with the request's own dimensions: no text is made of them.
 *
 * <p>A cell without grants is as good as none, so the sweep removes such cells. There are at most
 * {@code maxKeys} cells. A key that finds the table full shares one overflow cell with all others
 * that have the same limit, so that such keys get too little rather than too much. New keys go on
 * sharing it until its last grant has ended: a key never has two cells at work at once.
 */
final class QuotaTable {
  /** Cells of one quota; at about half a kilobyte each, some 50 MB. */
  static final int MAX_KEYS = 100_000;

  /** Locks for deduplication; event loops are few, so collisions are rare. */
  private static final int STRIPES = 16;

  /** Where a handler logs and counts what happens here. */
  record Log(
      Logger logger,
      Metrics.Counter repeats,
      Metrics.Counter overflows,
      Metrics.Counter forgottenEarly) {}

  private record SpecialLimit(Map<String, String> dimensions, Limit limit) {
    boolean matches(Dimensions values) {
      for (var dimension : dimensions.entrySet()) {
        if (!Values.matches(dimension.getValue(), values.get(dimension.getKey()))) {
          return false;
        }
      }
      return true;
    }
  }

  private final String fullName;
  private final String shortName;
  private final Limit limit;
  private final List<SpecialLimit> overrides;
  private final int maxKeys;
  private final SeenIds[] seen = new SeenIds[STRIPES];
  private final ConcurrentHashMap<Key, Cell> cells = new ConcurrentHashMap<>();
  private final Map<Limit, Cell> overflow = new HashMap<>();

  QuotaTable(Params.Quota quota, long rememberNanos, int maxKeys, long now) {
    fullName = quota.getName();
    shortName = shortName(fullName);
    limit = Limit.of(quota.getMaxAmount(), quota.getValidDuration());
    overrides =
        quota.getOverridesList().stream()
            .map(
                o ->
                    new SpecialLimit(
                        Map.copyOf(o.getDimensionsMap()),
                        Limit.of(o.getMaxAmount(), o.getValidDuration())))
            .toList();
    this.maxKeys = maxKeys;
    for (int i = 0; i < STRIPES; i++) {
      seen[i] = new SeenIds(now, rememberNanos);
    }
  }

  /** The name without kind and namespace, which have no dots. */
  private static String shortName(String fullName) {
    int kind = fullName.lastIndexOf('.', fullName.lastIndexOf('.') - 1);
    return kind > 0 ? fullName.substring(0, kind) : fullName;
  }

  /** Grants, releases, or repeats what the id was told before. Time in nanoseconds, monotonic. */
  QuotaResult apply(Dimensions dimensions, QuotaArgs args, long now, Log log) {
    if (args.amount() == 0) {
      return QuotaResult.NONE;
    }
    String id = args.deduplicationId();
    if (isAnonymous(id)) {
      return charge(dimensions, args, now, log);
    }
    SeenIds ids = seen[(id.hashCode() ^ id.hashCode() >>> 16) & STRIPES - 1];
    synchronized (ids) {
      if (ids.find(id, now)) {
        return repeat(id, ids.amount(), ids.expiry() - now, log);
      }
      QuotaResult result = charge(dimensions, args, now, log);
      if (ids.remember(id, result.amount(), now + result.validDuration().toNanos())) {
        log.forgottenEarly.increment();
      }
      return result;
    }
  }

  /**
   * The server appends the quota's name to the client's id: the name alone means that there was
   * none.
   */
  private boolean isAnonymous(String id) {
    return id.isEmpty() || id.equalsIgnoreCase(shortName) || id.equals(fullName);
  }

  private static QuotaResult repeat(String id, long amount, long remainingNanos, Log log) {
    log.repeats.increment();
    log.logger.info("Deduplication id {} was seen before: granting the same {} again", id, amount);
    return new QuotaResult(amount, Duration.ofNanos(Math.max(0, remainingNanos)));
  }

  private QuotaResult charge(Dimensions dimensions, QuotaArgs args, long now, Log log) {
    Key key = Key.of(dimensions);
    long tick = Math.floorDiv(now, Limit.TICK_NANOS);
    QuotaResult result = args.amount() > 0 ? grant(key, args, tick, log) : release(key, args, tick);
    if (log.logger.isDebugEnabled()) {
      log.logger.debug("AccessLog {}/{} {};{}", result.amount(), args.amount(), fullName, key);
    }
    return result;
  }

  private QuotaResult grant(Key key, QuotaArgs args, long tick, Log log) {
    while (true) {
      Cell cell = cells.get(key);
      if (cell == null) {
        cell = newCell(key, args, tick, log);
        if (cell == null) {
          return new QuotaResult(0, limitOf(key).validDuration());
        }
      }
      long granted = cell.grant(args.amount(), args.bestEffort(), tick);
      if (granted != Cell.RETIRED) {
        return new QuotaResult(granted, cell.limit().validDuration());
      }
    }
  }

  /**
   * A cell for a key that has none; null where that would be of no use, because nothing can be
   * granted.
   */
  private Cell newCell(Key key, QuotaArgs args, long tick, Log log) {
    Limit chosen = limitOf(key);
    if (chosen.max() <= 0 || chosen.max() < args.amount() && !args.bestEffort()) {
      return null;
    }
    synchronized (overflow) {
      Cell shared = overflow.get(chosen);
      if (shared != null && shared.retireIfFree(tick)) {
        overflow.remove(chosen);
        shared = null;
      }
      if (shared == null && cells.size() < maxKeys) {
        return cells.computeIfAbsent(key, k -> new Cell(chosen));
      }
      Cell own = cells.get(key);
      if (own != null) {
        return own;
      }
      log.overflows.increment();
      if (shared == null) {
        log.logger.warn(
            "Quota {} has {} live keys, which is the most it keeps: further keys share one counter",
            fullName,
            maxKeys);
        shared = new Cell(chosen);
        overflow.put(chosen, shared);
      }
      return shared;
    }
  }

  private QuotaResult release(Key key, QuotaArgs args, long tick) {
    long amount = args.amount() == Long.MIN_VALUE ? Long.MAX_VALUE : -args.amount();
    while (true) {
      Cell own = cells.get(key);
      Cell cell = own != null ? own : sharedCell(key);
      if (cell == null) {
        return QuotaResult.NONE;
      }
      long released = cell.release(amount, tick);
      if (own != null && own.retireIfFree(tick)) {
        cells.remove(key, own);
      }
      if (released != Cell.RETIRED) {
        return new QuotaResult(released, Duration.ZERO);
      }
      forget(cell);
    }
  }

  private Cell sharedCell(Key key) {
    synchronized (overflow) {
      return overflow.isEmpty() ? null : overflow.get(limitOf(key));
    }
  }

  private void forget(Cell retired) {
    synchronized (overflow) {
      overflow.remove(retired.limit(), retired);
    }
  }

  private Limit limitOf(Key key) {
    for (SpecialLimit override : overrides) {
      if (override.matches(key.values())) {
        return override.limit();
      }
    }
    return limit;
  }

  /** Removes cells without grants and drops ids that are due. */
  void sweep(long now) {
    long tick = Math.floorDiv(now, Limit.TICK_NANOS);
    cells.forEach(
        (key, cell) -> {
          if (cell.retireIfFree(tick)) {
            cells.remove(key, cell);
          }
        });
    synchronized (overflow) {
      overflow.values().removeIf(cell -> cell.retireIfFree(tick));
    }
    for (SeenIds ids : seen) {
      synchronized (ids) {
        ids.turn(now);
      }
    }
  }

  int liveKeys() {
    return cells.size();
  }
}
