package io.keelson.mixer.handler;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.ResourceKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The handlers of one routing table. Immutable; holds its handlers open until it is released. */
public final class HandlerTable {
  private final long configId;
  private final Map<ResourceKey, LiveHandler> handlers;
  private final List<Diagnostic> diagnostics;
  private final AtomicBoolean released = new AtomicBoolean();

  HandlerTable(
      long configId, Map<ResourceKey, LiveHandler> handlers, List<Diagnostic> diagnostics) {
    this.configId = configId;
    this.handlers = handlers;
    this.diagnostics = List.copyOf(diagnostics);
    handlers.values().forEach(LiveHandler::hold);
  }

  /** A table without handlers. */
  public static HandlerTable empty() {
    return new HandlerTable(0, Map.of(), List.of());
  }

  /** The handler, or null where it could not be built and there is no earlier one. */
  public LiveHandler get(ResourceKey key) {
    return handlers.get(key);
  }

  /** In the order of their keys. */
  public Collection<LiveHandler> all() {
    return handlers.values();
  }

  long configId() {
    return configId;
  }

  /** What could not be built, and why. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /**
   * Lets go of the handlers: those that no other table holds close, in the background. Once only.
   */
  public void release() {
    if (released.compareAndSet(false, true)) {
      // All are marked before the first closes: its end may set free a request that uses the next.
      handlers.values().stream()
          .filter(LiveHandler::letGo)
          .toList()
          .forEach(handler -> handler.close(configId));
    }
  }
}
