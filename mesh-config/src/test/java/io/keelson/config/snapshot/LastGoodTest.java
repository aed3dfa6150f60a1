package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.RequestBag;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.test.DenierParams;
import io.keelson.config.test.MetricParams;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What serves after a broken edit. */
class LastGoodTest {
  private static final ResourceKey HANDLER = new ResourceKey("denier", "istio-system", "d");
  private static final ResourceKey RULE = new ResourceKey("rule", "istio-system", "r");
  private static final ResourceKey INSTANCE = new ResourceKey("listentry", "istio-system", "l");

  private static final String DENIER =
      "kind: denier\nmetadata: {name: d}\nspec: {validUseCount: %s}\n";
  private static final String ENTRY = "kind: listentry\nmetadata: {name: l}\nspec: {value: %s}\n";
  private static final String RULE_TEXT =
      """
      kind: rule
      metadata: {name: r}
      spec:
        match: %s
        actions:
        - handler: d.denier
          instances: [l.listentry]
      """;

  private final Configuration configuration = new Configuration();

  private Snapshot apply(String useCount, String value, String match) {
    return configuration.apply(
        Configuration.base(),
        DENIER.formatted(useCount),
        ENTRY.formatted(value),
        RULE_TEXT.formatted(match));
  }

  private int useCount() {
    return ((DenierParams) configuration.snapshot().handlers().get(HANDLER).params())
        .getValidUseCount();
  }

  private String match() {
    return configuration.snapshot().rules().stream()
        .filter(rule -> rule.key().equals(RULE))
        .map(rule -> rule.match() == null ? "" : rule.match().text())
        .findFirst()
        .orElse("no rule");
  }

  private Diagnostic only() {
    assertThat(configuration.diagnostics()).hasSize(1);
    return configuration.diagnostics().getFirst();
  }

