package io.keelson.adapter.kit;

import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * An environment whose time a test moves and whose logs and metrics a test reads. Nothing happens
 * by itself: {@link #run} runs its task at once, on the caller's thread; {@link #every} runs inside
 * {@link #advance}, for the first time when one period has passed. Only daemons have threads of
 * their own. As in a server, a task that throws is logged, and the environment lives on. Thread
 * safe.
 */
public final class FakeEnvironment implements Environment, AutoCloseable {
  private static final long DAEMON_DEADLINE_SECONDS = 10;

  private final ManualTime time;
  private final RecordingLogger logger;
  private final RecordingMetrics metrics = new RecordingMetrics();
  private final Set<Task> tasks = ConcurrentHashMap.newKeySet();
  private final Set<Thread> daemons = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** With a time of its own. */
  public FakeEnvironment() {
    this(new ManualTime(), "test");
  }

  /**
   * @param time shared with whatever else the test moves
   * @param handler the name in thread names and messages
   */
  public FakeEnvironment(ManualTime time, String handler) {
    this.time = time;
    this.logger = new RecordingLogger(handler);
  }

  /** Moves time and runs the periodic tasks that become due on the way, on this thread. */
  public void advance(Duration by) {
    time.advance(by);
  }

  /** What was logged so far, oldest first. */
  public List<LogLine> logs() {
    return logger.lines();
  }

  /**
   * The value of a counter or gauge, by the name that the handler gave it.
   *
   * @throws IllegalArgumentException where there is none; the message lists those there are
   */
  public double metric(String name) {
    return metrics.value(name);
  }

  /** How many periodic tasks and daemons there still are. */
  public int activeTasks() {
    return tasks.size() + daemons.size();
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public InstantSource clock() {
    return time;
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public Task run(Runnable task) {
    refuseWhenClosed();
    guarded(task, "worker");
    return () -> {};
  }

  @Override
  public Task every(Duration period, Runnable task) {
    refuseWhenClosed();
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period " + period + " is not positive");
    }
    Periodic periodic = new Periodic(period, task);
    tasks.add(periodic);
    periodic.schedule();
    return periodic;
  }

  @Override
  public Task daemon(String name, Runnable task) {
    refuseWhenClosed();
    Thread thread =
        Thread.ofVirtual()
            .name(logger.getName() + " daemon " + name)
            .unstarted(
                () -> {
                  try {
                    guarded(task, "daemon");
                  } finally {
                    daemons.remove(Thread.currentThread());
                  }
                });
    daemons.add(thread);
    thread.start();
    return thread::interrupt;
  }

  /**
   * Ends all tasks, as a server does when the handler closes.
   *
   * @throws IllegalStateException where a daemon goes on although it was interrupted
   */
  @Override
  public void close() {
    closed = true;
    tasks.forEach(Task::cancel);
    List<Thread> running = List.copyOf(daemons);
    running.forEach(Thread::interrupt);
    for (Thread daemon : running) {
      try {
        if (!daemon.join(Duration.ofSeconds(DAEMON_DEADLINE_SECONDS))) {
          throw new IllegalStateException(
              daemon.getName()
                  + " was interrupted and did not end within "
                  + TimeUnit.SECONDS.toMillis(DAEMON_DEADLINE_SECONDS)
                  + " ms");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + daemon.getName(), e);
      }
    }
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new RejectedExecutionException("handler '" + logger.getName() + "' is closed");
    }
  }

  private void guarded(Runnable task, String kind) {
    try {
      task.run();
    } catch (RuntimeException thrown) {
      if (!closed) {
        logger.error("Adapter {} failed: {}", kind, thrown.getMessage(), thrown);
      }
    }
  }

  private final class Periodic implements Task {
    private final Duration period;
    private final Runnable task;
    private ManualTime.Timer timer;
    private boolean cancelled;

    Periodic(Duration period, Runnable task) {
      this.period = period;
      this.task = task;
    }

    synchronized void schedule() {
      if (!cancelled) {
        timer = time.after(period, this::runOnce);
      }
    }

    private void runOnce() {
      schedule();
      guarded(task, "worker");
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      tasks.remove(this);
      if (timer != null) {
        timer.cancel();
      }
    }
  }
}
