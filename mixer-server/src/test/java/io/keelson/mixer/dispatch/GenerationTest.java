package io.keelson.mixer.dispatch;

import static io.keelson.mixer.testing.TestMesh.bag;
import static io.keelson.mixer.testing.TestMesh.expression;
import static io.keelson.mixer.testing.TestMesh.to;
import static io.keelson.mixer.testing.TestRuntime.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Execution;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.config.snapshot.AttributeBinding;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import io.keelson.mixer.testing.TestTemplate.Filled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationTest {
  private static final Template GENERATOR = new TestTemplate.Generator("gen");
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final Template REPORT = new TestTemplate.Report("report");

  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();
  private final List<Object> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    runtime.close();
  }

  private static AttributeBinding bind(String target, String value) {
    return new AttributeBinding(TestMesh.VOCABULARY.find(target), expression(value));
  }

  private void generator(String name, Outputs outputs, AttributeBinding... bindings) {
    generator(name, Execution.NEVER_WAITS, a -> a.now((input, args) -> outputs), bindings);
  }

  private void generator(
      String name,
      Execution execution,
      java.util.function.Function<TestAdapter, io.keelson.adapter.Handler> factory,
      AttributeBinding... bindings) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name, execution, List.of(GENERATOR), (spec, environment) -> factory.apply(holder[0]));
    mesh.rule(
        "istio-system",
        "gen-" + name,
        "",
        to(
            mesh.handler(name, holder[0], ""),
            mesh.instance(
                name, "istio-system", GENERATOR, "source.name | \"\"", List.of(bindings))));
  }

  /** A check, and a report, that show the value of an expression. */
  private void observe(String value) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "observer",
            Execution.NEVER_WAITS,
            List.of(CHECK, REPORT),
            (spec, environment) ->
                holder[0].now(
                    (input, args) -> {
                      if (input instanceof List<?> batch) {
                        batch.forEach(instance -> seen.add(((Filled) instance).value()));
                        return null;
                      }
                      seen.add(((Filled) input).value());
                      return CheckResult.NO_OPINION;
                    }));
    HandlerConfig handler = mesh.handler("observer", holder[0], "");
    mesh.rule(
        "istio-system",
        "observe",
        "",
        to(handler, mesh.instance("c", CHECK, value)),
        to(handler, mesh.instance("r", REPORT, value)));
  }

  private static Outputs outputs(String value) {
    return new Outputs(Map.of("value", value));
  }

  @Test
  void whatAGeneratorSaysIsSeenLikeReceivedAttributes() {
    generator("g", outputs("v"), bind("test.generated", "gen.output.value"));
    observe("test.generated");

    runtime.apply(mesh).check();

    assertThat(seen).containsExactly("v");
  }

  @Test
  void attributesOfTheRequestWin() {
    generator("g", outputs("v"), bind("test.generated", "gen.output.value"));
    observe("test.generated");

    runtime.apply(mesh).check("test.generated", "mine");

    assertThat(seen).containsExactly("mine");
  }

  @Test
  void thatTheRequestHadOrLackedTheAttributeIsAReference() {
    generator("g", outputs("v"), bind("test.generated", "gen.output.value"));

    CheckAnswer answer = runtime.apply(mesh).check();

    assertThat(answer.references().list())
        .extracting(reference -> reference.name() + " " + reference.condition())
        .contains("test.generated ABSENCE", "source.name ABSENCE");
  }

  @Test
  void ofTwoGeneratorsTheFirstNameWinsWhoeverIsFaster() {
    var slow = new CompletableFuture<Outputs>();
    generator("zz", outputs("late name"), bind("test.generated", "gen.output.value"));
    generator(
        "aa",
        Execution.ASYNCHRONOUS,
        adapter -> adapter.later((i, a) -> slow),
        bind("test.generated", "gen.output.value"));
    observe("test.generated");
    runtime.apply(mesh);

    var call = runtime.start(bag(), "id", List.of());
    slow.complete(outputs("early name"));
    TestRuntime.await(call);

    assertThat(seen).containsExactly("early name");
  }

  @Test
  void aBindingWithoutValueLeavesItsAttributeUnsetAndTheOthersSet() {
    generator(
        "g",
        outputs("v"),
        bind("test.generated", "gen.output.other"),
        bind("test.copied", "gen.output.value"));
    observe("(test.generated | \"unset\") + (test.copied | \"unset\")");

    runtime.apply(mesh).check();

    assertThat(seen).containsExactly("unsetv");
    assertThat(runtime.meters.total("keelson_binding_failures_total")).isEqualTo(1);
  }

  @Test
  void outputsOfOneGeneratorAreNotLeftForTheNext() {
    generator("a", outputs("v"), bind("test.generated", "gen.output.value"));
    generator(
        "b",
        new Outputs(Map.of("other", "o")),
        bind("test.copied", "gen.output.value | \"nothing\""));
    observe("test.generated + test.copied");

    runtime.apply(mesh).check();

    assertThat(seen).containsExactly("vnothing");
  }

  @Test
  void conditionsSeeGeneratedAttributes() {
    generator("g", outputs("prod"), bind("destination.namespace", "gen.output.value"));
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "deny",
            Execution.NEVER_WAITS,
            List.of(CHECK),
            (s, e) ->
                holder[0].now(
                    (i, a) ->
                        new CheckResult(
                            io.keelson.adapter.Status.of(7, "no"), java.time.Duration.ZERO, 0)));
    mesh.rule(
        "prod",
        "deny",
        "destination.namespace == \"prod\"",
        to(mesh.handler("deny", holder[0], ""), mesh.instance("c", CHECK, "\"\"")));
    // The same condition, evaluated before there is a namespace, must not be remembered.
    mesh.rule(
        "istio-system",
        "early",
        "destination.namespace == \"prod\"",
        to(mesh.handler("deny", holder[0], ""), mesh.instance("c", CHECK, "\"\"")));

    assertThat(runtime.apply(mesh).check().status().code()).isEqualTo(7);
  }

  @Test
  void aFailingGeneratorFailsTheCheck() {
    generator(
        "g",
        Execution.NEVER_WAITS,
        adapter ->
            adapter.now(
                (i, a) -> {
                  throw new java.io.IOException("no cluster");
                }));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.check())
        .withMessage("preprocessing attributes failed: 1 error occurred:\n\n* no cluster")
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(13));
  }

  @Test
  void reportsGenerateForEachElementAfresh() {
    generator(
        "g",
        Execution.NEVER_WAITS,
        adapter -> adapter.now((input, args) -> outputs("from " + ((Filled) input).value())),
        bind("test.generated", "gen.output.value"));
    observe("test.generated");

    runtime.apply(mesh).report(element("source.name", "1"), element("source.name", "2"));

    assertThat(seen).containsExactly("from 1", "from 2");
  }

  @Test
  void aGeneratedNamespaceSelectsTheRulesOfAReport() {
    generator("g", outputs("prod"), bind("destination.namespace", "gen.output.value"));
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "prod",
            Execution.NEVER_WAITS,
            List.of(REPORT),
            (s, e) -> holder[0].now((batch, a) -> seen.add("seen")));
    mesh.rule(
        "prod",
        "own",
        "",
        to(mesh.handler("prod", holder[0], ""), mesh.instance("m", REPORT, "\"x\"")));

    runtime.apply(mesh).report(element());

    assertThat(seen).containsExactly("seen");
  }

  @Test
  void generatingAloneAddsTheBoundAttributesAndNothingElse() {
    generator("g", outputs("v"), bind("test.generated", "gen.output.value"));
    runtime.apply(mesh);
    var table = runtime.runtime.acquire();
    var bag = bag("source.name", "s");
    var done = new CompletableFuture<Void>();
    runtime
        .runtime
        .dispatcher()
        .generate(
            table,
            bag,
            Runnable::run,
            new GenerateListener() {
              @Override
              public void done() {
                done.complete(null);
              }

              @Override
              public void failed(int grpcCode, String message) {
                done.completeExceptionally(new AssertionError(message));
              }
            });
    TestRuntime.await(done);
    table.release();

    assertThat(bag.toMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of("source.name", "s", "test.generated", "v"));
  }

  @Test
  void anElementWhoseGeneratorFailsIsLeftOut() {
    generator(
        "g",
        Execution.NEVER_WAITS,
        adapter ->
            adapter.now(
                (input, args) -> {
                  if (((Filled) input).value().equals("bad")) {
                    throw new java.io.IOException("no cluster");
                  }
                  return outputs("v");
                }),
        bind("test.generated", "gen.output.value"));
    observe("source.name + test.generated");
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(
            () ->
                runtime.report(
                    element("source.name", "1"),
                    element("source.name", "bad"),
                    element("source.name", "3")))
        .withMessage("1 error occurred:\n\n* no cluster");
    assertThat(seen).containsExactly("1v", "3v");
  }

  @Test
  void asynchronousGeneratorsKeepTheOrderOfElements() {
    var waiting = new CopyOnWriteArrayList<CompletableFuture<Outputs>>();
    generator(
        "g",
        Execution.ASYNCHRONOUS,
        adapter ->
            adapter.later(
                (input, args) -> {
                  var answer = new CompletableFuture<Outputs>();
                  waiting.add(answer);
                  return answer;
                }),
        bind("test.generated", "gen.output.value"));
    observe("source.name + test.generated");
    runtime.apply(mesh);
    var elements = new ArrayList<TestRuntime.Element>();
    for (int i = 0; i < 5; i++) {
      elements.add(element("source.name", "" + i));
    }

    CompletableFuture<Void> report = runtime.startReport(elements);
    for (int i = 0; i < 5; i++) {
      int now = i;
      TestRuntime.eventually(() -> waiting.size() == now + 1);
      waiting.get(i).complete(outputs("!"));
    }
    TestRuntime.await(report);

    assertThat(seen).containsExactly("0!", "1!", "2!", "3!", "4!");
  }
}
