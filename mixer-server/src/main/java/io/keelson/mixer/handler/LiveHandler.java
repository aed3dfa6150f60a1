package io.keelson.mixer.handler;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Template;
import io.keelson.config.resource.ResourceKey;
import io.keelson.mixer.meter.Meters;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler that serves, with the guards around it: whatever it does, a call of it ends within the
 * deadline. Tables hold it; the last one to let go closes it. Thread safe.
 */
public final class LiveHandler {
  private final ResourceKey key;
  private final HandlerSignature signature;
  private final String name;
  private final String adapterName;
  private final Execution execution;
  private final Handler handler;
  private final Environments.Opened environment;
  private final HandlerLimits limits;
  private final Time time;
  private final Meters meters;
  private final Bulkhead bulkhead;
  private final HandlerCloser closer;
  private final long configId;
  private final Map<String, CallMeter> callMeters = new ConcurrentHashMap<>();
  private final Set<GuardedCall<?>> stages = ConcurrentHashMap.newKeySet();
  private final AtomicInteger holders = new AtomicInteger();
  private volatile boolean closed;

  LiveHandler(
      ResourceKey key,
      HandlerSignature signature,
      String name,
      Handler handler,
      Environments.Opened environment,
      Bulkhead bulkhead,
      HandlerWorkshop workshop,
      long configId) {
    this.key = key;
    this.signature = signature;
    this.name = name;
    this.adapterName = signature.adapter().info().name();
    this.execution = signature.adapter().info().execution();
    this.handler = handler;
    this.environment = environment;
    this.bulkhead = bulkhead;
    this.limits = workshop.limits();
    this.time = workshop.time();
    this.meters = workshop.meters();
    this.closer = workshop.closer();
    this.configId = configId;
  }

  public ResourceKey key() {
    return key;
  }

  /** As messages, metrics and logs show it. */
  public String name() {
    return name;
  }

  public String adapterName() {
    return adapterName;
  }

  public Execution execution() {
    return execution;
  }

  /** The configuration that it was built for. */
  public long configId() {
    return configId;
  }

  HandlerSignature signature() {
    return signature;
  }

  Environments.Opened environment() {
    return environment;
  }

  /** Whether it was built knowing this very instance. */
  public boolean knows(InstanceType type) {
    return signature.types().contains(type);
  }

  /** Whether calls may be made on the loop, without {@link #call}. */
  public boolean inline() {
    return execution == Execution.NEVER_WAITS;
  }

  /**
   * For calls of a handler that is {@link #inline}; the caller catches what it throws.
   *
   * @throws AdapterException where it has been closed under a request that held on too long
   */
  public Handler usable() throws AdapterException {
    if (closed) {
      throw new AdapterException(closedReason());
    }
    return handler;
  }

  Handler handler() {
    return handler;
  }

  /** What counts the calls with one template. */
  public CallMeter meter(Template template) {
    return callMeters.computeIfAbsent(
        template.name(), t -> new CallMeter(meters, t, name, adapterName));
  }

  /**
   * Starts a call of a handler that is not {@link #inline}. May deliver the outcome before it
   * returns.
   */
  public <R> void call(GuardedCall<R> call) {
    long now = time.nanoTime();
    call.begin(now);
    if (closed) {
      call.settle(null, closedReason(), now, true);
    } else if (execution == Execution.ASYNCHRONOUS) {
      callAsync(call, now);
    } else if (limits.singleThreaded()) {
      runBlocking(call, true);
    } else {
      callBlocking(call, now);
    }
  }

  private <R> void callAsync(GuardedCall<R> call, long now) {
    if (stages.size() >= limits.running() + limits.waiting()) {
      refuse(call, now);
      return;
    }
    CompletionStage<R> stage;
    try {
      stage = call.start(handler);
    } catch (Throwable thrown) {
      environment.environment().logger().error("a call failed", thrown);
      call.settle(null, Failures.ofCall(thrown), time.nanoTime(), true);
      return;
    }
    if (stage == null) {
      call.settle(
          null, "handler '" + name + "' returned no stage for its answer", time.nanoTime(), true);
      return;
    }
    if (stage instanceof CompletableFuture<R> future
        && future.state() == java.util.concurrent.Future.State.SUCCESS) {
      call.settle(future.resultNow(), null, time.nanoTime(), true);
      return;
    }
    stages.add(call);
    call.expireWith(
        time.after(
            limits.deadline(),
            () -> {
              stages.remove(call);
              call.abort(deadlineReason(), time.nanoTime());
            }));
    stage.whenComplete(
        (result, thrown) -> {
          stages.remove(call);
          call.settle(
              result, thrown == null ? null : Failures.ofCall(thrown), time.nanoTime(), false);
        });
  }

  private <R> void callBlocking(GuardedCall<R> call, long now) {
    var job =
        new Bulkhead.Job() {
          @Override
          public void run() {
            runBlocking(call, false);
          }

          @Override
          public void abort(String reason) {
            call.abort(reason, time.nanoTime());
          }
        };
    if (!bulkhead.submit(job)) {
      refuse(call, now);
      return;
    }
    call.expireWith(
        time.after(limits.deadline(), () -> call.abort(deadlineReason(), time.nanoTime())));
  }

  private <R> void runBlocking(GuardedCall<R> call, boolean onLoop) {
    if (!call.enter()) {
      return;
    }
    R result = null;
    String failure = null;
    try {
      result = call.call(handler);
    } catch (Throwable thrown) {
      failure = Failures.ofCall(thrown);
      if (Failures.unexpected(thrown)) {
        environment.environment().logger().error("a call failed", thrown);
      }
    } finally {
      call.leave();
    }
    call.settle(result, failure, time.nanoTime(), onLoop);
  }

  private void refuse(GuardedCall<?> call, long now) {
    call.meter().refused();
    call.settle(
        null,
        "handler '"
            + name
            + "' is busy: "
            + limits.running()
            + " calls run and "
            + limits.waiting()
            + " wait",
        now,
        true);
  }

  private String deadlineReason() {
    return "handler '" + name + "' did not answer within " + limits.deadline().toMillis() + " ms";
  }

  private String closedReason() {
    return "handler '" + name + "' has been closed";
  }

  void hold() {
    holders.incrementAndGet();
  }

  /**
   * One table less. True where it was the last: from now on calls are refused, and it must be
   * closed.
   */
  boolean letGo() {
    if (holders.decrementAndGet() > 0) {
      return false;
    }
    closed = true;
    return true;
  }

  /**
   * Closes it in the background.
   *
   * @param tableId the last configuration that had it
   */
  void close(long tableId) {
    closer.close(this, tableId);
  }

  /** Ends the calls that still run: nobody may wait for them any more. */
  void abortCalls() {
    for (GuardedCall<?> call : stages) {
      call.abort(closedReason(), time.nanoTime());
    }
    stages.clear();
    bulkhead.abort(closedReason());
  }
}
