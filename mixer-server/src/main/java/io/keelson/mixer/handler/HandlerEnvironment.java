package io.keelson.mixer.handler;

import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import io.keelson.mixer.meter.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/** What one handler is given. Everything that it starts ends with it. Thread safe. */
final class HandlerEnvironment implements Environment, Environments.Opened {
  /** A handler that asks for more has a leak. */
  private static final int DAEMONS_LIMIT = 256;

  private static final int PERIODIC_LIMIT = 1024;

  private final String handler;
  private final Time time;
  private final Meters meters;
  private final Semaphore workers;
  private final ClassLoader loader;
  private final Logger logger;
  private final HandlerMetrics metrics;
  private final String[] labels;
  private final Set<Work> tasks = ConcurrentHashMap.newKeySet();
  private final AtomicInteger activeWorkers = new AtomicInteger();
  private final AtomicInteger activeDaemons = new AtomicInteger();
  private final AtomicInteger periodic = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param workers the room for tasks that all handlers share
   */
  HandlerEnvironment(
      String handler,
      String adapter,
      Time time,
      Meters meters,
      Semaphore workers,
      ClassLoader loader,
      long configId) {
    this.handler = handler;
    this.time = time;
    this.meters = meters;
    this.workers = workers;
    this.loader = loader;
    this.logger = new AdapterLogger(handler);
    this.metrics = new HandlerMetrics(meters, adapter, handler, logger);
    this.labels = new String[] {"initConfigID", Long.toString(configId), "handler", handler};
    meters.gauge(
        "mixer_handler_workers_total",
        "Tasks of handlers that run",
        activeWorkers::doubleValue,
        labels);
    meters.gauge(
        "mixer_handler_daemons_total",
        "Daemons of handlers that run",
        activeDaemons::doubleValue,
        labels);
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public InstantSource clock() {
    return time.clock();
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
    if (!workers.tryAcquire()) {
      throw new RejectedExecutionException(
          "handler '" + handler + "': too many tasks of adapters run already");
    }
    Work work;
    try {
      work = new Work("worker", task, activeWorkers, null);
    } catch (RejectedExecutionException ended) {
      workers.release();
      throw ended;
    }
    work.holdsPermit = true;
    work.start();
    return work;
  }

  @Override
  public Task every(Duration period, Runnable task) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period " + period + " is not positive");
    }
    if (periodic.get() >= PERIODIC_LIMIT) {
      throw new RejectedExecutionException(
          "handler '" + handler + "' has " + PERIODIC_LIMIT + " periodic tasks already");
    }
    var work = new Work("worker", task, activeWorkers, period);
    periodic.incrementAndGet();
    work.schedule();
    return work;
  }

  @Override
  public Task daemon(String name, Runnable task) {
    if (activeDaemons.get() >= DAEMONS_LIMIT) {
      throw new RejectedExecutionException(
          "handler '" + handler + "' has " + DAEMONS_LIMIT + " daemons already");
    }
    var work = new Work("daemon " + name, task, activeDaemons, null);
    work.start();
    return work;
  }

  @Override
  public Environment environment() {
    return this;
  }

  @Override
  public void serve() {
    metrics.publish();
  }

  @Override
  public int close(Duration patience) {
    closed = true;
    tasks.forEach(Work::cancel);
    long deadline = System.nanoTime() + patience.toNanos();
    int left = 0;
    for (Work work : tasks) {
      if (!work.ended(deadline - System.nanoTime())) {
        left++;
      }
    }
    return left;
  }

  @Override
  public void removeMetrics(Environments.Opened successor) {
    metrics.close(successor instanceof HandlerEnvironment other ? other.metrics : null);
    meters.remove("mixer_handler_workers_total", labels);
    meters.remove("mixer_handler_daemons_total", labels);
  }

  /** One task, once or again and again. */
  private final class Work implements Task, Runnable {
    private final String kind;
    private final Runnable task;
    private final AtomicInteger active;
    private final Duration period;
    private final CountDownLatch done = new CountDownLatch(1);
    private Time.Timer timer;
    private Thread thread;
    private long due;
    private boolean cancelled;
    private boolean holdsPermit;

    Work(String kind, Runnable task, AtomicInteger active, Duration period) {
      this.kind = kind;
      this.task = task;
      this.active = active;
      this.period = period;
      if (closed) {
        throw new RejectedExecutionException("handler '" + handler + "' is closed");
      }
      tasks.add(this);
      if (closed) {
        // The close may have gone through the tasks just before this one joined them.
        cancel();
      }
    }

    synchronized void schedule() {
      due = time.nanoTime() + period.toNanos();
      if (cancelled) {
        end();
      } else {
        timer = time.after(period, this::start);
      }
    }

    private synchronized void scheduleNext() {
      thread = null;
      if (cancelled) {
        end();
        return;
      }
      long now = time.nanoTime();
      due += period.toNanos();
      timer = time.after(Duration.ofNanos(Math.max(0, due - now)), this::start);
      if (due < now) {
        due = now;
      }
    }

    synchronized void start() {
      if (cancelled) {
        giveBack();
        end();
        return;
      }
      if (period != null && !(holdsPermit = workers.tryAcquire())) {
        logger.warn("a periodic task is late: too many tasks of adapters run already");
        scheduleNext();
        return;
      }
      thread = Thread.ofVirtual().name(handler + " " + kind).unstarted(this);
      thread.setContextClassLoader(loader);
      active.incrementAndGet();
      thread.start();
    }

    @Override
    public void run() {
      try {
        task.run();
      } catch (Throwable thrown) {
        failed(thrown);
      } finally {
        giveBack();
        if (period == null) {
          end();
        } else {
          scheduleNext();
        }
        active.decrementAndGet();
      }
    }

    private void giveBack() {
      if (holdsPermit) {
        holdsPermit = false;
        workers.release();
      }
    }

    private void failed(Throwable thrown) {
      boolean ending;
      synchronized (this) {
        ending = cancelled;
      }
      if (ending) {
        logger.debug("Adapter {} ended while it was being cancelled", kind, thrown);
      } else {
        logger.error("Adapter {} failed: {}", kind, Failures.text(thrown), thrown);
        meters
            .counter(
                "keelson_handler_task_failures_total",
                "Tasks of handlers that threw",
                "handler",
                handler)
            .increment();
      }
    }

    private void end() {
      if (period != null && done.getCount() > 0) {
        periodic.decrementAndGet();
      }
      tasks.remove(this);
      done.countDown();
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      if (timer != null) {
        timer.cancel();
      }
      if (thread != null) {
        thread.interrupt();
      } else if (timer != null) {
        end();
      }
    }

    boolean ended(long nanos) {
      try {
        return done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
