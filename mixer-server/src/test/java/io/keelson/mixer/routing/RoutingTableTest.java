package io.keelson.mixer.routing;

import static io.keelson.mixer.testing.TestMesh.header;
import static io.keelson.mixer.testing.TestMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Execution;
import io.keelson.adapter.template.Template;
import io.keelson.config.snapshot.RuleConfig.Operation;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final Template REPORT = new TestTemplate.Report("report");

  private final TestRuntime runtime = new TestRuntime();
  private final TestAdapter adapter = adapter();

  @AfterEach
  void close() {
    runtime.close();
  }

  private static TestAdapter adapter() {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "test",
            Execution.NEVER_WAITS,
            List.of(CHECK, REPORT),
            (spec, environment) -> holder[0].now((input, args) -> CheckResult.NO_OPINION));
    return holder[0];
  }

  private TestMesh mesh() {
    var mesh = new TestMesh();
    var one = mesh.handler("one", adapter, "");
    var two = mesh.handler("two", adapter, "");
    var check = mesh.instance("c", CHECK, "\"x\"");
    var report = mesh.instance("m", REPORT, "\"x\"");
    mesh.rule("istio-system", "a", "source.name == \"a\"", to(one, check), to(two, check, report));
    mesh.rule("istio-system", "b", "source.name == \"a\"", to(one, check));
    mesh.rule("istio-system", "c", "", to(one, check));
    mesh.rule("prod", "d", "", to(two, check));
    mesh.rule(
        "prod",
        "e",
        "source.name == \"b\"",
        List.of(),
        List.of(header(Operation.REMOVE, "x", "")),
        List.of(header(Operation.REPLACE, "y", "\"1\"")));
    return mesh;
  }

  private RoutingTable table() {
    runtime.apply(mesh());
    RoutingTable table = runtime.runtime.acquire();
    table.release();
    return table;
  }

  @Test
  void theTableReadsAsText() {
    assertThat(table().debugText())
        .isEqualTo(
            """
            [Routing table ID: 1]
            {V} CHECK
              {NS} istio-system
                {H} check:one.istio-system(test)
                  Condition: source.name == "a"
                    {I} c.instance.istio-system
                    {I} c.instance.istio-system
                  Condition: <NONE>
                    {I} c.instance.istio-system
                {H} check:two.istio-system(test)
                  Condition: source.name == "a"
                    {I} c.instance.istio-system
              {NS} prod
                {H} check:one.istio-system(test)
                  Condition: source.name == "a"
                    {I} c.instance.istio-system
                    {I} c.instance.istio-system
                  Condition: <NONE>
                    {I} c.instance.istio-system
                {H} check:two.istio-system(test)
                  Condition: source.name == "a"
                    {I} c.instance.istio-system
                  Condition: <NONE>
                    {I} c.instance.istio-system
                Header operations: source.name == "b"
                  request REMOVE x
                  response REPLACE y
            {V} REPORT
              {NS} istio-system
                {H} report:two.istio-system(test)
                  Condition: source.name == "a"
                    {I} m.instance.istio-system
            """);
  }

  @Test
  void theSameConfigurationAlwaysGivesTheSameTable() {
    String first = table().debugText().substring(25);
    for (int i = 0; i < 5; i++) {
      assertThat(table().debugText().substring(25)).isEqualTo(first);
    }
  }

  @Test
  void aNamespaceWithoutRulesGetsThoseOfTheDefaultNamespace() {
    RoutingTable table = table();

    assertThat(table.routes(Phase.CHECK, "nowhere"))
        .isSameAs(table.routes(Phase.CHECK, "istio-system"));
    assertThat(table.routes(Phase.CHECK, "")).isSameAs(table.routes(Phase.CHECK, "istio-system"));
    assertThat(table.routes(Phase.CHECK, "prod"))
        .isNotSameAs(table.routes(Phase.CHECK, "istio-system"));
    assertThat(table.routes(Phase.REPORT, "prod"))
        .isSameAs(table.routes(Phase.REPORT, "istio-system"));
    assertThat(table.routes(Phase.QUOTA, "prod").destinations()).isEmpty();
  }

  @Test
  void oneHandlerAndTemplateHaveOneIndexInAllNamespaces() {
    RoutingTable table = table();

    assertThat(table.routes(Phase.CHECK, "prod").destinations()[0].index())
        .isEqualTo(table.routes(Phase.CHECK, "istio-system").destinations()[0].index());
    assertThat(table.destinationCount()).isEqualTo(3);
  }

  @Test
  void aRetiredTableDrainsWithItsLastCall() {
    var drained = new AtomicInteger();
    runtime.apply(mesh());
    RoutingTable table =
        new RoutingTableBuilder(
                9,
                runtime.runtime.acquire().snapshot(),
                io.keelson.mixer.handler.HandlerTable.empty(),
                "istio-system",
                runtime.meters,
                io.keelson.mixer.handler.Time.system())
            .build();
    assertThat(table.retain()).isTrue();
    assertThat(table.retain()).isTrue();

    table.retire(drained::incrementAndGet);
    assertThat(table.retain()).isTrue();
    table.release();
    table.release();
    assertThat(drained).hasValue(0);
    table.release();

    assertThat(drained).hasValue(1);
    assertThat(table.retain()).isFalse();
  }
}
