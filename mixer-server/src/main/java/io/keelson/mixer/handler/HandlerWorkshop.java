package io.keelson.mixer.handler;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Template;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.meter.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the handlers that a snapshot's rules use, and carries over those that did not change. A
 * handler that cannot be built leaves the one before it serving. Builds run side by side on virtual
 * threads, each under the build deadline. One table is built at a time.
 */
public final class HandlerWorkshop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  private final HandlerLimits limits;
  private final Time time;
  private final Meters meters;
  private final Semaphore apiWorkers;
  private final Environments environments;
  private final HandlerCloser closer;
  private volatile HandlerTable newest = HandlerTable.empty();

  /**
   * @param apiWorkers how many blocking calls run at once, all handlers together
   */
  public HandlerWorkshop(
      HandlerLimits limits, Time time, Meters meters, int apiWorkers, Environments environments) {
    this.limits = limits;
    this.time = time;
    this.meters = meters;
    this.apiWorkers = new Semaphore(apiWorkers);
    this.environments = environments;
    this.closer =
        new HandlerCloser(meters, limits.close(), this::successor, () -> newest.configId());
  }

  /**
   * The environments of a server.
   *
   * @param adapterWorkers how many tasks of handlers run at once, all handlers together
   */
  public static Environments environments(Time time, Meters meters, int adapterWorkers) {
    var room = new Semaphore(adapterWorkers);
    return (handler, adapter, loader, configId) ->
        new HandlerEnvironment(handler, adapter, time, meters, room, loader, configId);
  }

  HandlerLimits limits() {
    return limits;
  }

  Time time() {
    return time;
  }

  Meters meters() {
    return meters;
  }

  HandlerCloser closer() {
    return closer;
  }

  private LiveHandler successor(LiveHandler handler) {
    LiveHandler current = newest.get(handler.key());
    return current == handler ? null : current;
  }

  /** One handler of the table to be. */
  private record Order(HandlerConfig config, Set<Template> templates, HandlerSignature signature) {}

  /**
   * Builds the table of a snapshot.
   *
   * @param previous the table that serves now; its handlers must still be held
   */
  public HandlerTable build(Snapshot snapshot, HandlerTable previous, long configId) {
    var ready = new TreeMap<ResourceKey, LiveHandler>();
    var builds = new LinkedHashMap<Order, CompletableFuture<LiveHandler>>();
    for (Order order : orders(snapshot)) {
      LiveHandler before = previous.get(order.config.key());
      if (before != null && before.signature().equals(order.signature)) {
        ready.put(order.config.key(), before);
        count("mixer_handler_reused_handlers_total", "Handlers that were carried over", configId);
      } else {
        builds.put(order, start(order, configId));
      }
    }
    var diagnostics = new ArrayList<Diagnostic>();
    long deadline = System.nanoTime() + limits.build().toNanos();
    builds.forEach(
        (order, build) -> {
          ResourceKey key = order.config.key();
          try {
            LiveHandler built = await(build, deadline);
            built.environment().serve();
            ready.put(key, built);
            count("mixer_handler_new_handlers_total", "Handlers that were built", configId);
          } catch (BuildFailure failure) {
            LiveHandler before = previous.get(key);
            if (before != null) {
              ready.put(key, before);
            }
            diagnostics.add(failed(order, failure.getMessage(), before, snapshot, configId));
          }
        });
    var table = new HandlerTable(configId, ready, diagnostics);
    newest = table;
    return table;
  }

  /**
   * Only handlers that an action names exist, each with all the instances that any rule sends to
   * it.
   */
  private static Collection<Order> orders(Snapshot snapshot) {
    var instances = new TreeMap<ResourceKey, Set<InstanceConfig>>();
    var configs = new TreeMap<ResourceKey, HandlerConfig>();
    for (RuleConfig rule : snapshot.rules()) {
      for (RuleConfig.Action action : rule.actions()) {
        configs.put(action.handler().key(), action.handler());
        instances
            .computeIfAbsent(action.handler().key(), k -> new LinkedHashSet<>())
            .addAll(action.instances());
      }
    }
    var orders = new ArrayList<Order>();
    configs.forEach(
        (key, config) -> {
          List<InstanceType> types =
              instances.get(key).stream()
                  .map(InstanceConfig::type)
                  .sorted(Comparator.comparing(InstanceType::name))
                  .toList();
          var templates = new LinkedHashSet<Template>();
          instances.get(key).forEach(instance -> templates.add(instance.template()));
          orders.add(
              new Order(
                  config,
                  templates,
                  new HandlerSignature(config.adapter(), config.params(), types)));
        });
    return orders;
  }

  private CompletableFuture<LiveHandler> start(Order order, long configId) {
    var future = new CompletableFuture<LiveHandler>();
    HandlerConfig config = order.config;
    ClassLoader loader = config.adapter().getClass().getClassLoader();
    Environments.Opened environment =
        environments.open(config.name(), config.adapter().info().name(), loader, configId);
    Thread thread =
        Thread.ofVirtual()
            .name("build " + config.name())
            .unstarted(() -> build(order, environment, configId, future));
    thread.setContextClassLoader(loader);
    future.whenComplete(
        (built, thrown) -> {
          if (thrown != null) {
            thread.interrupt();
          }
        });
    thread.start();
    return future;
  }

  private void build(
      Order order,
      Environments.Opened environment,
      long configId,
      CompletableFuture<LiveHandler> future) {
    String name = order.config.name();
    Handler handler = null;
    try {
      handler = build(order.config, order.signature, environment);
      requireInterfaces(order, handler);
      var bulkhead =
          new Bulkhead(
              name, limits, apiWorkers, order.config.adapter().getClass().getClassLoader());
      var live =
          new LiveHandler(
              order.config.key(),
              order.signature,
              name,
              handler,
              environment,
              bulkhead,
              this,
              configId);
      if (future.complete(live)) {
        return;
      }
      LOG.warn("handler '{}' was built after its deadline; it is closed again", name);
    } catch (Throwable thrown) {
      future.completeExceptionally(thrown);
    }
    discard(order.config.key(), name, handler, environment);
  }

  private void discard(
      ResourceKey key, String name, Handler handler, Environments.Opened environment) {
    LiveHandler before = newest.get(key);
    Environments.Opened successor = before == null ? null : before.environment();
    int left = environment.close(limits.close());
    if (left > 0) {
      LOG.error("{} tasks of handler '{}', which could not be built, do not end", left, name);
    }
    try {
      if (handler != null) {
        handler.close();
      }
    } catch (Throwable thrown) {
      LOG.warn("Error closing adapter: handler='{}': {}", name, Failures.text(thrown), thrown);
    }
    environment.removeMetrics(successor);
  }

  private static <C extends Message> Handler build(
      HandlerConfig config, HandlerSignature signature, Environments.Opened environment)
      throws Exception {
    // The snapshot decoded the parameters over this adapter's own defaults, so they are of its
    // class.
    @SuppressWarnings("unchecked")
    var adapter = (Adapter<C>) config.adapter();
    @SuppressWarnings("unchecked")
    var params = (C) config.params();
    var spec = new HandlerSpec<>(config.name(), params, signature.types());
    var errors = new ConfigErrors();
    adapter.validate(spec, errors);
    if (!errors.isEmpty()) {
      throw new BuildFailure(
          "the adapter does not accept its configuration: "
              + String.join("; ", errors.list().stream().map(Object::toString).toList()));
    }
    Handler handler = adapter.build(spec, environment.environment());
    if (handler == null) {
      throw new BuildFailure("the adapter returned no handler");
    }
    return handler;
  }

  private static void requireInterfaces(Order order, Handler handler) {
    AdapterInfo<?> info = order.config.adapter().info();
    for (Template template : order.templates) {
      Class<? extends Handler> wanted =
          info.execution() == Execution.ASYNCHRONOUS
              ? template.asyncHandlerType()
              : template.handlerType();
      if (!wanted.isInstance(handler)) {
        throw new BuildFailure(
            "adapter does not actually support template: template='"
                + template.name()
                + "', interface='"
                + wanted.getSimpleName()
                + "'");
      }
    }
  }

  private static LiveHandler await(CompletableFuture<LiveHandler> build, long deadline) {
    try {
      return build.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException thrown) {
      Throwable cause = Failures.unwrap(thrown);
      throw cause instanceof BuildFailure failure
          ? failure
          : new BuildFailure("adapter instantiation error: " + Failures.text(cause));
    } catch (TimeoutException late) {
      return lateOr(build, "it was not built within the deadline");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return lateOr(build, "the server is stopping");
    }
  }

  private static LiveHandler lateOr(CompletableFuture<LiveHandler> build, String reason) {
    var failure = new BuildFailure(reason);
    if (!build.completeExceptionally(failure) && !build.isCompletedExceptionally()) {
      return build.resultNow();
    }
    throw failure;
  }

  private Diagnostic failed(
      Order order, String reason, LiveHandler before, Snapshot snapshot, long configId) {
    HandlerConfig config = order.config;
    LOG.error(
        "Unable to initialize adapter: snapshot='{}', handler='{}', adapter='{}', err='{}'. {}",
        configId,
        config.name(),
        config.adapter().info().name(),
        reason,
        before == null
            ? "Please remove the handler or fix the configuration."
            : "The handler built before keeps serving.");
    count(
        "mixer_handler_handler_build_failures_total", "Handlers that could not be built", configId);
    Resource resource = snapshot.accepted().get(config.key());
    return new Diagnostic(
        Diagnostic.Severity.ERROR,
        "handler-build-failed",
        config.key(),
        "",
        "",
        "the handler could not be built: "
            + reason
            + (before == null
                ? "; actions that use it do nothing until it can"
                : "; the handler with the earlier configuration keeps serving"),
        resource == null ? null : resource.origin());
  }

  private void count(String name, String help, long configId) {
    meters.counter(name, help, "configID", Long.toString(configId)).increment();
  }

  /** Waits for handlers that are closing; false where some do not end in time. */
  public boolean awaitClosed(Duration limit) {
    return closer.await(limit);
  }

  @Override
  public void close() {
    newest = HandlerTable.empty();
  }

  /** Why a handler was not built. */
  private static final class BuildFailure extends RuntimeException {
    BuildFailure(String message) {
      super(message, null, false, false);
    }
  }
}
