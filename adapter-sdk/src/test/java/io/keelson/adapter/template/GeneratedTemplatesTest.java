package io.keelson.adapter.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Handler;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.authorization.AuthorizationInstance;
import io.keelson.adapter.template.authorization.AuthorizationTemplate;
import io.keelson.adapter.template.authorization.AuthorizationType;
import io.keelson.adapter.template.kubernetes.AsyncKubernetesHandler;
import io.keelson.adapter.template.kubernetes.KubernetesHandler;
import io.keelson.adapter.template.kubernetes.KubernetesInstance;
import io.keelson.adapter.template.kubernetes.KubernetesOutput;
import io.keelson.adapter.template.kubernetes.KubernetesTemplate;
import io.keelson.adapter.template.listentry.AsyncListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.logentry.LogEntryTemplate;
import io.keelson.adapter.template.metric.AsyncMetricHandler;
import io.keelson.adapter.template.metric.MetricHandler;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapter.template.quota.AsyncQuotaHandler;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapter.template.tracespan.TraceSpanTemplate;
import io.keelson.adapter.testtemplate.check.CheckHandler;
import io.keelson.adapter.testtemplate.check.CheckTemplate;
import io.keelson.adapter.testtemplate.checkproducer.AsyncCheckProducerHandler;
import io.keelson.adapter.testtemplate.checkproducer.CheckProducerCheckOutput;
import io.keelson.adapter.testtemplate.checkproducer.CheckProducerHandler;
import io.keelson.adapter.testtemplate.checkproducer.CheckProducerOutput;
import io.keelson.adapter.testtemplate.checkproducer.CheckProducerTemplate;
import io.keelson.adapter.testtemplate.hostile.HostileInstance;
import io.keelson.adapter.testtemplate.hostile.HostileTemplate;
import io.keelson.adapter.testtemplate.hostile.HostileType;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GeneratedTemplatesTest {
  private static final IpAddress IP = IpAddress.of(new byte[] {10, 0, 0, 1});
  private static final DimensionTypes KEYS = DimensionTypes.of(Map.of("k", ValueType.STRING));
  private static final Dimensions DIMENSIONS = new Dimensions(KEYS, new Object[] {"v"});

  private static Object[] nothing(Template template) {
    return new Object[template.fields().size()];
  }

  @Test
  void absentValuesBecomeZeroValues() {
    var span = TraceSpanTemplate.INSTANCE.newInstance("s", nothing(TraceSpanTemplate.INSTANCE));
    assertThat(span.name()).isEqualTo("s");
    assertThat(span.traceId()).isEmpty();
    assertThat(span.startTime()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    assertThat(span.httpStatusCode()).isZero();
    assertThat(span.clientSpan()).isFalse();
    assertThat(span.sourceIp()).isNull();
    assertThat(span.spanTags()).isSameAs(Dimensions.EMPTY);
    var log = LogEntryTemplate.INSTANCE.newInstance("l", nothing(LogEntryTemplate.INSTANCE));
    assertThat(log.timestamp()).isEqualTo(Slots.NO_INSTANT);
    var metric = MetricTemplate.INSTANCE.newInstance("m", nothing(MetricTemplate.INSTANCE));
    assertThat(metric.value()).isNull();
  }

  @Test
  void valuesArriveInFieldOrder() {
    var metric =
        MetricTemplate.INSTANCE.newInstance(
            "m", new Object[] {7L, DIMENSIONS, "type", Dimensions.EMPTY});
    assertThat(metric).isEqualTo(new MetricInstance("m", 7L, DIMENSIONS, "type", Dimensions.EMPTY));
  }

  @Test
  void absentNestedMessagesAreEmptyOnes() {
    var instance = AuthorizationTemplate.INSTANCE.newInstance("a", new Object[2]);
    assertThat(instance.subject())
        .isEqualTo(new AuthorizationInstance.Subject("", "", Dimensions.EMPTY));
    assertThat(instance.action())
        .isEqualTo(new AuthorizationInstance.Action("", "", "", "", Dimensions.EMPTY));
  }

  @Test
  void nestedMessagesAreFilled() {
    var instance =
        AuthorizationTemplate.INSTANCE.newInstance(
            "a", new Object[] {new Object[] {"u", null, DIMENSIONS}, null});
    assertThat(instance.subject())
        .isEqualTo(new AuthorizationInstance.Subject("u", "", DIMENSIONS));
  }

  @Test
  void typesHaveTheDynamicFieldsAlone() {
    assertThat(
            MetricTemplate.INSTANCE.newType("m", new Object[] {ValueType.INT64, KEYS, null, null}))
        .isEqualTo(new MetricType("m", ValueType.INT64, KEYS, DimensionTypes.EMPTY));
    assertThat(MetricTemplate.INSTANCE.newType("m", new Object[4]).value())
        .isEqualTo(ValueType.VALUE_TYPE_UNSPECIFIED);
    AuthorizationType type =
        AuthorizationTemplate.INSTANCE.newType(
            "a", new Object[] {new Object[] {null, null, KEYS}, null});
    assertThat(type.subject().properties()).isEqualTo(KEYS);
    assertThat(type.action().properties()).isEqualTo(DimensionTypes.EMPTY);
  }

  @Test
  void mapsOfMessagesAndMessagesInsideThemselves() {
    var node = new Object[] {new Object[] {null, 2L}, 1L};
    HostileInstance instance =
        HostileTemplate.INSTANCE.newInstance(
            "h",
            new Object[] {
              "c",
              5L,
              new Object[] {true, "uri"},
              Map.of("x", new Object[] {DIMENSIONS}),
              node,
              null,
              true,
              null
            });
    assertThat(instance.class_()).isEqualTo("c");
    assertThat(instance.default_()).isEqualTo(5);
    assertThat(instance.string().value()).isEqualTo(true);
    assertThat(instance.wait_()).isEqualTo(Map.of("x", new HostileInstance.List(DIMENSIONS)));
    assertThat(instance.node().value()).isEqualTo(1L);
    assertThat(instance.node().next()).isEqualTo(new HostileInstance.Node(null, 2L));
    assertThat(instance.hashCode_()).isTrue();
    assertThat(instance.types().values()).isEmpty();
    HostileInstance empty =
        HostileTemplate.INSTANCE.newInstance("h", nothing(HostileTemplate.INSTANCE));
    assertThat(empty.node()).as("an empty one would have no end").isNull();
    assertThat(empty.wait_()).isEmpty();
    HostileType type =
        HostileTemplate.INSTANCE.newType(
            "h",
            new Object[] {
              null,
              null,
              new Object[] {ValueType.BOOL, null},
              Map.of("x", new Object[] {KEYS}),
              new Object[] {null, ValueType.URI},
              null,
              null,
              null
            });
    assertThat(type.string().value()).isEqualTo(ValueType.BOOL);
    assertThat(type.wait_().get("x").map()).isEqualTo(KEYS);
    assertThat(type.node()).isEqualTo(new HostileType.Node(null, ValueType.URI));
  }

  @Test
  void schemasOfMessagesInsideThemselvesCanBeComparedAndShown() {
    List<Field> fields = HostileTemplate.INSTANCE.fields();
    assertThat(fields.toString()).contains("Nested[Node]");
    assertThat(fields.hashCode()).isEqualTo(List.copyOf(fields).hashCode());
    var node = (Field.FieldType.Nested) fields.get(4).type();
    assertThat(node.fields().getFirst().type()).isEqualTo(node);
    assertThatThrownBy(() -> node.fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void valuesOfTheWrongClassAreRefused() {
    assertThatThrownBy(
            () ->
                LogEntryTemplate.INSTANCE.newInstance(
                    "l", new Object[] {null, "now", null, null, null}))
        .isInstanceOf(ClassCastException.class);
  }

  @Test
  void checksReachTheHandler() throws Exception {
    var denied = new CheckResult(Status.of(7, "no"), Duration.ofSeconds(1), 2);
    ListEntryHandler handler =
        instance -> "good".equals(instance.value()) ? CheckResult.NO_OPINION : denied;
    Template.Check template = ListEntryTemplate.INSTANCE;
    assertThat(template.check(handler, template.newInstance("l", new Object[] {"good"})))
        .isEqualTo(CheckResult.NO_OPINION);
    assertThat(template.check(handler, template.newInstance("l", new Object[] {"bad"})))
        .isEqualTo(denied);
    AsyncListEntryHandler async = instance -> CompletableFuture.completedStage(denied);
    assertThat(get(template.checkAsync(async, template.newInstance("l", new Object[1]))))
        .isEqualTo(denied);
    assertThat(template.variety()).isEqualTo(Variety.CHECK);
  }

  @Test
  void quotasReachTheHandlerWithTheirArguments() throws Exception {
    QuotaHandler handler =
        (instance, args) -> new QuotaResult(args.amount() - 1, Duration.ofSeconds(3));
    AsyncQuotaHandler async =
        (instance, args) ->
            CompletableFuture.completedStage(new QuotaResult(args.amount(), Duration.ZERO));
    var args = new QuotaArgs("id", 5, true);
    Instance instance = QuotaTemplate.INSTANCE.newInstance("q", new Object[] {DIMENSIONS});
    assertThat(QuotaTemplate.INSTANCE.allocate(handler, instance, args))
        .isEqualTo(new QuotaResult(4, Duration.ofSeconds(3)));
    assertThat(get(QuotaTemplate.INSTANCE.allocateAsync(async, instance, args)).amount())
        .isEqualTo(5);
    assertThat(QuotaTemplate.INSTANCE.variety()).isEqualTo(Variety.QUOTA);
  }

  @Test
  void reportsReachTheHandlerInOneBatch() throws Exception {
    List<MetricInstance> got = new ArrayList<>();
    MetricHandler handler = got::addAll;
    AsyncMetricHandler async =
        instances -> {
          got.addAll(instances);
          return CompletableFuture.completedStage(null);
        };
    List<Instance> batch =
        List.of(
            MetricTemplate.INSTANCE.newInstance("a", new Object[4]),
            MetricTemplate.INSTANCE.newInstance("b", new Object[4]));
    MetricTemplate.INSTANCE.report(handler, batch);
    assertThat(got).extracting(MetricInstance::name).containsExactly("a", "b");
    get(MetricTemplate.INSTANCE.reportAsync(async, batch));
    assertThat(got).hasSize(4);
    assertThat(MetricTemplate.INSTANCE.variety()).isEqualTo(Variety.REPORT);
  }

  @Test
  void generatorsGiveOnlyWhatTheySet() throws Exception {
    KubernetesHandler handler =
        instance ->
            KubernetesOutput.builder()
                .sourcePodName("pod")
                .sourcePodIp(IP)
                .sourceLabels(Map.of("app", "a"))
                .sourceNamespace(null)
                .build();
    AsyncKubernetesHandler async =
        instance -> CompletableFuture.completedStage(KubernetesOutput.NONE);
    var template = KubernetesTemplate.INSTANCE;
    KubernetesInstance instance =
        template.newInstance("k", new Object[] {"kubernetes://a.b", IP, null, null, 80L});
    assertThat(instance.destinationPort()).isEqualTo(80);
    assertThat(template.generate(handler, instance).values())
        .containsOnly(
            Map.entry("source_pod_name", "pod"),
            Map.entry("source_pod_ip", IP),
            Map.entry("source_labels", StringMap.of(Map.of("app", "a"))));
    assertThat(get(template.generateAsync(async, instance))).isEqualTo(Outputs.NONE);
    assertThat(template.variety()).isEqualTo(Variety.ATTRIBUTE_GENERATOR);
    assertThat(template.newType("k", new Object[5]).name()).isEqualTo("k");
  }

  @Test
  void outputsKnowWhatWasSet() {
    var output = KubernetesOutput.builder().sourcePodName("").build();
    assertThat(output.sourcePodName()).isEmpty();
    assertThat(output.sourceNamespace()).isNull();
    assertThat(output).isEqualTo(KubernetesOutput.builder().sourcePodName("").build());
    assertThat(output).isNotEqualTo(KubernetesOutput.NONE);
    assertThat(output.toString()).contains("source_pod_name");
  }

  @Test
  void outputsDoNotChangeWithTheirBuilder() {
    var builder = KubernetesOutput.builder().sourcePodName("a");
    var output = builder.build();
    builder.sourcePodName("b");
    assertThat(output.sourcePodName()).isEqualTo("a");
  }

  @Test
  void checksWithOutputGiveBoth() throws Exception {
    var output = CheckProducerOutput.builder().int64Primitive(0).stringMap(Map.of()).build();
    CheckProducerHandler handler =
        instance -> new CheckProducerCheckOutput(CheckResult.NO_OPINION, output);
    AsyncCheckProducerHandler async =
        instance ->
            CompletableFuture.completedStage(
                new CheckProducerCheckOutput(CheckResult.NO_OPINION, null));
    var template = CheckProducerTemplate.INSTANCE;
    Instance instance = template.newInstance("c", new Object[] {"x"});
    CheckOutput answer = template.check(handler, instance);
    assertThat(answer.result()).isEqualTo(CheckResult.NO_OPINION);
    assertThat(answer.outputs().values())
        .containsOnly(
            Map.entry("int64Primitive", 0L), Map.entry("stringMap", StringMap.of(Map.of())));
    assertThat(get(template.checkAsync(async, instance)).outputs())
        .as("a handler that refuses need not have made an output")
        .isEqualTo(Outputs.NONE);
    assertThat(template.variety()).isEqualTo(Variety.CHECK_WITH_OUTPUT);
  }

  @Test
  void namesOfTheSdkMayBeNamesOfATemplate() throws Exception {
    CheckHandler handler =
        instance ->
            new io.keelson.adapter.testtemplate.check.CheckCheckOutput(
                CheckResult.NO_OPINION,
                io.keelson.adapter.testtemplate.check.CheckOutput.builder()
                    .builder_(instance.duration().d())
                    .build());
    Instance instance =
        CheckTemplate.INSTANCE.newInstance("c", new Object[] {new Object[] {Duration.ofDays(1)}});
    assertThat(CheckTemplate.INSTANCE.check(handler, instance).outputs().values())
        .containsOnly(Map.entry("builder", Duration.ofDays(1)));
  }

  @Test
  void handlerTypesTellWhichTemplatesAHandlerServes() {
    Handler handler = (ListEntryHandler) instance -> CheckResult.NO_OPINION;
    assertThat(ListEntryTemplate.INSTANCE.handlerType().isInstance(handler)).isTrue();
    assertThat(ListEntryTemplate.INSTANCE.asyncHandlerType().isInstance(handler)).isFalse();
    assertThat(MetricTemplate.INSTANCE.handlerType().isInstance(handler)).isFalse();
  }

  private static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
  }
}
