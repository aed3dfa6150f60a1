package io.keelson.mixer.handler;

import io.keelson.mixer.meter.Meters;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes handlers that no table holds any more, each on a virtual thread of its own: first their
 * calls and tasks end, then they are closed, then their metrics go. Never blocks who asks for it.
 * Thread safe.
 */
final class HandlerCloser {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  private final Meters meters;
  private final Duration patience;
  private final UnaryOperator<LiveHandler> successor;
  private final LongSupplier newest;
  private final Set<CountDownLatch> closing = ConcurrentHashMap.newKeySet();

  /**
   * @param patience for the end of the tasks, and again for the close
   * @param successor the handler of the same name that serves, or null
   * @param newest the number of the newest configuration
   */
  HandlerCloser(
      Meters meters, Duration patience, UnaryOperator<LiveHandler> successor, LongSupplier newest) {
    this.meters = meters;
    this.patience = patience;
    this.successor = successor;
    this.newest = newest;
  }

  /**
   * @param configId the last configuration that had the handler
   */
  void close(LiveHandler handler, long configId) {
    var done = new CountDownLatch(1);
    closing.add(done);
    Thread.ofVirtual()
        .name("close " + handler.name())
        .start(
            () -> {
              try {
                closeNow(handler, configId);
              } finally {
                closing.remove(done);
                done.countDown();
              }
            });
  }

  private void closeNow(LiveHandler handler, long configId) {
    handler.abortCalls();
    int left = handler.environment().close(patience);
    if (left > 0) {
      LOG.error(
          "handler '{}' is being closed although {} of its tasks do not end", handler.name(), left);
    }
    closeGuarded(handler, configId);
    LiveHandler next = successor.apply(handler);
    handler.environment().removeMetrics(next == null ? null : next.environment());
  }

  private void closeGuarded(LiveHandler handler, long configId) {
    var closed = new CountDownLatch(1);
    var failure = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .name("close " + handler.name())
            .unstarted(
                () -> {
                  try {
                    handler.handler().close();
                  } catch (Throwable thrown) {
                    failure[0] = thrown;
                  } finally {
                    closed.countDown();
                  }
                });
    thread.setContextClassLoader(handler.handler().getClass().getClassLoader());
    thread.start();
    boolean ended = await(closed, patience);
    if (!ended) {
      thread.interrupt();
    }
    if (!ended || failure[0] != null) {
      LOG.warn(
          "Error closing adapter: handler='{}', adapter='{}': {}",
          handler.name(),
          handler.adapterName(),
          ended ? Failures.text(failure[0]) : "did not close within " + patience.toMillis() + " ms",
          failure[0]);
      count("mixer_handler_handler_close_failures_total", "Handlers whose close failed", configId);
    }
    count("mixer_handler_closed_handlers_total", "Handlers that were closed", configId);
  }

  private void count(String name, String help, long configId) {
    // A close may come long after: it is counted where the series of the configuration still exist.
    long id = Math.max(configId, newest.getAsLong() - 1);
    meters.counter(name, help, "configID", Long.toString(id)).increment();
  }

  /** Waits for all closes that have begun; false where some do not end in time. */
  boolean await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean all = true;
    for (CountDownLatch done : closing) {
      all &= await(done, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    return all;
  }

  private static boolean await(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
