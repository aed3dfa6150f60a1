package io.keelson.mixer.door.grpc;

import java.util.function.LongSupplier;

/**
 * Deadlines of the calls of one event loop, at the price of two pointer updates a call: a ring of
 * slots, a tick each. Entries further away than the ring is long stay in their slot until their
 * round. Used by one thread.
 */
final class DeadlineWheel {
  static final long TICK_NANOS = 20_000_000;
  private static final int SLOTS = 512;

  /** 146 years: as good as never, and sums with it do not overflow. */
  private static final long FOREVER_NANOS = Long.MAX_VALUE / 2;

  /** Something with a deadline. */
  abstract static class Entry {
    private Entry previous;
    private Entry next;
    private long due;

    /** The deadline has passed; the entry has left the wheel. */
    abstract void expired();
  }

  private static final class Head extends Entry {
    Head() {
      Entry self = this;
      self.previous = this;
      self.next = this;
    }

    @Override
    void expired() {
      throw new IllegalStateException("the head of a slot has no deadline");
    }
  }

  private final Entry[] slots = new Entry[SLOTS];
  private final LongSupplier nanoTime;
  private final long origin;
  private long tick;
  private int size;

  DeadlineWheel(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Head();
    }
  }

  int size() {
    return size;
  }

  /**
   * Adds an entry that is in no wheel.
   *
   * @param now from the clock of this wheel
   * @param nanos from now on; rounded up to whole ticks
   */
  void add(Entry entry, long now, long nanos) {
    if (size == 0) {
      // Nothing was due while nobody ticked.
      tick = (now - origin) / TICK_NANOS;
    }
    long due = now - origin + Math.clamp(nanos, 0, FOREVER_NANOS);
    entry.due = Math.max(tick + 1, (due + TICK_NANOS - 1) / TICK_NANOS);
    Entry head = slots[(int) (entry.due % SLOTS)];
    entry.previous = head.previous;
    entry.next = head;
    entry.previous.next = entry;
    head.previous = entry;
    size++;
  }

  /** Takes an entry out; nothing happens where it is in no wheel. */
  void remove(Entry entry) {
    if (entry.next != null) {
      entry.previous.next = entry.next;
      entry.next.previous = entry.previous;
      entry.previous = null;
      entry.next = null;
      size--;
    }
  }

  /** Expires what is due. */
  void tick() {
    long current = (nanoTime.getAsLong() - origin) / TICK_NANOS;
    long rounds = Math.min(current - tick, SLOTS);
    long first = current - rounds + 1;
    tick = current;
    for (long t = first; t <= current; t++) {
      Entry head = slots[(int) (t % SLOTS)];
      Entry entry = head.next;
      while (entry != head) {
        Entry next = entry.next;
        if (entry.due <= current) {
          remove(entry);
          entry.expired();
          if (next.next == null) {
            // Its neighbour left too while it ended.
            next = head.next;
          }
        }
        entry = next;
      }
    }
  }
}
