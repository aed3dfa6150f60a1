package io.keelson.mixer.handler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time as the runtime and its handlers see it; tests make their own. Thread safe. */
public interface Time extends AutoCloseable {

  InstantSource clock();

  /** Monotonic, in nanoseconds. */
  long nanoTime();

  /** Runs a task once, later. The task must not block. */
  Timer after(Duration delay, Runnable task);

  @Override
  default void close() {}

  /** A task that waits for its moment. */
  interface Timer {
    /** Does nothing where the task has run already. */
    void cancel();
  }

  /** The machine's time; one daemon thread runs the timers. */
  static Time system() {
    return new SystemTime();
  }

  /** {@link #system()}. */
  final class SystemTime implements Time {
    private final ScheduledThreadPoolExecutor timers;

    SystemTime() {
      timers =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("keelson-timer").factory());
      // A cancelled timer must not keep its request, or a retired table, alive until it would have
      // fired.
      timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public InstantSource clock() {
      return InstantSource.system();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      var future = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    }

    @Override
    public void close() {
      timers.shutdownNow();
    }
  }
}
