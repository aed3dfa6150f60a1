package io.keelson.mixer.dispatch;

import static io.keelson.mixer.testing.TestMesh.to;
import static io.keelson.mixer.testing.TestRuntime.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.Code;
import io.keelson.adapter.Execution;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.AttributeException;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import io.keelson.mixer.testing.TestTemplate.Filled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Template REPORT = new TestTemplate.Report("report");
  private static final Template OTHER = new TestTemplate.Report("other");

  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();
  private final List<List<?>> batches = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    runtime.close();
  }

  private HandlerConfig handler(String name, Execution execution, TestAdapter.Now answers) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            execution,
            List.of(REPORT, OTHER),
            (spec, environment) ->
                holder[0].now(
                    (input, args) -> {
                      batches.add((List<?>) input);
                      return answers.handle(input, args);
                    }));
    return mesh.handler(name, holder[0], "");
  }

  private HandlerConfig taking(String name) {
    return handler(name, Execution.NEVER_WAITS, (input, args) -> null);
  }

  private static List<Object> values(List<?> batch) {
    return batch.stream().map(instance -> ((Filled) instance).value()).toList();
  }

  @Test
  void allInstancesOfADestinationComeInOneCallInOrder() {
    HandlerConfig handler = taking("h");
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(
            handler,
            mesh.instance("a", REPORT, "source.name"),
            mesh.instance("b", REPORT, "\"b\"")));
    runtime.apply(mesh).report(element("source.name", "1"), element("source.name", "2"));

    assertThat(batches).hasSize(1);
    assertThat(values(batches.getFirst())).containsExactly("1", "b", "2", "b");
  }

  @Test
  void eachTemplateOfAHandlerIsACallOfItsOwn() {
    HandlerConfig handler = taking("h");
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(handler, mesh.instance("a", REPORT, "\"a\""), mesh.instance("b", OTHER, "\"b\"")));
    runtime.apply(mesh).report(element(), element());

    assertThat(batches).hasSize(2);
    assertThat(values(batches.get(0))).containsExactly("a", "a");
    assertThat(values(batches.get(1))).containsExactly("b", "b");
  }

  @Test
  void elementsOfSeveralNamespacesShareTheCallOfAHandler() {
    HandlerConfig handler = taking("h");
    mesh.rule("istio-system", "r", "", to(handler, mesh.instance("a", REPORT, "\"common\"")));
    mesh.rule("prod", "r", "", to(handler, mesh.instance("b", REPORT, "\"own\"")));
    runtime.apply(mesh).report(element("destination.namespace", "prod"), element());

    assertThat(batches).hasSize(1);
    assertThat(values(batches.getFirst())).containsExactly("common", "own", "common");
  }

  @Test
  void aHandlerWithoutInstancesIsNotCalled() {
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"x\"",
        to(taking("h"), mesh.instance("a", REPORT, "\"a\"")));
    runtime.apply(mesh).report(element("source.name", "y"));

    assertThat(batches).isEmpty();
    assertThat(runtime.meters.total("mixer_runtime_dispatches_total")).isZero();
  }

  @Test
  void eachElementIsASession() {
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"x\"",
        to(taking("h"), mesh.instance("a", REPORT, "source.name")));
    runtime
        .apply(mesh)
        .report(
            element("source.name", "x"), element("source.name", "y"), element("source.name", "x"));

    assertThat(runtime.meters.count("mixer_dispatcher_destinations_per_request")).isEqualTo(3);
    assertThat(runtime.meters.count("mixer_dispatcher_instances_per_request")).isEqualTo(3);
  }

  @Test
  void conditionsAreEvaluatedForEachElement() {
    mesh.rule(
        "istio-system",
        "r",
        "source.name == \"x\"",
        to(taking("h"), mesh.instance("a", REPORT, "source.name")));
    runtime
        .apply(mesh)
        .report(
            element("source.name", "x"), element("source.name", "y"), element("source.name", "x"));

    assertThat(values(batches.getFirst())).containsExactly("x", "x");
  }

  @Test
  void noElementsAreFine() {
    runtime.apply(mesh).report();

    assertThat(batches).isEmpty();
  }

  @Test
  void aBadElementIsLeftOutAndTheOthersAreDelivered() {
    mesh.rule("istio-system", "r", "", to(taking("h"), mesh.instance("a", REPORT, "source.name")));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(
            () ->
                runtime.report(
                    element("source.name", "1"),
                    bag -> {
                      throw new AttributeException("bad index");
                    },
                    element("source.name", "3")))
        .withMessage(
            "1 error occurred:\n\n"
                + "* request could not be processed due to invalid attributes: bad index")
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(Code.UNKNOWN));
    assertThat(values(batches.getFirst())).containsExactly("1", "3");
  }

  @Test
  void anInstanceThatCannotBeBuiltIsLeftOutCountedAndNamed() {
    mesh.rule("istio-system", "r", "", to(taking("h"), mesh.instance("a", REPORT, "source.name")));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.report(element(), element("source.name", "2"), element()))
        .withMessageStartingWith("2 errors occurred:\n\n* evaluation failed at [a.instance");
    assertThat(values(batches.getFirst())).containsExactly("2");
    assertThat(runtime.meters.total("keelson_instance_failures_total")).isEqualTo(2);
    assertThat(runtime.runtime.diagnostics())
        .singleElement()
        .satisfies(
            diagnostic ->
                assertThat(diagnostic.reason())
                    .contains("a.instance.istio-system", "r.rule.istio-system", "2 times"));
  }

  @Test
  void aFailingHandlerDoesNotKeepOthersFromTheirBatches() {
    mesh.rule(
        "istio-system",
        "a",
        "",
        to(
            handler(
                "bad",
                Execution.NEVER_WAITS,
                (input, args) -> {
                  throw new java.io.IOException("disk full");
                }),
            mesh.instance("a", REPORT, "\"a\"")));
    mesh.rule("istio-system", "b", "", to(taking("good"), mesh.instance("b", REPORT, "\"b\"")));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.report(element(), element()))
        .withMessage("1 error occurred:\n\n* failed to report all values: disk full");
    assertThat(batches).hasSize(2);
    assertThat(
            runtime.meters.count(
                "keelson_report_instances_lost_total",
                "meshFunction",
                "report",
                "handler",
                "bad.istio-system",
                "adapter",
                "bad"))
        .isEqualTo(2);
  }

  @Test
  void veryManyErrorsMakeNoVeryLongMessage() {
    mesh.rule("istio-system", "r", "", to(taking("h"), mesh.instance("a", REPORT, "source.name")));
    runtime.apply(mesh);
    var elements = new TestRuntime.Element[1000];
    java.util.Arrays.fill(elements, element());

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.report(elements))
        .withMessageStartingWith("1000 errors occurred:")
        .withMessageEndingWith("* and 900 more");
  }

  @Test
  void aLongReportLetsOtherRequestsHaveTheirTurn() {
    mesh.rule("istio-system", "r", "", to(taking("h"), mesh.instance("a", REPORT, "\"a\"")));
    runtime.apply(mesh);
    var seen = new AtomicInteger();
    var elements = new ArrayList<TestRuntime.Element>();
    for (int i = 0; i < 100; i++) {
      elements.add(
          bag -> {
            seen.incrementAndGet();
            long until = System.nanoTime() + 500_000;
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
          });
    }

    CompletableFuture<Void> report = runtime.startReport(elements);
    runtime.check();
    int seenByThen = seen.get();

    TestRuntime.await(report);
    assertThat(seenByThen).isLessThan(50);
    assertThat(values(batches.getFirst())).hasSize(100);
  }

  @Test
  void aSmallMessageWithVeryManyElementsIsDeliveredInParts() {
    mesh.rule("istio-system", "r", "", to(taking("h"), mesh.instance("a", REPORT, "\"a\"")));
    runtime.apply(mesh);
    var elements = new TestRuntime.Element[20_000];
    java.util.Arrays.fill(elements, element());

    runtime.report(elements);

    assertThat(batches).extracting(List::size).containsExactly(8192, 8192, 3616);
  }

  @Test
  void aBlockingHandlerIsWaitedFor() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(
            handler("slow", Execution.BLOCKING, (input, args) -> null),
            mesh.instance("a", REPORT, "\"a\"")));
    runtime.apply(mesh).report(element());

    assertThat(batches).hasSize(1);
  }

  @Test
  void aReportWhoseHandlerHangsEndsAtTheDeadline() {
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(
            handler(
                "hangs",
                Execution.BLOCKING,
                (input, args) -> {
                  new java.util.concurrent.CountDownLatch(1).await();
                  return null;
                }),
            mesh.instance("a", REPORT, "\"a\"")));
    runtime.apply(mesh);

    assertThatExceptionOfType(TestRuntime.Failed.class)
        .isThrownBy(() -> runtime.report(element()))
        .withMessageContaining("handler 'hangs.istio-system' did not answer within 300 ms");
  }
}
