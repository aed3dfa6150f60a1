package io.keelson.mixer.handler;

import static io.keelson.mixer.testing.TestMesh.bag;
import static io.keelson.mixer.testing.TestMesh.to;
import static io.keelson.mixer.testing.TestRuntime.await;
import static io.keelson.mixer.testing.TestRuntime.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.template.Template;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerGuardTest {
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final CheckResult OK = CheckResult.ok(Duration.ofSeconds(5), 5);
  private static final String[] LABELS = {
    "meshFunction", "check", "handler", "h.istio-system", "adapter", "h"
  };

  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();

  @AfterEach
  void close() {
    runtime.close();
  }

  private TestAdapter serve(Execution execution, Function<TestAdapter, Handler> factory) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "h", execution, List.of(CHECK), (spec, environment) -> factory.apply(holder[0]));
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"x\"",
        to(mesh.handler("h", holder[0], ""), mesh.instance("i", CHECK, "source.name")));
    runtime.apply(mesh);
    return holder[0];
  }

  private CompletableFuture<CheckAnswer> call() {
    return runtime.start(bag("source.name", "x"), "id", List.of());
  }

  private void failsWith(CompletableFuture<CheckAnswer> call, String text) {
    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> await(call))
        .withMessageContaining(text);
  }

  @Test
  void handlersThatNeverWaitRunOnTheLoop() {
    var thread = new AtomicReference<String>();
    serve(
        Execution.NEVER_WAITS,
        adapter ->
            adapter.now(
                (input, args) -> {
                  thread.set(Thread.currentThread().getName());
                  return OK;
                }));

    await(call());

    assertThat(thread).hasValue("loop");
  }

  @Test
  void blockingHandlersRunOnVirtualThreadsWithTheirOwnClassLoader() {
    var virtual = new AtomicReference<Boolean>();
    var loader = new AtomicReference<ClassLoader>();
    serve(
        Execution.BLOCKING,
        adapter ->
            adapter.now(
                (input, args) -> {
                  virtual.set(Thread.currentThread().isVirtual());
                  loader.set(Thread.currentThread().getContextClassLoader());
                  return OK;
                }));

    await(call());

    assertThat(virtual).hasValue(true);
    assertThat(loader).hasValue(TestAdapter.class.getClassLoader());
  }

  @Test
  void anAnswerThatIsThereAlreadyIsTaken() {
    serve(
        Execution.ASYNCHRONOUS,
        adapter -> adapter.later((input, args) -> CompletableFuture.completedFuture(OK)));

    assertThat(await(call()).validUseCount()).isEqualTo(5);
  }

  @Test
  void aStageThatNeverCompletesEndsAtTheDeadline() {
    var stage = new CompletableFuture<CheckResult>();
    serve(Execution.ASYNCHRONOUS, adapter -> adapter.later((input, args) -> stage));

    failsWith(call(), "handler 'h.istio-system' did not answer within 300 ms");
    assertThat(runtime.meters.total("mixer_runtime_dispatches_total")).isEqualTo(1);
  }

  @Test
  void anAnswerAfterTheDeadlineIsIgnoredAndCounted() {
    var stage = new CompletableFuture<CheckResult>();
    serve(Execution.ASYNCHRONOUS, adapter -> adapter.later((input, args) -> stage));
    failsWith(call(), "did not answer");

    stage.complete(OK);

    assertThat(runtime.meters.count("keelson_handler_late_answers_total", LABELS)).isEqualTo(1);
  }

  @Test
  void noStageAtAllIsAFailure() {
    serve(Execution.ASYNCHRONOUS, adapter -> adapter.later((input, args) -> null));

    failsWith(call(), "handler 'h.istio-system' returned no stage for its answer");
  }

  @Test
  void anAsynchronousHandlerThatThrowsIsAFailure() {
    serve(
        Execution.ASYNCHRONOUS,
        adapter ->
            adapter.later(
                (input, args) -> {
                  throw new IllegalStateException("bug");
                }));

    failsWith(call(), "panic during handler dispatch: bug");
  }

  @Test
  void aStageThatFailsIsAFailureWithTheCause() {
    serve(
        Execution.ASYNCHRONOUS,
        adapter ->
            adapter.later(
                (input, args) ->
                    CompletableFuture.failedFuture(new java.io.IOException("no route"))));

    failsWith(call(), "* no route");
  }

  @Test
  void aStageThatCompletesWithNullIsAFailure() {
    var stage = new CompletableFuture<CheckResult>();
    serve(Execution.ASYNCHRONOUS, adapter -> adapter.later((input, args) -> stage));

    CompletableFuture<CheckAnswer> call = call();
    stage.complete(null);

    failsWith(call, "returned no answer");
  }

  @Test
  void aBlockingHandlerThatHangsIsInterruptedAtTheDeadline() {
    var interrupted = new CountDownLatch(1);
    serve(
        Execution.BLOCKING,
        adapter ->
            adapter.now(
                (input, args) -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException end) {
                    interrupted.countDown();
                  }
                  return OK;
                }));

    failsWith(call(), "did not answer within 300 ms");
    eventually(() -> interrupted.getCount() == 0);
    eventually(() -> runtime.meters.count("keelson_handler_late_answers_total", LABELS) == 1);
  }

  @Test
  void moreCallsThanTheBulkheadHoldsAreRefusedAtOnce() {
    var release = new CountDownLatch(1);
    var entered = new AtomicInteger();
    serve(
        Execution.BLOCKING,
        adapter ->
            adapter.now(
                (input, args) -> {
                  entered.incrementAndGet();
                  release.await();
                  return OK;
                }));
    var calls = new ArrayList<CompletableFuture<CheckAnswer>>();
    for (int i = 0; i < 6; i++) {
      calls.add(call());
    }

    failsWith(calls.get(5), "handler 'h.istio-system' is busy: 2 calls run and 3 wait");
    assertThat(entered.get()).isLessThanOrEqualTo(2);
    release.countDown();
    for (int i = 0; i < 5; i++) {
      assertThat(await(calls.get(i)).validUseCount()).isEqualTo(5);
    }
    assertThat(runtime.meters.count("keelson_handler_refused_calls_total", LABELS)).isEqualTo(1);
  }

  @Test
  void theBulkheadHasRoomAgainAfterHangingCallsWereInterrupted() {
    var hang = new AtomicReference<>(true);
    serve(
        Execution.BLOCKING,
        adapter ->
            adapter.now(
                (input, args) -> {
                  if (hang.get()) {
                    new CountDownLatch(1).await();
                  }
                  return OK;
                }));
    for (CompletableFuture<CheckAnswer> call : List.of(call(), call(), call(), call(), call())) {
      failsWith(call, "did not answer");
    }
    hang.set(false);

    eventually(
        () -> {
          try {
            return await(call()).status().isOk();
          } catch (TestRuntime.Failed busy) {
            return false;
          }
        });
  }

  @Test
  void oneHandlersHangingCallsDoNotDelayAnother() {
    serve(
        Execution.BLOCKING,
        adapter ->
            adapter.now(
                (input, args) -> {
                  new CountDownLatch(1).await();
                  return OK;
                }));
    CompletableFuture<CheckAnswer> hanging = call();

    assertThat(runtime.check("source.name", "other").status().isOk()).isTrue();
    assertThat(hanging).isNotDone();
    failsWith(hanging, "did not answer");
  }

  @Test
  void inSingleThreadedModeBlockingHandlersRunOnTheLoop() {
    var thread = new AtomicReference<String>();
    RuntimeOptions quick = TestRuntime.QUICK;
    var options =
        new RuntimeOptions(
            quick.defaultNamespace(),
            quick.handlerDeadline(),
            quick.buildDeadline(),
            quick.drainLimit(),
            quick.closeDeadline(),
            1,
            1,
            1,
            1,
            true,
            0);
    var adapter = new TestAdapter[1];
    adapter[0] =
        new TestAdapter(
            "h",
            Execution.BLOCKING,
            List.of(CHECK),
            (spec, environment) ->
                adapter[0].now(
                    (input, args) -> {
                      thread.set(Thread.currentThread().getName());
                      return OK;
                    }));
    var handler = mesh.handler("h", adapter[0], "");
    var instances = new InstanceConfig[100];
    java.util.Arrays.setAll(instances, i -> mesh.instance("i" + i, CHECK, "\"x\""));
    mesh.rule("istio-system", "r", "", to(handler, instances));
    try (var single = new TestRuntime(options)) {
      assertThat(single.apply(mesh).check().validUseCount()).isEqualTo(5);
    }

    assertThat(thread).hasValue("loop");
  }
}
