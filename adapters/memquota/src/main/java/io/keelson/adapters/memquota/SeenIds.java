package io.keelson.adapters.memquota;

import java.util.Arrays;

/**
 * The results of recent calls by deduplication id, in two generations: after each period the older
 * is dropped, so that an id is known for one to two periods. There is no timer: whoever comes first
 * after a period's end turns the generations over.
 *
 * <p>Each generation is an open hash table over plain arrays, because an object for every call
 * would be most of what a call allocates. Nothing is ever removed from a table but all at once.
 *
 * <p>Not thread safe: the caller holds the object's lock from {@link #find} to {@link #remember},
 * so that two calls with one id cannot both be charged.
 */
final class SeenIds {
  /** Ids that one generation holds at most; beyond it the older generation is dropped early. */
  static final int MAX_IDS = 1 << 14;

  private static final int FIRST_CAPACITY = 64;

  private static final class Generation {
    String[] ids = new String[FIRST_CAPACITY];
    long[] amounts = new long[FIRST_CAPACITY];
    long[] expiries = new long[FIRST_CAPACITY];
    int size;

    int slot(String id) {
      int mask = ids.length - 1;
      int at = spread(id.hashCode()) & mask;
      while (ids[at] != null && !ids[at].equals(id)) {
        at = (at + 1) & mask;
      }
      return at;
    }

    void put(String id, long amount, long expiry) {
      if (2 * (size + 1) > ids.length) {
        grow();
      }
      int at = slot(id);
      size += ids[at] == null ? 1 : 0;
      ids[at] = id;
      amounts[at] = amount;
      expiries[at] = expiry;
    }

    private void grow() {
      String[] oldIds = ids;
      long[] oldAmounts = amounts;
      long[] oldExpiries = expiries;
      int capacity = 2 * oldIds.length;
      ids = new String[capacity];
      amounts = new long[capacity];
      expiries = new long[capacity];
      for (int i = 0; i < oldIds.length; i++) {
        if (oldIds[i] != null) {
          int at = slot(oldIds[i]);
          ids[at] = oldIds[i];
          amounts[at] = oldAmounts[i];
          expiries[at] = oldExpiries[i];
        }
      }
    }

    void clear() {
      if (ids.length > 8 * Math.max(FIRST_CAPACITY, size)) {
        ids = new String[FIRST_CAPACITY];
        amounts = new long[FIRST_CAPACITY];
        expiries = new long[FIRST_CAPACITY];
      } else if (size > 0) {
        Arrays.fill(ids, null);
      }
      size = 0;
    }

    private static int spread(int hash) {
      int mixed = hash * 0x9E3779B9;
      return mixed ^ mixed >>> 16;
    }
  }

  private final long start;
  private final long period;
  private long turns;
  private Generation young = new Generation();
  private Generation old = new Generation();
  private Generation found;
  private int foundAt;

  /** Both in nanoseconds; periods are counted from {@code start}. */
  SeenIds(long start, long period) {
    this.start = start;
    this.period = period;
  }

  /** Whether the id is known; if so {@link #amount} and {@link #expiry} tell the result. */
  boolean find(String id, long now) {
    turn(now);
    return find(young, id) || find(old, id);
  }

  private boolean find(Generation generation, String id) {
    int at = generation.slot(id);
    found = generation;
    foundAt = at;
    return generation.ids[at] != null;
  }

  /** What was granted to the id found last. */
  long amount() {
    return found.amounts[foundAt];
  }

  /** When that grant ends, in nanoseconds. */
  long expiry() {
    return found.expiries[foundAt];
  }

  /** Keeps a result; whether ids had to be forgotten early for it. */
  boolean remember(String id, long amount, long expiry) {
    boolean full = young.size >= MAX_IDS;
    if (full) {
      swap();
    }
    young.put(id, amount, expiry);
    return full;
  }

  /** Drops what is older than its time. */
  void turn(long now) {
    long due = (now - start) / period;
    if (due > turns) {
      swap();
      if (due > turns + 1) {
        swap();
      }
      turns = due;
    }
  }

  private void swap() {
    Generation emptied = old;
    emptied.clear();
    old = young;
    young = emptied;
  }
}
