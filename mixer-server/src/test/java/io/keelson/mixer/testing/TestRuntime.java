package io.keelson.mixer.testing;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.CheckListener;
import io.keelson.mixer.dispatch.QuotaDemand;
import io.keelson.mixer.dispatch.ReportElements;
import io.keelson.mixer.dispatch.ReportListener;
import io.keelson.mixer.routing.RoutingTable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A runtime over snapshots that a test wrote, called from a loop as a door would. */
public final class TestRuntime implements AutoCloseable {
  public static final RuntimeOptions QUICK =
      new RuntimeOptions(
          "istio-system",
          Duration.ofMillis(300),
          Duration.ofMillis(600),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          2,
          3,
          64,
          64,
          false,
          0);

  /** A call that ended with a gRPC error. */
  public static final class Failed extends RuntimeException {
    private final int code;

    Failed(int code, String message) {
      super(message);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  public final TestMeters meters = new TestMeters();
  public final MixerRuntime runtime;
  public final ExecutorService loop =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("loop").factory());
  private volatile Supplier<Snapshot> next = () -> new TestMesh().snapshot();

  public TestRuntime() {
    this(QUICK);
  }

  public TestRuntime(RuntimeOptions options) {
    runtime = new MixerRuntime((resources, previous) -> next.get(), options, meters);
  }

  public TestRuntime apply(TestMesh mesh) {
    return apply(mesh.snapshot());
  }

  public TestRuntime apply(Snapshot snapshot) {
    next = () -> snapshot;
    await(runtime.apply(List.of()).toCompletableFuture());
    return this;
  }

  /** What the next change of configuration will see. */
  public void next(Supplier<Snapshot> source) {
    next = source;
  }

  /** Waits for a result; never longer than a test may take. */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException thrown) {
      throw thrown.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(thrown.getCause());
    } catch (TimeoutException | InterruptedException thrown) {
      throw new IllegalStateException("it did not end", thrown);
    }
  }

  /** Waits for something to become true. */
  public static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not become true");
      }
      LockSupport.parkNanos(200_000);
    }
  }

  public CompletableFuture<CheckAnswer> start(
      RequestBag bag, String deduplicationId, List<QuotaDemand> quotas) {
    var future = new CompletableFuture<CheckAnswer>();
    RoutingTable table = runtime.acquire();
    future.whenComplete((answer, thrown) -> table.release());
    loop.execute(
        () ->
            runtime
                .dispatcher()
                .check(
                    table,
                    bag,
                    deduplicationId,
                    quotas,
                    loop,
                    new CheckListener() {
                      @Override
                      public void answered(CheckAnswer answer) {
                        // Live references must be read before the call ends.
                        future.complete(
                            new CheckAnswer(
                                answer.status(),
                                answer.validDuration(),
                                answer.validUseCount(),
                                answer.references().copy(),
                                answer.requestHeaders(),
                                answer.responseHeaders(),
                                answer.directResponse(),
                                answer.quotas()));
                      }

                      @Override
                      public void failed(int grpcCode, String message) {
                        future.completeExceptionally(new Failed(grpcCode, message));
                      }
                    }));
    return future;
  }

  public CheckAnswer check(Object... attributes) {
    return await(start(TestMesh.bag(attributes), "id", List.of()));
  }

  public CheckAnswer check(RequestBag bag, QuotaDemand... quotas) {
    return check(bag, "id", quotas);
  }

  public CheckAnswer check(RequestBag bag, String deduplicationId, QuotaDemand... quotas) {
    return await(start(bag, deduplicationId, List.of(quotas)));
  }

  /** One element of a report: fills the bag. */
  @FunctionalInterface
  public interface Element {
    void fill(RequestBag bag) throws AttributeException;
  }

  /** An element with these values. */
  public static Element element(Object... values) {
    return bag -> {
      bag.clearGenerated();
      for (int i = 0; i < values.length; i += 2) {
        bag.put(TestMesh.VOCABULARY.find((String) values[i]).slot(), values[i + 1]);
      }
    };
  }

  public CompletableFuture<Void> startReport(List<Element> elements) {
    var future = new CompletableFuture<Void>();
    RoutingTable table = runtime.acquire();
    future.whenComplete((answer, thrown) -> table.release());
    Iterator<Element> left = elements.iterator();
    ReportElements decoded =
        bag -> {
          if (!left.hasNext()) {
            return false;
          }
          left.next().fill(bag);
          return true;
        };
    loop.execute(
        () ->
            runtime
                .dispatcher()
                .report(
                    table,
                    decoded,
                    loop,
                    new ReportListener() {
                      @Override
                      public void done() {
                        future.complete(null);
                      }

                      @Override
                      public void failed(int grpcCode, String message) {
                        future.completeExceptionally(new Failed(grpcCode, message));
                      }
                    }));
    return future;
  }

  public void report(Element... elements) {
    await(startReport(List.of(elements)));
  }

  @Override
  public void close() {
    runtime.close();
    loop.shutdownNow();
  }
}
