package io.keelson.mixer;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.dispatch.Dispatcher;
import io.keelson.mixer.meter.Meters;
import io.keelson.mixer.routing.RoutingTable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns configuration into routing tables, and keeps the one that serves. Thread safe. */
public final class MixerRuntime implements AutoCloseable {

  /** {@code SnapshotBuilder::build}. */
  @FunctionalInterface
  public interface Snapshots {
    Snapshot build(Collection<Resource> resources, Snapshot previousOrNull);
  }

  private final Dispatcher dispatcher = new Dispatcher();

  /** A runtime that serves an empty configuration until {@link #apply}. */
  public MixerRuntime(Snapshots snapshots, RuntimeOptions options, Meters meters) {}

  /** The table that serves now, retained; release it when the call has ended. */
  public RoutingTable acquire() {
    return null;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** What is wrong: with the configuration, with building handlers, and with rules at run time. */
  public List<Diagnostic> diagnostics() {
    return List.of();
  }

  /**
   * Makes these resources, and no others, the configuration. Calls are served one after the other; of
   * several that wait, only the last is done. The stage completes when the new table serves (or was
   * overtaken by a later call) and never fails because of bad configuration.
   */
  public CompletionStage<Void> apply(Collection<Resource> resources) {
    return CompletableFuture.completedFuture(null);
  }

  /** Closes every handler. Calls that still run get at most the drain limit. */
  @Override
  public void close() {}
}
