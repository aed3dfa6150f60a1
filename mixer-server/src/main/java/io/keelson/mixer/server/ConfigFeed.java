package io.keelson.mixer.server;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.source.ConfigSource;
import io.keelson.mixer.DiagnosticLog;
import io.keelson.mixer.MixerRuntime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;

/** Hands what a source tells to the runtime, and remembers what the source could not read. */
final class ConfigFeed implements AutoCloseable {
  /** With one of these, what the source tells is not what the store holds. */
  private static final Set<String> STORE_LOST = Set.of("folder-missing", "folder-unreadable");

  private final ConfigSource source;
  private final MixerRuntime runtime;
  private final Logger log;
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private volatile List<Diagnostic> diagnostics = List.of();

  ConfigFeed(ConfigSource source, MixerRuntime runtime, Logger log) {
    this.source = source;
    this.runtime = runtime;
    this.log = log;
  }

  /**
   * Starts the source and waits until its first configuration serves.
   *
   * @throws StartException where that takes too long or fails
   */
  void start(Duration limit) throws StartException {
    source.start(this::changed);
    try {
      first.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new StartException(
          "exceeded timeout " + limit.toSeconds() + "s while the configuration was read", e);
    } catch (ExecutionException e) {
      throw new StartException("the configuration cannot be applied: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the configuration was read", e);
    }
  }

  private void changed(Collection<Resource> all, List<Diagnostic> sourceDiagnostics) {
    List<Diagnostic> before = diagnostics;
    diagnostics = List.copyOf(sourceDiagnostics);
    DiagnosticLog.write(log, sourceDiagnostics, before);
    CompletionStage<Void> applied = runtime.apply(all);
    applied.whenComplete(
        (nothing, failure) -> {
          if (failure == null) {
            first.complete(null);
          } else {
            first.completeExceptionally(failure);
          }
        });
  }

  /** What the source could not read. */
  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** Whether a first configuration serves. */
  boolean watching() {
    return first.isDone() && !first.isCompletedExceptionally();
  }

  /** Whether the store could be read the last time. */
  boolean storeReadable() {
    return diagnostics.stream().noneMatch(diagnostic -> STORE_LOST.contains(diagnostic.code()));
  }

  @Override
  public void close() {
    source.close();
  }
}