  @Test
  void handlerThatNoLongerDecodesKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    apply("lots", "request.path", "connection.mtls");
    assertThat(useCount()).isEqualTo(5);
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(only().field()).isEqualTo("spec.validUseCount");
    assertThat(only().reason())
        .contains("the text 'lots'")
        .contains("The earlier version, from file1.yaml:1, keeps serving");
  }

  @Test
  void earlierVersionServesThroughManyChangesUntilCorrected() {
    apply("5", "request.path", "connection.mtls");
    for (int i = 0; i < 5; i++) {
      apply("broken" + i, "request.path", "request.size == " + i);
      assertThat(useCount()).isEqualTo(5);
      assertThat(match()).isEqualTo("request.size == " + i);
      assertThat(configuration.diagnostics()).hasSize(1);
    }
    apply("6", "request.path", "connection.mtls");
    assertThat(useCount()).isEqualTo(6);
    assertThat(configuration.diagnostics()).isEmpty();
  }

  @Test
  void handlerThatItsAdapterRefusesKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    apply("-1", "request.path", "connection.mtls");
    assertThat(useCount()).isEqualTo(5);
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(only().code()).isEqualTo("refused-by-adapter");
    assertThat(only().reason()).contains("keeps serving");
  }

  @Test
  void ruleWithBrokenMatchKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    apply("6", "request.path", "connection.mtlss");
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(useCount()).as("other changes take effect").isEqualTo(6);
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-attribute", "rule-dropped");
    assertThat(configuration.diagnostics())
        .allSatisfy(d -> assertThat(d.reason()).contains("keeps serving"));
  }

  @Test
  void instanceWithBrokenExpressionKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    apply("5", "request.pth", "connection.mtls");
    var snapshot = configuration.snapshot();
    assertThat(snapshot.instances()).containsKey(INSTANCE);
    var bag = RequestBag.of(snapshot.vocabulary(), Map.of("request.path", "/x"));
    assertThat(snapshot.instances().get(INSTANCE).builder().build(bag, null).toString())
        .contains("/x");
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(only().code()).isEqualTo("unknown-attribute");
  }

  @Test
  void ruleThatLosesAnActionToAnEditKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    configuration.apply(
        Configuration.base(),
        DENIER.formatted("5"),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("request.size == 1").replace("d.denier", "e.denier"));
    assertThat(match()).isEqualTo("connection.mtls");
  }

  @Test
  void manifestThatBreaksKeepsItsEarlierVersion() {
    apply("5", "request.path", "connection.mtls");
    configuration.apply(
        Configuration.base().replace("{valueType: BOOL}", "{valueType: BOL}"),
        DENIER.formatted("5"),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("connection.mtls"));
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(only().field()).isEqualTo("spec.attributes[connection.mtls].valueType");
  }

  @Test
  void deletedResourceIsDeletedEvenWhenItsLastEditWasBroken() {
    apply("5", "request.path", "connection.mtls");
    apply("broken", "request.path", "connection.mtls");
    configuration.apply(
        Configuration.base(),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("connection.mtls"));
    assertThat(configuration.snapshot().handlers()).doesNotContainKey(HANDLER);
    assertThat(configuration.snapshot().accepted()).doesNotContainKey(HANDLER);
    assertThat(match()).isEqualTo("no rule");
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-handler", "action-dropped", "rule-dropped");
  }

  @Test
  void whatNeverWasGoodIsDroppedWithItsDependents() {
    apply("broken", "request.path", "connection.mtls");
    assertThat(configuration.working())
        .contains("l.listentry.istio-system", "good.rule.istio-system")
        .doesNotContain("d.denier.istio-system", "r.rule.istio-system");
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("wrong-type", "faulty-handler", "action-dropped", "rule-dropped");
    apply("5", "request.path", "connection.mtls");
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(configuration.diagnostics()).isEmpty();
  }

  @Test
  void earlierVersionThatNoLongerFitsGivesWayToTheNewOne() {
    apply("5", "request.path", "connection.mtls");
    // the rule gets a second, broken action while the handler of both versions goes
    configuration.apply(
        Configuration.base(),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("request.size == 1").replace("d.denier", "deny.denier")
            + "  - {handler: nope, instances: [l.listentry]}\n");
    assertThat(match()).isEqualTo("request.size == 1");
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-handler", "action-dropped");
    assertThat(configuration.diagnostics())
        .allSatisfy(d -> assertThat(d.reason()).doesNotContain("keeps serving"));
  }

  private static final String METRIC =
      "kind: metric\nmetadata: {name: m}\nspec: {value: '1', dimensions: {%s}}\n";
  private static final String PROMETHEUS =
      """
      kind: prometheus
      metadata: {name: p}
      spec:
        metrics:
        - {name: x, instanceName: m.metric.istio-system, kind: COUNTER, labelNames: [%s]}
      """;
  private static final String METRIC_RULE =
      "kind: rule\nmetadata: {name: mr}\nspec: {actions: [{handler: p.prometheus, instances: [m.metric]}]}\n";

  private void metrics(String dimensions, String labels) {
    configuration.apply(
        Configuration.base(),
        METRIC.formatted(dimensions),
        PROMETHEUS.formatted(labels),
        METRIC_RULE);
  }

  private int labels() {
    var key = new ResourceKey("prometheus", "istio-system", "p");
    return ((MetricParams) configuration.snapshot().handlers().get(key).params())
        .getMetrics(0)
        .getLabelNamesCount();
  }

  @Test
  void instanceThatWouldBreakItsHandlerIsHeldBack() {
    metrics("a: request.path", "a");
    metrics("a: request.path, b: request.method", "a");
    assertThat(configuration.working())
        .contains("p.prometheus.istio-system", "mr.rule.istio-system");
    var instance =
        configuration.snapshot().instances().get(new ResourceKey("metric", "istio-system", "m"));
    assertThat(instance.type().toString()).contains("[a]").doesNotContain("b");
    assertThat(only().code()).isEqualTo("held-back");
    assertThat(only().resource().fullName()).isEqualTo("m.metric.istio-system");
    assertThat(only().reason())
        .contains("p.prometheus.istio-system")
        .contains("spec.metrics[0].labelNames")
        .contains("keeps serving");
    metrics("a: request.path, b: request.method", "a, b");
    assertThat(labels()).isEqualTo(2);
    assertThat(configuration.diagnostics()).isEmpty();
  }

  @Test
  void handlerEditThatNeedsABrokenInstanceEditIsHeldBackWithIt() {
    metrics("a: request.path", "a");
    metrics("a: request.path, b: request.mthod", "a, b");
    assertThat(labels()).isEqualTo(1);
    assertThat(configuration.working())
        .contains("p.prometheus.istio-system", "mr.rule.istio-system");
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-attribute", "refused-by-adapter");
  }

  @Test
  void manifestThatLosesAnAttributeInUseIsHeldBack() {
    apply("5", "request.path", "connection.mtls");
    configuration.apply(
        Configuration.base().replace("    connection.mtls: {valueType: BOOL}\n", ""),
        DENIER.formatted("5"),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("connection.mtls"));
    assertThat(match()).isEqualTo("connection.mtls");
    assertThat(only().code()).isEqualTo("held-back");
    assertThat(only().resource().kind()).isEqualTo("attributemanifest");
    assertThat(only().reason()).contains("r.rule.istio-system would no longer work: spec.match");
    // together with the rule it may go
    configuration.apply(
        Configuration.base().replace("    connection.mtls: {valueType: BOOL}\n", ""),
        DENIER.formatted("5"),
        ENTRY.formatted("request.path"),
        RULE_TEXT.formatted("request.size == 1"));
    assertThat(configuration.diagnostics()).isEmpty();
    assertThat(configuration.snapshot().vocabulary().find("connection.mtls")).isNull();
  }

  @Test
  void rightChangeBesideAFaultOfOldTakesEffect() {
    apply("5", "request.path", "no.such.attribute");
    configuration.apply(
        Configuration.base().replace("    source.user: {valueType: STRING}\n", ""),
        DENIER.formatted("6"),
        ENTRY.formatted("request.method"),
        RULE_TEXT.formatted("no.such.attribute"));
    assertThat(useCount()).isEqualTo(6);
    assertThat(configuration.snapshot().vocabulary().find("source.user")).isNull();
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-attribute", "rule-dropped");
  }

  @Test
  void handlerAndInstanceThatBreakEachOtherAreHeldBackTogether() {
    metrics("a: request.path", "a");
    metrics("a: request.path, b: request.method", "a, c");
    assertThat(labels()).isEqualTo(1);
    assertThat(configuration.working())
        .contains("p.prometheus.istio-system", "mr.rule.istio-system");
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("held-back", "refused-by-adapter");
    assertThat(configuration.diagnostics())
        .allSatisfy(d -> assertThat(d.reason()).contains("keeps serving"));
  }

  @Test
  void sameResourcesGiveTheSameSnapshot() {
    apply("5", "request.path", "connection.mtls");
    Snapshot first = configuration.snapshot();
    Snapshot second = apply("5", "request.path", "connection.mtls");
    assertThat(second.vocabulary()).isSameAs(first.vocabulary());
    assertThat(second.handlers()).isEqualTo(first.handlers());
    assertThat(second.rules().getFirst().match()).isSameAs(first.rules().getFirst().match());
    assertThat(second.accepted()).isEqualTo(first.accepted());
  }
}
