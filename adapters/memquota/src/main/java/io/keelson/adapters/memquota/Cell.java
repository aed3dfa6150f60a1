package io.keelson.adapters.memquota;

import java.util.Arrays;

/**
 * The grants of one key.
 *
 * <p>An expiring limit is a ring of one slot a tick. Most slots of most rings are empty, so only
 * those with grants are kept, oldest first, in {@code ticks} and {@code amounts}, as a circular
 * buffer that grows as needed: a window of a day costs no more than the grants in it. A
 * non-expiring limit keeps the sum alone.
 *
 * <p>Invariant: {@code used} is the sum of the slots kept, and {@code 0 <= used <= max(0,
 * limit.max)}. All methods lock the cell, for a few dozen nanoseconds. A retired cell refuses
 * everything: it is no longer in its table, and the caller has to look the key up again.
 */
final class Cell {
  /** What a retired cell answers. */
  static final long RETIRED = -1;

  private static final int FIRST_CAPACITY = 4;

  private final Limit limit;
  private long[] ticks = {};
  private long[] amounts = {};
  private int first;
  private int count;
  private long used;
  private long latest = Long.MIN_VALUE;
  private boolean retired;

  Cell(Limit limit) {
    this.limit = limit;
  }

  Limit limit() {
    return limit;
  }

  /** Takes up to {@code amount} (positive) and returns what was taken, or {@link #RETIRED}. */
  synchronized long grant(long amount, boolean bestEffort, long tick) {
    if (retired) {
      return RETIRED;
    }
    roll(tick);
    long available = Math.max(0, limit.max() - used);
    long granted = amount <= available ? amount : bestEffort ? available : 0;
    if (granted > 0) {
      used += granted;
      if (limit.expires()) {
        append(granted);
      }
    }
    return granted;
  }

  /**
   * Gives back up to {@code amount} (positive), newest grants first; what was given back, or {@link
   * #RETIRED}.
   */
  synchronized long release(long amount, long tick) {
    if (retired) {
      return RETIRED;
    }
    roll(tick);
    long released = Math.min(amount, used);
    used -= released;
    long left = released;
    while (left > 0 && count > 0) {
      int last = index(count - 1);
      long part = Math.min(left, amounts[last]);
      amounts[last] -= part;
      left -= part;
      if (amounts[last] == 0) {
        count--;
      }
    }
    return released;
  }

  /** Retires the cell if nothing is granted any more; whether it is retired now. */
  synchronized boolean retireIfFree(long tick) {
    roll(tick);
    retired |= used == 0;
    return retired;
  }

  synchronized boolean isFree(long tick) {
    roll(tick);
    return used == 0;
  }

  /**
   * Forgets grants that are a whole window old. Time does not run backwards here, whatever callers
   * read.
   */
  private void roll(long tick) {
    latest = Math.max(latest, tick);
    while (count > 0 && latest - ticks[first] >= limit.window()) {
      used -= amounts[first];
      first = index(1);
      count--;
    }
  }

  private void append(long amount) {
    if (count > 0 && ticks[index(count - 1)] == latest) {
      amounts[index(count - 1)] += amount;
      return;
    }
    if (count == ticks.length) {
      int capacity = Math.max(FIRST_CAPACITY, 2 * count);
      ticks = unrolled(ticks, capacity);
      amounts = unrolled(amounts, capacity);
      first = 0;
    }
    int end = index(count);
    ticks[end] = latest;
    amounts[end] = amount;
    count++;
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] copy = Arrays.copyOfRange(ring, first, first + capacity);
    System.arraycopy(ring, 0, copy, ring.length - first, first);
    return copy;
  }

  private int index(int offset) {
    int at = first + offset;
    return at < ticks.length ? at : at - ticks.length;
  }
}
