package io.keelson.adapter.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that moves when a test says so. Timers run inside {@link #advance}, on the thread that calls
 * it, one after the other in the order of their times; what is due at the same time, in the order
 * of arrival. Thread safe.
 */
public final class ManualTime implements InstantSource {
  /** Where wall-clock time begins unless a test says otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Something that will run. */
  public interface Timer {
    /** Keeps it from running, unless it runs already. */
    void cancel();
  }

  private static final class Entry implements Timer {
    private final long due;
    private final long order;
    private final Runnable task;
    private volatile boolean cancelled;

    Entry(long due, long order, Runnable task) {
      this.due = due;
      this.order = order;
      this.task = task;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Entry> timers =
      new PriorityQueue<>(
          Comparator.<Entry>comparingLong(entry -> entry.due)
              .thenComparingLong(entry -> entry.order));
  private final Instant start;
  private long elapsed;
  private long arrivals;

  /** Begins at {@link #START}. */
  public ManualTime() {
    this(START);
  }

  public ManualTime(Instant start) {
    this.start = start;
  }

  /** Wall-clock time. */
  @Override
  public synchronized Instant instant() {
    return start.plusNanos(elapsed);
  }

  /** Monotonic time in nanoseconds; begins below zero, as the machine's own may. */
  public synchronized long nanoTime() {
    return elapsed - 5_000_000_000L;
  }

  /** Runs a task once, when time has moved that far; never before the next {@link #advance}. */
  public synchronized Timer after(Duration delay, Runnable task) {
    Entry entry = new Entry(elapsed + Math.max(0, delay.toNanos()), arrivals++, task);
    timers.add(entry);
    return entry;
  }

  /**
   * Moves time, stopping at each timer on the way. Zero runs what is due already. An exception of a
   * timer goes to the caller; time then stands where that timer was due.
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time does not go back by " + by);
    }
    long target;
    synchronized (this) {
      target = elapsed + by.toNanos();
    }
    for (Entry next = next(target); next != null; next = next(target)) {
      next.task.run();
    }
    synchronized (this) {
      elapsed = Math.max(elapsed, target);
    }
  }

  private synchronized Entry next(long target) {
    Entry first = timers.peek();
    while (first != null && first.cancelled) {
      timers.poll();
      first = timers.peek();
    }
    if (first == null || first.due > target) {
      return null;
    }
    timers.poll();
    elapsed = Math.max(elapsed, first.due);
    return first;
  }
}
