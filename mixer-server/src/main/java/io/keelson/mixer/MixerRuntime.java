package io.keelson.mixer;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.dispatch.Dispatcher;
import io.keelson.mixer.handler.Environments;
import io.keelson.mixer.handler.HandlerLimits;
import io.keelson.mixer.handler.HandlerTable;
import io.keelson.mixer.handler.HandlerWorkshop;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import io.keelson.mixer.routing.RoutingTable;
import io.keelson.mixer.routing.RoutingTableBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns configuration into routing tables, and keeps the one that serves. A request holds one table
 * from start to end; a table that was replaced closes the handlers that its successors do not have,
 * after its last request or at the drain limit. Thread safe.
 */
public final class MixerRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  /** {@code SnapshotBuilder::build}. */
  @FunctionalInterface
  public interface Snapshots {
    /** A pure function; never throws because of bad resources. */
    Snapshot build(Collection<Resource> resources, Snapshot previousOrNull);
  }

  private final Snapshots snapshots;
  private final RuntimeOptions options;
  private final Meters meters;
  private final Time time;
  private final HandlerWorkshop workshop;
  private final Dispatcher dispatcher;
  private final ConfigMeter configMeter;
  private volatile RoutingTable serving;

  /** Set while it waits for the one that is being applied. */
  private Pending waiting;

  private boolean applying;
  private volatile boolean closed;

  private record Pending(Collection<Resource> resources, CompletableFuture<Void> done) {}

  /**
   * A runtime that serves an empty configuration until {@link #apply}.
   *
   * @param time closed with the runtime
   */
  public MixerRuntime(
      Snapshots snapshots,
      RuntimeOptions options,
      Meters meters,
      Time time,
      Environments environments) {
    this.snapshots = snapshots;
    this.options = options;
    this.meters = meters;
    this.time = time;
    this.workshop =
        new HandlerWorkshop(
            new HandlerLimits(
                options.handlerDeadline(),
                options.blockingCalls(),
                options.queuedCalls(),
                options.buildDeadline(),
                options.closeDeadline(),
                options.singleThreaded()),
            time,
            meters,
            options.apiWorkers(),
            environments);
    this.dispatcher = new Dispatcher(meters, time, options.checkCacheEntries());
    this.configMeter = new ConfigMeter(meters, time);
    this.serving = table(0, snapshots.build(List.of(), null), HandlerTable.empty());
  }

  private MixerRuntime(Snapshots snapshots, RuntimeOptions options, Meters meters, Time time) {
    this(
        snapshots,
        options,
        meters,
        time,
        HandlerWorkshop.environments(time, meters, options.adapterWorkers()));
  }

  /** A runtime on the machine's time. */
  public MixerRuntime(Snapshots snapshots, RuntimeOptions options, Meters meters) {
    this(snapshots, options, meters, Time.system());
  }

  /**
   * The table that serves now, retained; release it when the call has ended.
   *
   * @throws IllegalStateException where the runtime is closed
   */
  public RoutingTable acquire() {
    while (true) {
      RoutingTable table = serving;
      if (table.retain()) {
        return table;
      }
      if (closed) {
        throw new IllegalStateException("the runtime is closed and serves no more calls");
      }
      // Replaced between the two steps; the new one is there already.
      Thread.onSpinWait();
    }
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** What is wrong: with the configuration, with building handlers, and with rules at run time. */
  public List<Diagnostic> diagnostics() {
    return serving.diagnostics();
  }

  /**
   * Makes these resources, and no others, the configuration. Calls are served one after the other;
   * of several that wait, only the last is done. The stage completes when the new table serves, or
   * one that overtook it; bad configuration does not fail it, a closed runtime does.
   */
  public CompletionStage<Void> apply(Collection<Resource> resources) {
    var done = new CompletableFuture<Void>();
    synchronized (this) {
      if (closed) {
        done.completeExceptionally(new IllegalStateException("the runtime is closed"));
        return done;
      }
      if (applying) {
        if (waiting != null) {
          CompletableFuture<Void> overtaken = waiting.done;
          done.whenComplete((nothing, thrown) -> forward(overtaken, thrown));
        }
        waiting = new Pending(List.copyOf(resources), done);
        return done;
      }
      applying = true;
    }
    var first = new Pending(List.copyOf(resources), done);
    Thread.ofVirtual().name("keelson-config").start(() -> applyAll(first));
    return done;
  }

  private static void forward(CompletableFuture<Void> to, Throwable thrown) {
    if (thrown == null) {
      to.complete(null);
    } else {
      to.completeExceptionally(thrown);
    }
  }

  private void applyAll(Pending first) {
    Pending next = first;
    while (next != null) {
      Throwable failure = null;
      try {
        applyNow(next.resources);
      } catch (Throwable thrown) {
        LOG.error("a configuration could not be applied; the one before keeps serving", thrown);
        failure = thrown;
      }
      Pending done = next;
      synchronized (this) {
        next = waiting;
        waiting = null;
        if (next == null) {
          applying = false;
          notifyAll();
        }
      }
      forward(done.done, failure);
    }
  }

  private void applyNow(Collection<Resource> resources) {
    RoutingTable before = serving;
    long id = before.id() + 1;
    Snapshot snapshot = snapshots.build(resources, before.snapshot());
    HandlerTable handlers = workshop.build(snapshot, before.handlers(), id);
    RoutingTable after;
    try {
      after = table(id, snapshot, handlers);
    } catch (RuntimeException | Error thrown) {
      handlers.release();
      throw thrown;
    }
    serving = after;
    configMeter.applied(after);
    retire(before);
    DiagnosticLog.write(LOG, after.diagnostics(), before.diagnostics());
    LOG.info(
        "configuration {} serves: {} rules, {} handlers, {} diagnostics",
        id,
        snapshot.rules().size(),
        handlers.all().size(),
        after.diagnostics().size());
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}", after.debugText());
    }
  }

  private RoutingTable table(long id, Snapshot snapshot, HandlerTable handlers) {
    return new RoutingTableBuilder(id, snapshot, handlers, options.defaultNamespace(), meters, time)
        .build();
  }

  private void retire(RoutingTable table) {
    HandlerTable handlers = table.handlers();
    Time.Timer limit =
        time.after(
            options.drainLimit(),
            () -> {
              LOG.error(
                  "unable to cleanup handlers(config id:{}) in {}s, {} requests remain: closing"
                      + " them all the same",
                  table.id(),
                  options.drainLimit().toSeconds(),
                  table.calls());
              handlers.release();
            });
    table.retire(
        () -> {
          limit.cancel();
          handlers.release();
        });
  }

  /** Waits for replaced handlers whose close has begun; false where some do not end in time. */
  public boolean awaitClosed(Duration limit) {
    return workshop.awaitClosed(limit);
  }

  /**
   * Stops serving: waits for the requests that run, at most for the drain limit, and closes every
   * handler.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = null;
      awaitApplied();
    }
    workshop.close();
    HandlerTable handlers = serving.handlers();
    var drained = new CompletableFuture<Void>();
    serving.retire(() -> drained.complete(null));
    try {
      drained.get(options.drainLimit().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException late) {
      LOG.error("{} requests still run; their handlers are closed", serving.calls());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    handlers.release();
    Duration patience = options.closeDeadline().multipliedBy(2);
    if (!workshop.awaitClosed(patience)) {
      LOG.error("some handlers did not close within {} ms", patience.toMillis());
    }
    time.close();
  }

  private synchronized void awaitApplied() {
    long deadline = System.nanoTime() + options.buildDeadline().toNanos();
    try {
      long left = deadline - System.nanoTime();
      while (applying && left > 0) {
        wait(Math.max(1, left / 1_000_000));
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
