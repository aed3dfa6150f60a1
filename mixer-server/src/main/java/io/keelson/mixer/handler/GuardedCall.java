package io.keelson.mixer.handler;

import io.keelson.adapter.Handler;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a handler that does not answer on the caller's thread. It ends exactly once: with the
 * handler's answer, with its failure, or with its deadline. What comes after that is counted and
 * dropped.
 *
 * @param <R> what the handler answers
 */
public abstract class GuardedCall<R> {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  private final Executor loop;
  private final CallMeter meter;
  private long started;
  private boolean settled;
  private Time.Timer timer;
  private Thread thread;

  /**
   * @param loop where the outcome is delivered
   */
  protected GuardedCall(Executor loop, CallMeter meter) {
    this.loop = loop;
    this.meter = meter;
  }

  /** Calls a blocking handler. */
  protected abstract R call(Handler handler) throws Exception;

  /** Calls an asynchronous handler. */
  protected abstract CompletionStage<R> start(Handler handler);

  /** The answer, on the loop. */
  protected abstract void answered(R result);

  /** The failure, on the loop. */
  protected abstract void failed(String reason);

  final CallMeter meter() {
    return meter;
  }

  /** Must happen before anything that can end the call. */
  final synchronized void begin(long now) {
    started = now;
  }

  /** Sets the deadline's timer, which is cancelled when the call ends. */
  final void expireWith(Time.Timer deadline) {
    boolean late;
    synchronized (this) {
      late = settled;
      timer = deadline;
    }
    if (late) {
      deadline.cancel();
    }
  }

  /** False where the call ended while it waited: do not run it. */
  final synchronized boolean enter() {
    if (settled) {
      return false;
    }
    thread = Thread.currentThread();
    return true;
  }

  final synchronized void leave() {
    thread = null;
  }

  /**
   * Ends the call with an answer or, where {@code failure} is not null, with a failure. False: it
   * had ended before.
   */
  final boolean settle(R result, String failure, long now, boolean onLoop) {
    synchronized (this) {
      if (settled) {
        meter.late();
        return false;
      }
      end();
    }
    finish(result, failure, now, onLoop);
    return true;
  }

  /** Ends the call from outside, where it has not ended, and interrupts the thread that runs it. */
  final boolean abort(String reason, long now) {
    synchronized (this) {
      if (settled) {
        return false;
      }
      // Ended before it is interrupted: the caller shall hear the reason, not the interrupt.
      end();
      if (thread != null) {
        thread.interrupt();
      }
    }
    finish(null, reason, now, false);
    return true;
  }

  private void end() {
    settled = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void finish(R result, String failure, long now, boolean onLoop) {
    meter.record(now - started, failure != null);
    if (onLoop) {
      deliver(result, failure);
      return;
    }
    try {
      loop.execute(() -> deliver(result, failure));
    } catch (RejectedExecutionException ended) {
      LOG.debug("an answer came after the end of the loop that asked for it", ended);
    }
  }

  private void deliver(R result, String failure) {
    if (failure == null) {
      answered(result);
    } else {
      failed(failure);
    }
  }
}
