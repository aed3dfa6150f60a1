package io.keelson.mixer.door.grpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** What the calls of one event loop share. Used on that loop, apart from {@link #executor}. */
public final class GrpcLoop {
  private static final long ERROR_LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Vertx vertx;
  private final GrpcOptions options;
  private final ReceiveBudget budget;
  private final Executor executor;
  private final DeadlineWheel wheel = new DeadlineWheel(System::nanoTime);
  private final Logger log;
  private long ticker = -1;
  private long lastErrorLog = System.nanoTime() - ERROR_LOG_INTERVAL_NANOS;
  private long unloggedErrors;

  GrpcLoop(Context context, GrpcOptions options, ReceiveBudget budget, Logger log) {
    this.vertx = context.owner();
    this.options = options;
    this.budget = budget;
    this.executor = ((ContextInternal) context).nettyEventLoop();
    this.log = log;
  }

  /** Runs tasks on this loop, from any thread. */
  public Executor executor() {
    return executor;
  }

  GrpcOptions options() {
    return options;
  }

  /** Calls whose streams are open. */
  int active() {
    return wheel.size();
  }

  void expireAfter(DeadlineWheel.Entry entry, long now, long nanos) {
    wheel.add(entry, now, nanos);
    if (ticker < 0) {
      ticker =
          vertx.setPeriodic(
              TimeUnit.NANOSECONDS.toMillis(DeadlineWheel.TICK_NANOS), timer -> tick());
    }
  }

  void release(DeadlineWheel.Entry entry) {
    wheel.remove(entry);
  }

  private void tick() {
    wheel.tick();
    if (wheel.size() == 0) {
      vertx.cancelTimer(ticker);
      ticker = -1;
    }
  }

  /** Accounts for the memory of messages. */
  void reserve(long bytes) throws GrpcException {
    budget.reserve(bytes);
  }

  /** A method threw: our fault. Logged once a second at most. */
  void failed(String path, Throwable error) {
    long now = System.nanoTime();
    if (now - lastErrorLog < ERROR_LOG_INTERVAL_NANOS) {
      unloggedErrors++;
      return;
    }
    lastErrorLog = now;
    log.error(
        "{} failed unexpectedly ({} more since the previous message)", path, unloggedErrors, error);
    unloggedErrors = 0;
  }
}
