package io.keelson.mixer.dispatch;

import static io.keelson.mixer.testing.TestMesh.header;
import static io.keelson.mixer.testing.TestMesh.named;
import static io.keelson.mixer.testing.TestMesh.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.CheckOutput;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.References.Reference;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.config.snapshot.RuleConfig.Operation;
import io.keelson.expression.Expression;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final Template WITH_OUTPUT = new TestTemplate.CheckWithOutput("checkoutput");

  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();

  @AfterEach
  void close() {
    runtime.close();
  }

  private HandlerConfig answering(String name, TestAdapter.Now answers) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            Execution.NEVER_WAITS,
            List.of(CHECK, WITH_OUTPUT),
            (spec, environment) -> holder[0].now(answers));
    return mesh.handler(name, holder[0], "");
  }

  private HandlerConfig answering(String name, CheckResult result) {
    return answering(name, (input, args) -> result);
  }

  private HandlerConfig later(String name, TestAdapter.Later answers) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            Execution.ASYNCHRONOUS,
            List.of(CHECK),
            (spec, environment) -> holder[0].later(answers));
    return mesh.handler(name, holder[0], "");
  }

  private InstanceConfig instance(String name) {
    return mesh.instance(name, CHECK, "\"x\"");
  }

  private static CheckResult denied(int code, String message, long seconds, int uses) {
    return new CheckResult(Status.of(code, message), Duration.ofSeconds(seconds), uses);
  }

  private static CheckResult ok(long seconds, int uses) {
    return CheckResult.ok(Duration.ofSeconds(seconds), uses);
  }

  private CheckAnswer checkWith(CheckResult... results) {
    for (int i = 0; i < results.length; i++) {
      HandlerConfig handler = answering("h" + i, results[i]);
      mesh.rule("istio-system", "r" + i, "", to(handler, instance("i")));
    }
    return runtime.apply(mesh).check();
  }

  @Test
  void withoutRulesTheAnswerIsTheDefault() {
    CheckAnswer answer = runtime.apply(mesh).check();

    assertThat(answer.status()).isEqualTo(Status.OK);
    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(answer.validUseCount()).isEqualTo(10000);
    assertThat(answer.quotas()).isEmpty();
    assertThat(answer.directResponse()).isNull();
  }

  @Test
  void noOpinionGivesTheDefaultValidity() {
    CheckAnswer answer = checkWith(CheckResult.NO_OPINION, CheckResult.NO_OPINION);

    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(answer.validUseCount()).isEqualTo(10000);
  }

  @Test
  void theOnlyOpinionCountsWhereverItStands() {
    CheckAnswer answer = checkWith(CheckResult.NO_OPINION, ok(5, 7), CheckResult.NO_OPINION);

    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(answer.validUseCount()).isEqualTo(7);
  }

  @Test
  void theShortestValidityCounts() {
    CheckAnswer answer = checkWith(ok(5, 100), ok(10, 7), ok(20, 300));

    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(answer.validUseCount()).isEqualTo(7);
  }

  @Test
  void unlimitedUsesDoNotLowerOtherUseCounts() {
    assertThat(checkWith(ok(5, -1), ok(5, 7), ok(5, -1)).validUseCount()).isEqualTo(7);
  }

  @Test
  void allUnlimitedUsesStayUnlimited() {
    assertThat(checkWith(ok(5, -1), ok(5, -1)).validUseCount()).isEqualTo(-1);
  }

  @Test
  void aNegativeDurationIsOver() {
    assertThat(checkWith(ok(-5, 7)).validDuration()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aDenialNamesItsHandlerAndKeepsItsZeroValidity() {
    CheckAnswer answer = checkWith(denied(Code.PERMISSION_DENIED, "no", 0, 0), ok(5, 5));

    assertThat(answer.status()).isEqualTo(new Status(7, "h0.istio-system:no", null));
    assertThat(answer.validDuration()).isEqualTo(Duration.ZERO);
    assertThat(answer.validUseCount()).isZero();
  }

  @Test
  void theFirstDenialInTableOrderGivesTheCodeAndAllGiveTheirMessages() {
    CheckAnswer answer =
        checkWith(
            ok(1, 1), denied(Code.NOT_FOUND, "a", 2, 2), denied(Code.PERMISSION_DENIED, "", 3, 3));

    assertThat(answer.status())
        .isEqualTo(new Status(5, "h1.istio-system:a, h2.istio-system:", null));
    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theAnswerDoesNotHangOnTheOrderOfArrival() {
    var slow = new CompletableFuture<CheckResult>();
    var fast = new CompletableFuture<CheckResult>();
    mesh.rule("istio-system", "r0", "", to(later("slow", (i, a) -> slow), instance("i")));
    mesh.rule("istio-system", "r1", "", to(later("fast", (i, a) -> fast), instance("i")));
    runtime.apply(mesh);

    CompletableFuture<CheckAnswer> call = runtime.start(TestMesh.bag(), "id", List.of());
    fast.complete(denied(Code.NOT_FOUND, "second", 1, 1));
    slow.complete(denied(Code.PERMISSION_DENIED, "first", 1, 1));

    assertThat(TestRuntime.await(call).status())
        .isEqualTo(new Status(7, "slow.istio-system:first, fast.istio-system:second", null));
  }

  @Test
  void aDirectResponseGetsTheHttpStatusOfItsCode() {
    var direct = new DirectResponse(0, "body", Map.of("x-b", "2", "x-a", "1"));
    CheckAnswer answer =
        checkWith(new CheckResult(new Status(Code.UNAUTHENTICATED, "m", direct), Duration.ZERO, 0));

    assertThat(answer.directResponse()).isEqualTo(new DirectResponse(401, "body", Map.of()));
    assertThat(answer.responseHeaders())
        .containsExactly(
            new HeaderChange("x-a", "1", Operation.REPLACE),
            new HeaderChange("x-b", "2", Operation.REPLACE));
    assertThat(answer.status().directResponse()).isNull();
  }

  @Test
  void aDirectResponseKeepsItsOwnHttpStatus() {
    var direct = new DirectResponse(302, "", Map.of("location", "/login"));
    CheckAnswer answer =
        checkWith(new CheckResult(new Status(Code.UNAUTHENTICATED, "m", direct), Duration.ZERO, 0));

    assertThat(answer.directResponse().code()).isEqualTo(302);
  }

  @Test
  void onlyTheFirstDenialGivesTheDirectResponse() {
    var direct = new DirectResponse(302, "", Map.of());
    CheckAnswer answer =
        checkWith(
            denied(Code.NOT_FOUND, "a", 1, 1),
            new CheckResult(new Status(Code.UNAUTHENTICATED, "m", direct), Duration.ZERO, 0));

    assertThat(answer.directResponse()).isNull();
  }

  @Test
  void aMatchThatDoesNotHoldSkipsTheHandler() {
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"bad\"",
        to(answering("deny", denied(7, "no", 0, 0)), instance("i")));
    runtime.apply(mesh);

    assertThat(runtime.check("source.name", "good").status().code()).isZero();
    assertThat(runtime.check("source.name", "bad").status().code()).isEqualTo(7);
  }

  @Test
  void aMatchThatCannotBeEvaluatedDoesNotHoldAndIsCountedAndSurfaced() {
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"bad\"",
        to(answering("deny", denied(7, "no", 0, 0)), instance("i")));
    runtime.apply(mesh);

    assertThat(runtime.check().status().code()).isZero();
    assertThat(
            runtime.meters.count(
                "keelson_rule_match_failures_total",
                "rule",
                "r.rule.istio-system",
                "phase",
                "check"))
        .isEqualTo(1);
    assertThat(runtime.runtime.diagnostics())
        .singleElement()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.code()).isEqualTo("match-not-evaluated");
              assertThat(diagnostic.resource().name()).isEqualTo("r");
              assertThat(diagnostic.reason()).contains("source.name");
            });
  }

  @Test
  void rulesWithEqualMatchesEvaluateItOnce() {
    var evaluated = new AtomicInteger();
    Expression counting =
        new Expression("counting", ValueType.BOOL) {
          @Override
          public Object evaluate(RequestBag bag) {
            evaluated.incrementAndGet();
            return true;
          }
        };
    for (int i = 0; i < 3; i++) {
      HandlerConfig handler = answering("h" + i, denied(7, "no", 1, 1));
      mesh.rule("istio-system", "r" + i, counting, to(handler, instance("i")));
    }

    CheckAnswer answer = runtime.apply(mesh).check();

    assertThat(evaluated).hasValue(1);
    assertThat(answer.status().message())
        .isEqualTo("h0.istio-system:no, h1.istio-system:no, h2.istio-system:no");
  }

  @Test
  void aThrowingHandlerFailsTheCheckWithItsMessage() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(
            answering(
                "bad",
                (input, args) -> {
                  throw new java.io.IOException("disk on fire");
                }),
            instance("i")));

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.apply(mesh).check())
        .withMessage("performing check operation failed: 1 error occurred:\n\n* disk on fire")
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(Code.INTERNAL));
  }

  @Test
  void panicsOfHandlersAreContained() {
    for (Throwable panic :
        List.of(new IllegalStateException("bug"), new StackOverflowError("deep"))) {
      HandlerConfig handler =
          answering(
              "bad",
              (input, args) -> {
                if (panic instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) panic;
              });
      mesh.rule("istio-system", "r", "", to(handler, instance("i")));
      assertThatExceptionOfType(TestRuntime.Failed.class)
          .isThrownBy(() -> runtime.apply(mesh).check())
          .withMessageContaining("panic during handler dispatch: " + panic.getMessage());
    }
    assertThat(
            runtime.meters.count(
                "mixer_runtime_dispatches_total",
                "meshFunction",
                "check",
                "handler",
                "bad.istio-system",
                "adapter",
                "bad",
                "error",
                "true"))
        .isEqualTo(2);
  }

  @Test
  void anAnswerThatIsNullFailsTheCheck() {
    mesh.rule("istio-system", "r", "", to(answering("null", (i, a) -> null), instance("i")));

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.apply(mesh).check())
        .withMessageContaining("handler 'null.istio-system' returned no answer");
  }

  @Test
  void allFailuresAreListedInTableOrder() {
    mesh.rule(
        "istio-system",
        "a",
        "",
        to(
            answering(
                "bad",
                (input, args) -> {
                  throw new java.io.IOException("one");
                }),
            instance("i")));
    mesh.rule(
        "istio-system",
        "b",
        "",
        to(answering("deny", denied(7, "no", 0, 0)), mesh.instance("j", CHECK, "source.name")));

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.apply(mesh).check())
        .withMessageStartingWith(
            "performing check operation failed: 2 errors occurred:\n\n* one\n* evaluation failed at"
                + " [j.instance.istio-system]'value'");
  }

  @Test
  void anInstanceThatCannotBeBuiltIsCounted() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(answering("ok", ok(1, 1)), mesh.instance("j", CHECK, "source.name")));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class).isThrownBy(() -> runtime.check());
    assertThat(
            runtime.meters.count(
                "keelson_instance_failures_total",
                "rule",
                "r.rule.istio-system",
                "instance",
                "j.instance.istio-system"))
        .isEqualTo(1);
  }

  @Test
  void headersOfTheDefaultNamespaceComeBeforeTheNamespacesOwn() {
    HandlerConfig handler = answering("ok", ok(1, 1));
    var common =
        List.of(
            header(Operation.REPLACE, "x-one", "\"1\""), header(Operation.REMOVE, "x-gone", ""));
    var own = List.of(header(Operation.APPEND, "x-two", "source.name"));
    mesh.rule("istio-system", "common", "", List.of(), common, List.of());
    mesh.rule("prod", "own", "", List.of(to(handler, instance("i"))), own, common);
    runtime.apply(mesh);

    CheckAnswer answer = runtime.check("destination.namespace", "prod", "source.name", "s");

    assertThat(answer.requestHeaders())
        .containsExactly(
            new HeaderChange("x-one", "1", Operation.REPLACE),
            new HeaderChange("x-gone", "", Operation.REMOVE),
            new HeaderChange("x-two", "s", Operation.APPEND));
    assertThat(answer.responseHeaders()).hasSize(2);
  }

  @Test
  void headerValuesThatAreEmptyOrMissingAreSkipped() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        List.of(),
        List.of(
            header(Operation.REPLACE, "x-missing", "source.name"),
            header(Operation.REPLACE, "x-empty", "\"\""),
            header(Operation.REPLACE, "x-there", "\"v\"")),
        List.of());

    CheckAnswer answer = runtime.apply(mesh).check();

    assertThat(answer.requestHeaders())
        .containsExactly(new HeaderChange("x-there", "v", Operation.REPLACE));
    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(answer.validUseCount()).isEqualTo(10000);
    assertThat(runtime.meters.total("keelson_header_operation_failures_total")).isEqualTo(1);
  }

  @Test
  void aDenialHasNoHeaderOperationsAndDoesNotEvaluateThem() {
    HandlerConfig handler = answering("deny", denied(7, "no", 1, 1));
    mesh.rule(
        "istio-system",
        "r",
        "source.user == \"u\" || true",
        List.of(to(handler, instance("i"))),
        List.of(header(Operation.REPLACE, "x", "source.name")),
        List.of());

    CheckAnswer answer = runtime.apply(mesh).check("source.user", "u", "source.name", "n");

    assertThat(answer.requestHeaders()).isEmpty();
    assertThat(answer.references().list())
        .extracting(Reference::name)
        .doesNotContain("source.name");
  }

  @Test
  void outputsOfANamedActionReachItsHeaders() {
    HandlerConfig handler =
        answering(
            "keyval",
            (input, args) -> new CheckOutput(ok(5, 5), new Outputs(Map.of("value", "admin"))));
    RuleConfig.HeaderOperation header =
        header(Operation.REPLACE, "x-role", "hidden.rule.act.value | \"none\"");
    mesh.rule(
        "istio-system",
        "r",
        "",
        List.of(named(handler, mesh.instance("i", WITH_OUTPUT, "\"x\""))),
        List.of(header),
        List.of());

    CheckAnswer answer = runtime.apply(mesh).check();

    assertThat(answer.requestHeaders())
        .containsExactly(new HeaderChange("x-role", "admin", Operation.REPLACE));
    assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theFirstOutputOfANameWins() {
    var outputs = new AtomicInteger();
    HandlerConfig handler =
        answering(
            "keyval",
            (input, args) ->
                new CheckOutput(
                    ok(5, 5), new Outputs(Map.of("value", "v" + outputs.incrementAndGet()))));
    mesh.rule(
        "istio-system",
        "r",
        "",
        List.of(
            named(
                handler,
                mesh.instance("i", WITH_OUTPUT, "\"x\""),
                mesh.instance("j", WITH_OUTPUT, "\"x\""))),
        List.of(header(Operation.REPLACE, "x-role", "hidden.rule.act.value")),
        List.of());

    assertThat(runtime.apply(mesh).check().requestHeaders())
        .containsExactly(new HeaderChange("x-role", "v1", Operation.REPLACE));
  }

  @Test
  void theNamespaceOfTheReporterSelectsTheRules() {
    HandlerConfig deny = answering("deny", denied(7, "no", 1, 1));
    mesh.rule("prod", "r", "", to(deny, instance("i")));
    runtime.apply(mesh);

    assertThat(runtime.check("destination.namespace", "prod").status().code()).isEqualTo(7);
    assertThat(runtime.check("source.namespace", "prod").status().code()).isZero();
    assertThat(
            runtime
                .check("source.namespace", "prod", "context.reporter.kind", "outbound")
                .status()
                .code())
        .isEqualTo(7);
    assertThat(
            runtime
                .check("destination.namespace", "prod", "context.reporter.kind", "other")
                .status()
                .code())
        .isZero();
  }

  @Test
  void theNamespaceIsPartOfEveryAnswersReferences() {
    CheckAnswer answer = runtime.apply(mesh).check("destination.namespace", "prod");

    assertThat(answer.references().list())
        .extracting(reference -> reference.name() + " " + reference.condition())
        .containsExactly("context.reporter.kind ABSENCE", "destination.namespace EXACT");
  }

  @Test
  void sessionsAreCounted() {
    mesh.rule("istio-system", "r", "", to(answering("ok", ok(1, 1)), instance("i")));
    runtime.apply(mesh).check();

    assertThat(runtime.meters.count("mixer_dispatcher_destinations_per_request")).isEqualTo(1);
    assertThat(runtime.meters.count("mixer_dispatcher_instances_per_request")).isEqualTo(1);
  }
}
