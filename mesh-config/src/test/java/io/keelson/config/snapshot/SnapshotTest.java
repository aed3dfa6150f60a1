package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.template.StandardTemplates;
import io.keelson.adapter.template.Template;
import io.keelson.adapter.template.authorization.AuthorizationInstance;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.source.ResourceReader;
import io.keelson.config.test.DenierParams;
import io.keelson.expression.EvaluationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
  private final Configuration configuration = new Configuration();

  private Snapshot apply(String... yaml) {
    var all = new ArrayList<String>(List.of(Configuration.base()));
    all.addAll(List.of(yaml));
    Snapshot snapshot = configuration.apply(all.toArray(String[]::new));
    assertThat(configuration.diagnostics()).isEmpty();
    return snapshot;
  }

  private static ResourceKey key(String kind, String name) {
    return new ResourceKey(kind, "istio-system", name);
  }

  private static RuleConfig rule(Snapshot snapshot, String name) {
    return snapshot.rules().stream()
        .filter(rule -> rule.key().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothSpellingsOfHandlersAndTheirNames() {
    Snapshot snapshot =
        apply(
            "kind: denier\nmetadata: {name: a}\nspec: {status: {message: x}}\n",
            "kind: handler\nmetadata: {name: a}\nspec: {compiledAdapter: denier, params: {status: {message: x}}}\n",
            "kind: handler\nmetadata: {name: b}\nspec: {compiled_adapter: denier}\n");
    HandlerConfig legacy = snapshot.handlers().get(key("denier", "a"));
    HandlerConfig generic = snapshot.handlers().get(key("handler", "a"));
    assertThat(legacy.name()).isEqualTo("a.denier.istio-system");
    assertThat(generic.name()).isEqualTo("a.istio-system");
    assertThat(legacy.params()).isEqualTo(generic.params());
    var params = (DenierParams) legacy.params();
    assertThat(params.getStatus().getCode()).as("default").isEqualTo(9);
    assertThat(params.getStatus().getMessage()).isEqualTo("x");
    assertThat(snapshot.handlers().get(key("handler", "b")).params())
        .isEqualTo(legacy.adapter().info().defaultConfig());
  }

  @Test
  void legacyHandlersCanBeSwitchedOff() {
    var strict = new Configuration(new SnapshotOptions("istio-system", false));
    strict.apply(Configuration.base());
    assertThat(strict.working()).doesNotContain("deny.denier.istio-system");
    assertThat(strict.diagnostics())
        .extracting(Diagnostic::code)
        .contains("legacy-kind-disabled", "unknown-handler");
    assertThat(strict.snapshot().instances()).containsKey(key("checknothing", "nothing"));
  }

  @ParameterizedTest
  @CsvSource({
    "h, i",
    "h.handler, i.instance",
    "h.handler.istio-system, i.instance.istio-system",
    "h.istio-system, i.istio-system",
    "legacy.denier, i",
    "legacy.denier.istio-system, old.checknothing.istio-system",
    "dotted.name, old.checknothing",
    "elsewhere.other, i",
    "elsewhere.handler.other, i",
  })
  void referencesAreShortOrFull(String handler, String instance) {
    Snapshot snapshot =
        apply(
            "kind: handler\nmetadata: {name: h}\nspec: {compiledAdapter: denier}\n",
            "kind: handler\nmetadata: {name: dotted.name}\nspec: {compiledAdapter: denier}\n",
            "kind: handler\nmetadata: {name: elsewhere, namespace: other}\nspec: {compiledAdapter: denier}\n",
            "kind: denier\nmetadata: {name: legacy}\n",
            "kind: instance\nmetadata: {name: i}\nspec: {compiledTemplate: checknothing}\n",
            "kind: checknothing\nmetadata: {name: old}\n",
            "kind: rule\nmetadata: {name: r}\nspec: {actions: [{handler: %s, instances: [%s]}]}\n"
                .formatted(handler, instance));
    RuleConfig.Action action = rule(snapshot, "r").actions().getFirst();
    assertThat(action.handler().key().name())
        .isEqualTo(handler.equals("dotted.name") ? handler : handler.split("\\.")[0]);
    assertThat(action.instances().getFirst().key().name()).isEqualTo(instance.split("\\.")[0]);
  }

  @Test
  void kindIsTriedBeforeNamespace() {
    Snapshot snapshot =
        apply(
            "kind: denier\nmetadata: {name: x}\n",
            "kind: handler\nmetadata: {name: x, namespace: denier}\nspec: {compiledAdapter: denier}\n",
            "kind: rule\nmetadata: {name: r}\nspec: {actions: [{handler: x.denier, instances: [nothing.checknothing]}]}\n");
    assertThat(rule(snapshot, "r").actions().getFirst().handler().key().kind()).isEqualTo("denier");
  }

  @Test
  void matchesAreTrimmedAndShared() {
    String text =
        "kind: rule\nmetadata: {name: %s}\nspec: {match: '%s', actions: [{handler: deny.denier, instances: [nothing.checknothing]}]}\n";
    Snapshot snapshot =
        apply(
            text.formatted("a", "  connection.mtls "),
            text.formatted("b", "connection.mtls"),
            text.formatted("c", " true "),
            text.formatted("d", ""));
    assertThat(rule(snapshot, "a").match()).isSameAs(rule(snapshot, "b").match()).isNotNull();
    assertThat(rule(snapshot, "c").match()).isNull();
    assertThat(rule(snapshot, "d").match()).isNull();
  }

  @Test
  void instancesOfSeveralTemplatesInOneActionAreActionsOfTheirOwn() {
    Snapshot snapshot =
        apply(
            "kind: listentry\nmetadata: {name: l}\nspec: {value: request.path}\n",
            "kind: rule\nmetadata: {name: r}\nspec: {actions: [{handler: deny.denier, instances: [nothing.checknothing, l.listentry]}]}\n");
    List<RuleConfig.Action> actions = rule(snapshot, "r").actions();
    assertThat(actions).extracting(RuleConfig.Action::index).containsExactly(0, 0);
    assertThat(actions)
        .extracting(action -> action.template().name())
        .containsExactly("checknothing", "listentry");
  }

  @Test
  void everythingIsInOrderOfNamespaceAndNameWhateverTheOrderOfResources() {
    var resources = new ArrayList<Resource>();
    resources.addAll(ResourceReader.read("b", Configuration.base(), "istio-system").resources());
    for (String namespace : List.of("z", "a", "m")) {
      for (String name : List.of("r3", "r1", "r2")) {
        resources.addAll(
            ResourceReader.read(
                    "x",
                    "kind: rule\nmetadata: {name: %s, namespace: %s}\nspec: {match: f(), actions: [{handler: deny.denier.istio-system, instances: [nothing.checknothing.istio-system]}]}\n---\nkind: rule\nmetadata: {name: ok-%s, namespace: %s}\nspec: {actions: [{handler: deny.denier.istio-system, instances: [nothing.checknothing.istio-system]}]}\n"
                        .formatted(name, namespace, name, namespace),
                    "istio-system")
                .resources());
      }
    }
    Snapshot first = new Configuration().apply(resources);
    assertThat(first.rules())
        .extracting(rule -> rule.key().namespace() + "/" + rule.key().name())
        .containsExactly(
            "a/ok-r1",
            "a/ok-r2",
            "a/ok-r3",
            "istio-system/good",
            "m/ok-r1",
            "m/ok-r2",
            "m/ok-r3",
            "z/ok-r1",
            "z/ok-r2",
            "z/ok-r3");
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(resources, new Random(seed));
      Snapshot other = new Configuration().apply(resources);
      assertThat(other.diagnostics()).isEqualTo(first.diagnostics());
      assertThat(other.rules())
          .extracting(RuleConfig::key)
          .isEqualTo(first.rules().stream().map(RuleConfig::key).toList());
      assertThat(other.vocabulary()).isEqualTo(first.vocabulary());
    }
  }

  @Test
  void generatorOutputsAreAttributesAndBindingsSetOthers() {
    Snapshot snapshot =
        apply(
            """
            kind: kubernetes
            metadata: {name: k}
            spec:
              source_uid: source.uid | ""
              sourceIp: source.ip | ip("0.0.0.0")
              attribute_bindings:
                source.name: $out.source_pod_name | source.uid | "unknown"
                source.ip: $out.source_pod_ip | ip("0.0.0.0")
                source.labels: $out.source_labels | emptyStringMap()
            """);
    var generator =
        (Template.Generator)
            StandardTemplates.all().stream()
                .filter(t -> t.name().equals("kubernetes"))
                .findFirst()
                .orElseThrow();
    Map<String, Attribute> slots = snapshot.outputSlots(generator);
    assertThat(slots).hasSize(23);
    assertThat(slots.get("source_pod_ip").name())
        .isEqualTo("adapter_template_kubernetes.output.source_pod_ip");
    assertThat(slots.get("source_pod_ip").type()).isEqualTo(ValueType.IP_ADDRESS);
    assertThat(slots.get("destination_labels").type()).isEqualTo(ValueType.STRING_MAP);
    List<AttributeBinding> bindings = snapshot.instances().get(key("kubernetes", "k")).bindings();
    assertThat(bindings)
        .extracting(binding -> binding.target().name())
        .containsExactly("source.ip", "source.labels", "source.name");
    var bag = RequestBag.of(snapshot.vocabulary(), Map.of("source.uid", "u"));
    assertThat(bindings.get(2).value().evaluate(bag)).isEqualTo("u");
    bag.put(slots.get("source_pod_name").slot(), "pod");
    assertThat(bindings.get(2).value().evaluate(bag)).isEqualTo("pod");
  }

  @Test
  void headerValuesSeeTheOutputsOfTheirOwnRule() {
    String text =
        """
        kind: rule
        metadata: {name: %s}
        spec:
          actions:
          - {name: a, handler: kv.keyvaluer, instances: [k.keyval]}
          requestHeaderOperations:
          - {name: x-user, values: [a.output.value, request.path]}
          - {name: x-gone, operation: REMOVE}
          responseHeaderOperations:
          - {name: x-more, values: ['a.output.value | "none"'], operation: APPEND}
        """;
    Snapshot snapshot =
        apply(
            "kind: keyval\nmetadata: {name: k}\nspec: {key: request.path}\n",
            "kind: keyvaluer\nmetadata: {name: kv}\n",
            text.formatted("r1"),
            text.formatted("r2"));
    RuleConfig one = rule(snapshot, "r1");
    RuleConfig two = rule(snapshot, "r2");
    Attribute slot = one.actions().getFirst().outputs().get("value");
    assertThat(one.actions().getFirst().outputs()).containsOnlyKeys("value", "count");
    assertThat(one.actions().getFirst().name()).isEqualTo("a");
    assertThat(slot.slot()).isNotEqualTo(two.actions().getFirst().outputs().get("value").slot());
    assertThat(one.requestHeaders())
        .extracting(RuleConfig.HeaderOperation::operation)
        .containsExactly(
            RuleConfig.Operation.REPLACE,
            RuleConfig.Operation.REPLACE,
            RuleConfig.Operation.REMOVE);
    var bag = RequestBag.of(snapshot.vocabulary(), Map.of("request.path", "/p"));
    bag.put(slot.slot(), "v");
    assertThat(one.requestHeaders().get(0).value().evaluate(bag)).isEqualTo("v");
    assertThat(one.requestHeaders().get(1).value().evaluate(bag)).isEqualTo("/p");
    assertThat(two.responseHeaders().getFirst().value().evaluate(bag)).isEqualTo("none");
    assertThat(snapshot.vocabulary().find("a.output.value")).isNull();
  }

  @Test
  void ruleOfHeaderOperationsOnly() {
    Snapshot snapshot =
        apply(
            "kind: rule\nmetadata: {name: r}\nspec: {requestHeaderOperations: [{name: a, operation: REMOVE, values: []}]}\n");
    assertThat(rule(snapshot, "r").actions()).isEmpty();
    assertThat(rule(snapshot, "r").requestHeaders()).hasSize(1);
  }

  @Test
  void fieldsAreEvaluatedAndTyped() {
    Snapshot snapshot =
        apply(
            """
            kind: metric
            metadata: {name: m}
            spec:
              value: response.duration | "0ms"
              dimensions:
                z: request.path | "none"
                code: response.code | 200
                a: source.ip | ip("0.0.0.0")
              monitored_resource_type: ""
            """);
    InstanceConfig config = snapshot.instances().get(key("metric", "m"));
    var type = (MetricType) config.type();
    assertThat(type.name()).isEqualTo("m.metric.istio-system");
    assertThat(type.value()).isEqualTo(ValueType.DURATION);
    assertThat(type.dimensions().keys()).containsExactly("a", "code", "z");
    assertThat(type.dimensions().type(1)).isEqualTo(ValueType.INT64);
    assertThat(type.monitoredResourceDimensions().size()).isZero();
    var bag = RequestBag.of(snapshot.vocabulary(), Map.of("response.code", 404L));
    var instance = (MetricInstance) config.builder().build(bag, null);
    assertThat(instance.name()).isEqualTo("m.metric.istio-system");
    assertThat(instance.value()).isEqualTo(java.time.Duration.ZERO);
    assertThat(instance.dimensions().get("code")).isEqualTo(404L);
    assertThat(instance.dimensions().get("z")).isEqualTo("none");
    assertThat(instance.dimensions().types()).isSameAs(type.dimensions());
    assertThat(instance.monitoredResourceType()).isEmpty();
  }

  @Test
  void failureNamesInstanceFieldAndCause() {
    Snapshot snapshot =
        apply(
            "kind: metric\nmetadata: {name: m}\nspec: {value: '1', dimensions: {a: request.path}, monitoredResourceType: request.method}\n",
            "kind: authorization\nmetadata: {name: z}\nspec: {subject: {user: source.user}}\n",
            "kind: nesting\nmetadata: {name: n}\nspec: {innerMap: {k: {httpCode: response.code}}}\n");
    var empty = RequestBag.of(snapshot.vocabulary(), Map.of());
    assertThatThrownBy(
            () -> snapshot.instances().get(key("metric", "m")).builder().build(empty, null))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "evaluation failed at [m.metric.istio-system]'Dimensions[a]': 'lookup failed: 'request.path''");
    var path = RequestBag.of(snapshot.vocabulary(), Map.of("request.path", "/"));
    assertThatThrownBy(
            () -> snapshot.instances().get(key("metric", "m")).builder().build(path, null))
        .hasMessageStartingWith(
            "evaluation failed at [m.metric.istio-system]'MonitoredResourceType'");
    assertThatThrownBy(
            () -> snapshot.instances().get(key("authorization", "z")).builder().build(empty, null))
        .hasMessageStartingWith(
            "evaluation failed at [z.authorization.istio-system]'Subject.User'");
    assertThatThrownBy(
            () -> snapshot.instances().get(key("nesting", "n")).builder().build(empty, null))
        .hasMessageStartingWith(
            "evaluation failed at [n.nesting.istio-system]'InnerMap[k].HttpCode'");
  }

  @Test
  void nestedMessages() {
    Snapshot snapshot =
        apply(
            "kind: authorization\nmetadata: {name: z}\nspec: {subject: {user: source.user, properties: {p: request.path}}}\n",
            "kind: nesting\nmetadata: {name: n}\nspec: {plainValue: request.size, inner_map: {k: {httpCode: response.code, props: {x: request.path}}}, counts: {c: request.size}}\n");
    var bag =
        RequestBag.of(
            snapshot.vocabulary(),
            Map.of(
                "source.user",
                "u",
                "request.path",
                "/",
                "request.size",
                5L,
                "response.code",
                200L));
    var authorization =
        (AuthorizationInstance)
            snapshot.instances().get(key("authorization", "z")).builder().build(bag, null);
    assertThat(authorization.subject().user()).isEqualTo("u");
    assertThat(authorization.subject().properties().asMap()).isEqualTo(Map.of("p", "/"));
    assertThat(authorization.action().method()).isEmpty();
    var filled =
        (TestTemplates.Filled)
            snapshot.instances().get(key("nesting", "n")).builder().build(bag, null);
    assertThat(filled.values().get(0)).isEqualTo(5L);
    assertThat(filled.values().get(1)).isNull();
    assertThat((Map<?, ?>) filled.values().get(2)).hasSize(1);
    Object[] inner = (Object[]) ((Map<?, ?>) filled.values().get(2)).get("k");
    assertThat(inner[0]).isEqualTo(200L);
    assertThat(inner[1]).hasToString("{x=/}");
    assertThat(filled.values().get(3)).hasToString("{c=5}");
  }

  @Test
  void equalMapsAreEvaluatedOnceABag() {
    String dimensions = "{a: request.path | \"x\", b: response.code | 0}";
    Snapshot snapshot =
        apply(
            "kind: metric\nmetadata: {name: m1}\nspec: {value: '1', dimensions: %s}\n"
                .formatted(dimensions),
            "kind: metric\nmetadata: {name: m2}\nspec: {value: request.size, dimensions: %s}\n"
                .formatted(dimensions),
            "kind: metric\nmetadata: {name: m3}\nspec: {value: '1', dimensions: {a: request.path | \"y\"}}\n");
    assertThat(snapshot.sharedDimensions()).isEqualTo(2);
    var shared = new SharedDimensions(snapshot.sharedDimensions());
    var bag = RequestBag.of(snapshot.vocabulary(), Map.of("request.path", "/", "request.size", 1L));
    MetricInstance one = metric(snapshot, "m1", bag, shared);
    MetricInstance two = metric(snapshot, "m2", bag, shared);
    MetricInstance three = metric(snapshot, "m3", bag, shared);
    assertThat(two.dimensions()).isSameAs(one.dimensions());
    assertThat(three.dimensions()).isNotSameAs(one.dimensions());
    assertThat(metric(snapshot, "m1", bag, null).dimensions())
        .isEqualTo(one.dimensions())
        .isNotSameAs(one.dimensions());
    shared.clear();
    var other = RequestBag.of(snapshot.vocabulary(), Map.of("request.path", "/other"));
    assertThat(metric(snapshot, "m1", other, shared).dimensions().get("a")).isEqualTo("/other");
  }

  private static MetricInstance metric(
      Snapshot snapshot, String name, RequestBag bag, SharedDimensions shared) {
    return (MetricInstance)
        snapshot.instances().get(key("metric", name)).builder().build(bag, shared);
  }

  @Test
  void mapsAreCopiedSoThatTheyOutliveTheRequest() {
    Snapshot snapshot =
        apply(
            "kind: metric\nmetadata: {name: m}\nspec: {value: request.headers, dimensions: {h: request.headers}}\n");
    var bag =
        RequestBag.of(
            snapshot.vocabulary(), Map.of("request.headers", StringMap.of(Map.of("a", "b"))));
    MetricInstance instance = metric(snapshot, "m", bag, null);
    assertThat(instance.value()).isEqualTo(StringMap.of(Map.of("a", "b")));
    assertThat(instance.dimensions().get("h")).hasToString("stringmap[a:b]");
  }

  @Test
  void expressionsStayTheSameObjectsAcrossSnapshots() {
    Snapshot one = apply("kind: metric\nmetadata: {name: m}\nspec: {value: '1'}\n");
    Snapshot two =
        apply(
            "kind: metric\nmetadata: {name: m}\nspec: {value: '1'}\n",
            "kind: attributemanifest\nmetadata: {name: more}\nspec: {attributes: {aaa.new: {valueType: STRING}}}\n");
    assertThat(two.vocabulary()).isNotEqualTo(one.vocabulary());
    assertThat(rule(two, "good").match()).isSameAs(rule(one, "good").match());
  }
}
