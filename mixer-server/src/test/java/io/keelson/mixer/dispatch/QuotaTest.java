package io.keelson.mixer.dispatch;

import static io.keelson.mixer.testing.TestMesh.bag;
import static io.keelson.mixer.testing.TestMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Execution;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Template;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private static final Template QUOTA = new TestTemplate.Quota("quota");
  private static final Template CHECK = new TestTemplate.Check("check");

  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();
  private final List<QuotaArgs> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    runtime.close();
  }

  private HandlerConfig granting(String name, TestAdapter.Now answers) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            Execution.NEVER_WAITS,
            List.of(QUOTA, CHECK),
            (spec, environment) ->
                holder[0].now(
                    (input, args) -> {
                      asked.add(args);
                      return answers.handle(input, args);
                    }));
    return mesh.handler(name, holder[0], "");
  }

  private HandlerConfig granting(String name, long amount, long seconds) {
    return granting(name, (input, args) -> new QuotaResult(amount, Duration.ofSeconds(seconds)));
  }

  private void limit(String rule, String match, HandlerConfig handler, String instance) {
    mesh.rule("istio-system", rule, match, to(handler, mesh.instance(instance, QUOTA, "\"x\"")));
  }

  private QuotaGrant ask(String name, Object... attributes) {
    CheckAnswer answer = runtime.check(bag(attributes), new QuotaDemand(name, 10, true));
    assertThat(answer.quotas()).hasSize(1);
    return answer.quotas().getFirst();
  }

  @Test
  void aGrantIsWhatTheHandlerSays() {
    limit("r", "", granting("h", 3, 5), "requestCount");
    runtime.apply(mesh);

    QuotaGrant grant = ask("requestCount");

    assertThat(grant.amount()).isEqualTo(3);
    assertThat(grant.validDuration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(asked).containsExactly(new QuotaArgs("idrequestCount", 10, true));
  }

  @Test
  void quotaNamesMatchWhateverTheirLetterCase() {
    limit("r", "", granting("h", 3, 5), "requestCount");
    runtime.apply(mesh);

    QuotaGrant grant = ask("RequestCOUNT");

    assertThat(grant.amount()).isEqualTo(3);
    assertThat(grant.name()).isEqualTo("RequestCOUNT");
  }

  @Test
  void anUnknownQuotaIsGrantedInFullAndCounted() {
    limit("r", "", granting("h", 3, 5), "requestCount");
    runtime.apply(mesh);

    QuotaGrant grant = ask("other");

    assertThat(grant.amount()).isEqualTo(10);
    assertThat(grant.validDuration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(asked).isEmpty();
    assertThat(runtime.meters.count("keelson_unknown_quotas_total")).isEqualTo(1);
    assertThat(runtime.runtime.diagnostics())
        .singleElement()
        .satisfies(
            diagnostic ->
                assertThat(diagnostic.reason())
                    .contains("Requested quota 'other' is not configured"));
  }

  @Test
  void aQuotaWhoseRuleDoesNotMatchIsGrantedInFull() {
    limit("r", "source.name == \"a\"", granting("h", 3, 5), "requestCount");
    runtime.apply(mesh);

    assertThat(ask("requestCount", "source.name", "b"))
        .extracting(QuotaGrant::amount, QuotaGrant::validDuration)
        .containsExactly(10L, Duration.ofSeconds(60));
    assertThat(ask("requestCount", "source.name", "a").amount()).isEqualTo(3);
  }

  @Test
  void aRuleThatDoesNotMatchDoesNotLiftAnotherRulesLimit() {
    HandlerConfig handler = granting("h", 0, 5);
    limit("a", "source.name == \"a\"", handler, "requestCount");
    limit("b", "source.name != \"a\"", handler, "requestCount");
    runtime.apply(mesh);

    assertThat(ask("requestCount", "source.name", "a").amount()).isZero();
    assertThat(ask("requestCount", "source.name", "b").amount()).isZero();
  }

  @Test
  void theSmallestOfSeveralGrantsCounts() {
    limit("a", "", granting("large", 8, 1), "requestCount");
    mesh.rule(
        "prod",
        "b",
        "",
        to(
            granting("small", 2, 7),
            mesh.instance("requestcount", "prod", QUOTA, "\"y\"", List.of())));
    limit("c", "", granting("middle", 5, 1), "requestCount");
    runtime.apply(mesh);

    QuotaGrant grant = ask("requestCount", "destination.namespace", "prod");

    assertThat(grant.amount()).isEqualTo(2);
    assertThat(grant.validDuration()).isEqualTo(Duration.ofSeconds(7));
    assertThat(asked)
        .extracting(QuotaArgs::deduplicationId)
        .containsExactly(
            "idrequestCount",
            "idrequestCount/requestCount.instance.istio-system",
            "idrequestCount/requestcount.instance.prod");
  }

  @Test
  void withoutAClientsIdEveryHandlerGetsTheBareName() {
    limit("a", "", granting("one", 4, 9), "requestCount");
    limit("b", "", granting("two", 2, 7), "requestCount");
    runtime.apply(mesh);

    runtime.check(bag(), "", new QuotaDemand("requestCount", 10, true));

    assertThat(asked)
        .extracting(QuotaArgs::deduplicationId)
        .containsExactly("requestCount", "requestCount");
  }

  @Test
  void ofEqualGrantsTheShorterCounts() {
    limit("a", "", granting("long", 2, 9), "requestCount");
    limit("b", "", granting("short", 2, 4), "requestCount");
    runtime.apply(mesh);

    assertThat(ask("requestCount").validDuration()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aFailingHandlerGrantsNothingAndOtherQuotasGoOn() {
    limit(
        "a",
        "",
        granting(
            "bad",
            (input, args) -> {
              throw new IllegalStateException("bug");
            }),
        "one");
    limit("b", "", granting("null", (input, args) -> null), "two");
    limit("c", "", granting("good", 4, 1), "three");
    runtime.apply(mesh);

    CheckAnswer answer =
        runtime.check(
            bag(),
            new QuotaDemand("one", 1, true),
            new QuotaDemand("two", 1, true),
            new QuotaDemand("three", 1, true));

    assertThat(answer.quotas())
        .extracting(QuotaGrant::name, QuotaGrant::amount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("one", 0L),
            org.assertj.core.groups.Tuple.tuple("two", 0L),
            org.assertj.core.groups.Tuple.tuple("three", 4L));
    assertThat(answer.quotas().getFirst().validDuration()).isEqualTo(Duration.ZERO);
  }

  @Test
  void anInstanceThatCannotBeBuiltGrantsNothing() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(granting("h", 3, 5), mesh.instance("requestCount", QUOTA, "source.name")));
    runtime.apply(mesh);

    assertThat(ask("requestCount").amount()).isZero();
  }

  @Test
  void aLimitWhoseMatchCannotBeEvaluatedLetsPassAndSaysSo() {
    limit("r", "source.name == \"a\"", granting("h", 0, 5), "requestCount");
    runtime.apply(mesh);

    assertThat(ask("requestCount").amount()).isEqualTo(10);
    assertThat(
            runtime.meters.count(
                "keelson_rule_match_failures_total",
                "rule",
                "r.rule.istio-system",
                "phase",
                "quota"))
        .isEqualTo(1);
    assertThat(runtime.runtime.diagnostics())
        .singleElement()
        .satisfies(
            diagnostic ->
                assertThat(diagnostic.reason())
                    .contains("r.rule.istio-system", "does not limit", "source.name"));
  }

  @Test
  void eachQuotaHasReferencesOfItsOwnAndNothingOfUnrelatedRules() {
    limit("a", "source.name == \"a\"", granting("h", 1, 1), "one");
    limit("b", "source.user == \"b\"", granting("g", 1, 1), "two");
    mesh.rule(
        "istio-system",
        "c",
        "destination.name == \"c\"",
        to(granting("check", (i, a) -> CheckResult.NO_OPINION), mesh.instance("c", CHECK, "\"\"")));
    runtime.apply(mesh);

    CheckAnswer answer =
        runtime.check(
            bag("source.name", "a", "source.user", "b", "destination.name", "d"),
            new QuotaDemand("one", 1, true),
            new QuotaDemand("two", 1, true));

    assertThat(names(answer.quotas().get(0)))
        .containsExactly("context.reporter.kind", "destination.namespace", "source.name");
    assertThat(names(answer.quotas().get(1)))
        .containsExactly("context.reporter.kind", "destination.namespace", "source.user");
    assertThat(answer.references().list())
        .extracting(reference -> reference.name())
        .containsExactly("context.reporter.kind", "destination.name", "destination.namespace");
  }

  @Test
  void quotasOfEqualMatchesAllHaveItsReferences() {
    HandlerConfig handler = granting("h", 1, 1);
    limit("a", "source.name == \"a\"", handler, "one");
    limit("b", "source.name == \"a\"", handler, "two");
    runtime.apply(mesh);

    CheckAnswer answer =
        runtime.check(
            bag("source.name", "a"),
            new QuotaDemand("one", 1, true),
            new QuotaDemand("two", 1, true));

    assertThat(names(answer.quotas().get(0))).contains("source.name");
    assertThat(names(answer.quotas().get(1))).contains("source.name");
  }

  private static List<String> names(QuotaGrant grant) {
    return grant.references().list().stream().map(reference -> reference.name()).toList();
  }

  @Test
  void aDenialTouchesNoQuota() {
    limit("a", "", granting("h", 1, 1), "one");
    mesh.rule(
        "istio-system",
        "deny",
        "",
        to(
            granting("check", (i, a) -> new CheckResult(Status.of(7, "no"), Duration.ZERO, 0)),
            mesh.instance("c", CHECK, "\"\"")));
    runtime.apply(mesh);

    CheckAnswer answer = runtime.check(bag(), new QuotaDemand("one", 1, true));

    assertThat(answer.quotas()).isEmpty();
    assertThat(asked).containsExactly((QuotaArgs) null);
  }

  @Test
  void asynchronousQuotasAreWaitedFor() {
    var first = new CompletableFuture<QuotaResult>();
    var second = new CompletableFuture<QuotaResult>();
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "async",
            Execution.ASYNCHRONOUS,
            List.of(QUOTA),
            (spec, environment) ->
                holder[0].later((i, args) -> args.amount() == 1 ? first : second));
    limit("a", "", mesh.handler("async", holder[0], ""), "one");
    runtime.apply(mesh);

    var call =
        runtime.start(
            bag(), "id", List.of(new QuotaDemand("one", 1, true), new QuotaDemand("one", 2, true)));
    second.complete(new QuotaResult(2, Duration.ofSeconds(2)));
    first.complete(new QuotaResult(1, Duration.ofSeconds(1)));

    assertThat(TestRuntime.await(call).quotas())
        .extracting(QuotaGrant::amount)
        .containsExactly(1L, 2L);
  }

  @Test
  void aQuotaHandlerThatNeverAnswersGrantsNothing() {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "async",
            Execution.ASYNCHRONOUS,
            List.of(QUOTA),
            (spec, environment) -> holder[0].later((i, args) -> new CompletableFuture<>()));
    limit("a", "", mesh.handler("async", holder[0], ""), "one");
    runtime.apply(mesh);

    assertThat(ask("one").amount()).isZero();
  }
}
