package io.keelson.mixer.handler;

import static io.keelson.mixer.testing.TestMesh.bag;
import static io.keelson.mixer.testing.TestMesh.to;
import static io.keelson.mixer.testing.TestRuntime.await;
import static io.keelson.mixer.testing.TestRuntime.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final Template GENERATOR = new TestTemplate.Generator("gen");
  private static final Template REPORT = new TestTemplate.Report("report");
  private static final Template OTHER = new TestTemplate.Check("other");

  private final TestRuntime runtime = new TestRuntime();

  /** Denies with its configuration as message; fails to build where that says so. */
  private final TestAdapter echo =
      adapter(
          "echo",
          Execution.NEVER_WAITS,
          (self, config) -> {
            if (config.equals("broken")) {
              throw new java.io.IOException("backend is down");
            }
            return self.now((input, args) -> denial(config));
          });

  @AfterEach
  void close() {
    runtime.close();
  }

  /** Builds a handler of a configuration. */
  @FunctionalInterface
  private interface Factory {
    Handler build(TestAdapter self, String config) throws Exception;
  }

  private static TestAdapter adapter(String name, Execution execution, Factory factory) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            execution,
            List.of(CHECK, OTHER),
            (spec, environment) -> factory.build(holder[0], spec.config().getValue()));
    return holder[0];
  }

  private static CheckResult denial(String message) {
    return new CheckResult(Status.of(Code.PERMISSION_DENIED, message), Duration.ZERO, 0);
  }

  private static TestMesh mesh(TestAdapter adapter, String config) {
    return mesh(adapter, config, "\"x\"");
  }

  private static TestMesh mesh(TestAdapter adapter, String config, String value) {
    var mesh = new TestMesh();
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(mesh.handler("h", adapter, config), mesh.instance("i", CHECK, value)));
    return mesh;
  }

  private String answer() {
    return runtime.check().status().message();
  }

  private List<String> codes() {
    return runtime.runtime.diagnostics().stream().map(Diagnostic::code).toList();
  }

  @Test
  void anUnchangedHandlerIsCarriedOver() {
    runtime.apply(mesh(echo, "a"));
    TestMesh more = mesh(echo, "a");
    more.rule(
        "prod", "q", "", to(more.handler("other", echo, "b"), more.instance("j", CHECK, "\"y\"")));
    runtime.apply(more);

    assertThat(echo.built).hasValue(2);
    assertThat(echo.closed).hasValue(0);
    assertThat(runtime.meters.count("mixer_handler_reused_handlers_total", "configID", "2"))
        .isEqualTo(1);
    assertThat(runtime.meters.count("mixer_handler_new_handlers_total", "configID", "2"))
        .isEqualTo(1);
  }

  @Test
  void aChangedConfigurationBuildsAnewAndClosesTheOldOneOnce() {
    runtime.apply(mesh(echo, "a"));
    assertThat(answer()).isEqualTo("h.istio-system:a");

    runtime.apply(mesh(echo, "b"));

    assertThat(answer()).isEqualTo("h.istio-system:b");
    eventually(() -> echo.closed.get() == 1);
    eventually(
        () -> runtime.meters.count("mixer_handler_closed_handlers_total", "configID", "1") == 1);
  }

  @Test
  void aChangedTypeOfAnInstanceBuildsAnew() {
    runtime.apply(mesh(echo, "a", "\"text\""));
    runtime.apply(mesh(echo, "a", "request.size"));

    assertThat(echo.built).hasValue(2);
  }

  @Test
  void aRenamedInstanceBuildsAnew() {
    runtime.apply(mesh(echo, "a"));
    var renamed = new TestMesh();
    renamed.rule(
        "istio-system",
        "r",
        "",
        to(renamed.handler("h", echo, "a"), renamed.instance("renamed", CHECK, "\"x\"")));
    runtime.apply(renamed);

    assertThat(echo.built).hasValue(2);
  }

  @Test
  void aHandlerThatNoActionNamesIsNotBuilt() {
    var mesh = new TestMesh();
    mesh.handler("h", echo, "a");
    runtime.apply(mesh);

    assertThat(echo.built).hasValue(0);
  }

  @Test
  void aBrokenEditLeavesTheOldHandlerServing() {
    runtime.apply(mesh(echo, "a"));
    runtime.apply(mesh(echo, "broken"));

    assertThat(answer()).isEqualTo("h.istio-system:a");
    assertThat(echo.closed).hasValue(0);
    assertThat(runtime.runtime.diagnostics())
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.code()).isEqualTo("handler-build-failed");
              assertThat(diagnostic.resource().name()).isEqualTo("h");
              assertThat(diagnostic.reason())
                  .contains("backend is down", "earlier configuration keeps serving");
            });
    assertThat(runtime.meters.count("mixer_handler_handler_build_failures_total", "configID", "2"))
        .isEqualTo(1);
  }

  @Test
  void aBrokenEditThatIsTakenBackKeepsTheHandler() {
    runtime.apply(mesh(echo, "a"));
    runtime.apply(mesh(echo, "broken"));
    runtime.apply(mesh(echo, "a"));

    assertThat(echo.built).hasValue(1);
    assertThat(runtime.runtime.diagnostics()).isEmpty();
  }

  @Test
  void aConfigurationThatTheAdapterRefusesLeavesTheOldHandlerServing() {
    runtime.apply(mesh(echo, "a"));
    runtime.apply(mesh(echo, "invalid"));

    assertThat(answer()).isEqualTo("h.istio-system:a");
    assertThat(runtime.runtime.diagnostics().getFirst().reason()).contains("value: is invalid");
  }

  @Test
  void theOldHandlerGetsNoInstancesThatItDoesNotKnow() {
    runtime.apply(mesh(echo, "a", "\"text\""));
    runtime.apply(mesh(echo, "broken", "request.size"));

    assertThat(runtime.check().status().isOk()).isTrue();
    assertThat(codes()).containsExactly("handler-build-failed", "instance-unknown-to-handler");
  }

  @Test
  void aFirstHandlerThatCannotBeBuiltDisablesItsActionsOnly() {
    TestMesh mesh = mesh(echo, "broken");
    mesh.rule(
        "istio-system",
        "s",
        "",
        to(mesh.handler("good", echo, "a"), mesh.instance("j", CHECK, "\"y\"")));
    runtime.apply(mesh);

    assertThat(answer()).isEqualTo("good.istio-system:a");
    assertThat(codes()).containsExactly("handler-build-failed", "action-without-handler");
    assertThat(
            runtime.meters.count("mixer_config_unsatisfied_action_handler_total", "configID", "1"))
        .isEqualTo(1);
  }

  @Test
  void aHandlerThatIsNotBuiltInTimeLeavesTheOldOneServingAndIsClosedWhenItComes() {
    var release = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    TestAdapter slow =
        adapter(
            "slow",
            Execution.NEVER_WAITS,
            (self, config) -> {
              while (config.equals("slow") && release.getCount() > 0) {
                try {
                  release.await();
                } catch (InterruptedException end) {
                  interrupted.set(true);
                }
              }
              return self.now((input, args) -> denial(config));
            });
    runtime.apply(mesh(slow, "a"));
    runtime.apply(mesh(slow, "slow"));

    assertThat(answer()).isEqualTo("h.istio-system:a");
    assertThat(runtime.runtime.diagnostics().getFirst().reason())
        .contains("not built within the deadline");
    eventually(interrupted::get);
    release.countDown();
    eventually(() -> slow.closed.get() == 1);
    assertThat(answer()).isEqualTo("h.istio-system:a");
  }

  @Test
  void anAdapterThatReturnsNoHandlerIsAFailure() {
    runtime.apply(mesh(adapter("nil", Execution.NEVER_WAITS, (self, config) -> null), "a"));

    assertThat(runtime.runtime.diagnostics().getFirst().reason())
        .contains("the adapter returned no handler");
  }

  @Test
  void aHandlerWithoutTheInterfaceOfItsTemplateIsClosedAndRefused() {
    var closed = new AtomicInteger();
    TestAdapter wrong =
        adapter(
            "wrong",
            Execution.NEVER_WAITS,
            (self, config) ->
                new Handler() {
                  @Override
                  public void close() {
                    closed.incrementAndGet();
                  }
                });
    runtime.apply(mesh(wrong, "a"));

    assertThat(runtime.runtime.diagnostics().getFirst().reason())
        .contains(
            "adapter does not actually support template: template='check', interface='Answers'");
    eventually(() -> closed.get() == 1);
  }

  @Test
  void aReplacedHandlerIsClosedAfterItsLastRequest() {
    var stage = new CompletableFuture<CheckResult>();
    TestAdapter waiting =
        adapter(
            "waiting",
            Execution.ASYNCHRONOUS,
            (self, config) -> self.later((input, args) -> stage));
    runtime.apply(mesh(waiting, "a"));
    CompletableFuture<CheckAnswer> call = runtime.start(bag(), "id", List.of());

    runtime.apply(mesh(echo, "b"));
    assertThat(answer()).isEqualTo("h.istio-system:b");
    assertThat(waiting.closed).hasValue(0);
    stage.complete(denial("late"));

    assertThat(await(call).status().message()).isEqualTo("h.istio-system:late");
    eventually(() -> waiting.closed.get() == 1);
  }

  @Test
  void aRequestThatHoldsOnTooLongLosesItsHandler() {
    var interrupted = new CountDownLatch(1);
    TestAdapter hanging =
        adapter(
            "hanging",
            Execution.BLOCKING,
            (self, config) ->
                self.now(
                    (input, args) -> {
                      try {
                        new CountDownLatch(1).await();
                        return null;
                      } finally {
                        interrupted.countDown();
                      }
                    }));
    try (var patient = new TestRuntime(options(Duration.ofSeconds(60), Duration.ofMillis(200)))) {
      patient.apply(mesh(hanging, "a"));
      CompletableFuture<CheckAnswer> call = patient.start(bag(), "id", List.of());
      patient.apply(mesh(echo, "b"));

      assertThatExceptionOfType(TestRuntime.Failed.class)
          .isThrownBy(() -> await(call))
          .withMessageContaining("handler 'h.istio-system' has been closed");
      eventually(() -> hanging.closed.get() == 1);
      eventually(() -> interrupted.getCount() == 0);
    }
    assertThat(hanging.closed).hasValue(1);
  }

  @Test
  void aHandlerThatWasClosedUnderALongReportIsNotCalledAnyMore() {
    var answers = new ConcurrentLinkedQueue<CompletableFuture<Outputs>>();
    TestAdapter waiting =
        new TestAdapter(
            "waiting",
            Execution.ASYNCHRONOUS,
            List.of(GENERATOR),
            (spec, environment) -> new Waiting(answers));
    var reported = new AtomicInteger();
    var taking = new TestAdapter[1];
    taking[0] =
        new TestAdapter(
            "taking",
            Execution.NEVER_WAITS,
            List.of(REPORT),
            (spec, environment) -> taking[0].now((input, args) -> reported.incrementAndGet()));
    var mesh = new TestMesh();
    mesh.rule(
        "istio-system",
        "g",
        "",
        to(
            mesh.handler("g", waiting, ""),
            mesh.instance("g", "istio-system", GENERATOR, "\"x\"", List.of())));
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(mesh.handler("t", taking[0], ""), mesh.instance("r", REPORT, "\"x\"")));
    try (var patient = new TestRuntime(options(Duration.ofSeconds(60), Duration.ofMillis(200)))) {
      patient.apply(mesh);
      var report = patient.startReport(List.of(TestRuntime.element(), TestRuntime.element()));
      eventually(() -> answers.size() == 1);
      answers.poll().complete(Outputs.NONE);
      eventually(() -> answers.size() == 1);
      patient.apply(new TestMesh());

      assertThatExceptionOfType(TestRuntime.Failed.class)
          .isThrownBy(() -> await(report))
          .withMessageContaining("* handler 'g.istio-system' has been closed")
          .withMessageContaining(
              "* failed to report all values: handler 't.istio-system' has been closed");
    }
    assertThat(reported).hasValue(0);
  }

  private record Waiting(ConcurrentLinkedQueue<CompletableFuture<Outputs>> answers)
      implements TestTemplate.AnswersLater {
    @Override
    public CompletableFuture<?> handle(Object input, io.keelson.adapter.QuotaArgs args) {
      var answer = new CompletableFuture<Outputs>();
      answers.add(answer);
      return answer;
    }
  }

  private static RuntimeOptions options(Duration deadline, Duration drain) {
    return new RuntimeOptions(
        "istio-system",
        deadline,
        Duration.ofSeconds(5),
        drain,
        Duration.ofMillis(500),
        2,
        3,
        64,
        64,
        false,
        0);
  }

  @Test
  void aHandlerThatFailsToCloseIsCountedAndHoldsNothingUp() {
    TestAdapter bad =
        adapter(
            "bad",
            Execution.NEVER_WAITS,
            (self, config) ->
                new TestTemplate.Answers() {
                  @Override
                  public Object handle(Object input, io.keelson.adapter.QuotaArgs args) {
                    return denial("bad");
                  }

                  @Override
                  public void close() {
                    throw new IllegalStateException("cannot close");
                  }
                });
    runtime.apply(mesh(bad, "a")).apply(mesh(echo, "b"));

    assertThat(answer()).isEqualTo("h.istio-system:b");
    eventually(() -> runtime.meters.total("mixer_handler_handler_close_failures_total") == 1);
  }

  @Test
  void closingTheRuntimeClosesEveryHandlerOnce() {
    runtime.apply(mesh(echo, "a")).apply(mesh(echo, "b"));
    runtime.close();
    runtime.close();

    assertThat(echo.built).hasValue(2);
    assertThat(echo.closed).hasValue(2);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> runtime.apply(mesh(echo, "c")));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> runtime.runtime.acquire());
  }

  @Test
  void theObjectsOfAConfigurationAreCounted() {
    TestMesh mesh = mesh(echo, "a");
    mesh.rule("prod", "q", "");
    runtime.apply(mesh);

    assertThat(configured("attributes")).isEqualTo(TestMesh.DECLARED.size());
    assertThat(configured("handler_configs")).isEqualTo(1);
    assertThat(configured("instance_configs")).isEqualTo(1);
    assertThat(configured("rule_configs")).isEqualTo(2);
    assertThat(configured("rule_config_errors")).isZero();
  }

  @Test
  void faultsOfAConfigurationAreCountedByKind() {
    var good = mesh(echo, "a").snapshot();
    var diagnostics = new ArrayList<Diagnostic>();
    diagnostics.add(fault("rule", "spec.match"));
    diagnostics.add(fault("rule", "spec.actions[0].handler"));
    diagnostics.add(fault("handler", "spec.params"));
    diagnostics.add(fault("metric", "spec.value"));
    diagnostics.add(fault("attributemanifest", "spec.attributes"));
    runtime.apply(
        new Snapshot(
            good.vocabulary(),
            good.handlers(),
            good.instances(),
            good.rules(),
            good.sharedDimensions(),
            good.accepted(),
            diagnostics));

    assertThat(configured("rule_config_errors")).isEqualTo(2);
    assertThat(configured("rule_config_match_error")).isEqualTo(1);
    assertThat(configured("handler_validation_error")).isEqualTo(1);
    assertThat(configured("instance_config_errors")).isEqualTo(1);
  }

  private static Diagnostic fault(String kind, String field) {
    return new Diagnostic(
        Diagnostic.Severity.ERROR,
        "test",
        new ResourceKey(kind, "ns", "name"),
        field,
        "",
        "is wrong",
        null);
  }

  private long configured(String what) {
    return runtime.meters.count("mixer_config_" + what + "_total", "configID", "1");
  }

  @Test
  void seriesOfOldConfigurationsGo() {
    for (int i = 0; i < 30; i++) {
      runtime.apply(mesh(echo, "v" + i));
    }
    eventually(() -> echo.closed.get() == 29);

    assertThat(
            runtime.meters.series().stream()
                .filter(series -> series.contains("configID"))
                .map(series -> series.replaceAll(".*configID, ([0-9]+).*", "$1"))
                .distinct()
                .toList())
        .hasSizeLessThanOrEqualTo(3);
    assertThat(runtime.meters.gauge("keelson_config_id")).isEqualTo(30);
  }

  @Test
  void retiredTablesAreNotKept() {
    var old = new ArrayList<WeakReference<Object>>();
    for (int i = 0; i < 20; i++) {
      runtime.apply(mesh(echo, "v" + i));
      var table = runtime.runtime.acquire();
      old.add(new WeakReference<>(table));
      table.release();
      answer();
    }
    old.removeLast();

    eventually(
        () -> {
          System.gc();
          return old.stream().allMatch(reference -> reference.get() == null);
        });
  }
}
