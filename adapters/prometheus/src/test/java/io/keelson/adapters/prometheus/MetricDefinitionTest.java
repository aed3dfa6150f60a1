package io.keelson.adapters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.ConfigErrors;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition.Explicit;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition.Exponential;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition.Linear;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricDefinitionTest {
  private final ConfigErrors errors = new ConfigErrors();

  private MetricDefinition read(MetricInfo.Builder info) {
    return MetricDefinition.of(info.build(), "metrics[0]", errors);
  }

  private List<String> faults(MetricInfo.Builder info) {
    read(info);
    return errors.list().stream().map(ConfigErrors.ConfigError::field).toList();
  }

  private static MetricInfo.Builder distribution(BucketsDefinition.Builder buckets) {
    return Fixture.metric("m", Kind.DISTRIBUTION).setBuckets(buckets);
  }

  private static BucketsDefinition.Builder linear(int count, double width, double offset) {
    return BucketsDefinition.newBuilder()
        .setLinearBuckets(
            Linear.newBuilder().setNumFiniteBuckets(count).setWidth(width).setOffset(offset));
  }

  private static BucketsDefinition.Builder exponential(int count, double growth, double scale) {
    return BucketsDefinition.newBuilder()
        .setExponentialBuckets(
            Exponential.newBuilder()
                .setNumFiniteBuckets(count)
                .setGrowthFactor(growth)
                .setScale(scale));
  }

  private static BucketsDefinition.Builder explicit(Double... bounds) {
    return BucketsDefinition.newBuilder()
        .setExplicitBuckets(Explicit.newBuilder().addAllBounds(List.of(bounds)));
  }

  @Test
  void nameHelpAndPrefixHaveDefaults() {
    var definition =
        read(
            MetricInfo.newBuilder()
                .setInstanceName("m1.metric.istio-system")
                .setKind(Kind.COUNTER)
                .addLabelNames("z")
                .addLabelNames("a-b.c"));
    assertThat(definition)
        .isEqualTo(
            new MetricDefinition(
                "istio_m1_metric_istiosystem",
                "m1.metric.istio-system",
                Kind.COUNTER,
                List.of("ab_c", "z"),
                List.of()));
    assertThat(errors.isEmpty()).isTrue();
  }

  @Test
  void nameHelpAndPrefixAreTaken() {
    var definition =
        read(
            Fixture.metric("/my-requests.total", Kind.GAUGE)
                .setDescription("What it is")
                .setNamespace("my/shop"));
    assertThat(definition.name()).isEqualTo("my_shop_myrequests_total");
    assertThat(definition.help()).isEqualTo("What it is");
  }

  @Test
  void bucketsOfEveryDefinition() {
    var standard = List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
    assertThat(read(Fixture.metric("m", Kind.DISTRIBUTION)).bounds()).isEqualTo(standard);
    assertThat(read(distribution(explicit())).bounds()).isEqualTo(standard);
    assertThat(read(distribution(explicit(-1.0, 3.0))).bounds()).containsExactly(-1.0, 3.0);
    assertThat(read(distribution(linear(3, 2, 1))).bounds()).containsExactly(1.0, 3.0, 5.0, 7.0);
    assertThat(read(distribution(linear(0, 0, 5))).bounds()).containsExactly(5.0);
    assertThat(read(distribution(exponential(8, 10, 1))).bounds())
        .containsExactly(1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8);
    assertThat(errors.isEmpty()).isTrue();
  }

  @Test
  void bucketsOfOtherKindsAreIgnored() {
    var info = Fixture.metric("m", Kind.COUNTER).setBuckets(explicit(3.0, 1.0));
    assertThat(read(info).bounds()).isEmpty();
    assertThat(errors.isEmpty()).isTrue();
  }

  @Test
  void illegalBucketsAreFaults() {
    assertThat(faults(distribution(linear(-1, 1, 1))))
        .containsExactly("metrics[0].buckets.linearBuckets.numFiniteBuckets");
    assertThat(faults(distribution(linear(2, 0, 1))))
        .last()
        .isEqualTo("metrics[0].buckets.linearBuckets");
    assertThat(faults(distribution(exponential(Integer.MAX_VALUE, 1, 0))))
        .endsWith(
            "metrics[0].buckets.exponentialBuckets.numFiniteBuckets",
            "metrics[0].buckets.exponentialBuckets.scale",
            "metrics[0].buckets.exponentialBuckets.growthFactor");
    assertThat(faults(distribution(exponential(400, 10, 1))))
        .last()
        .isEqualTo("metrics[0].buckets.exponentialBuckets");
    assertThat(faults(distribution(explicit(1.0, 1.0))))
        .last()
        .isEqualTo("metrics[0].buckets.explicitBuckets.bounds");
    assertThat(faults(distribution(explicit(Double.NaN)))).hasSize(8);
    assertThat(faults(distribution(exponential(1, Double.NaN, Double.NaN)))).hasSize(10);
  }

  @Test
  void illegalNamesAndKindsAreFaults() {
    assertThat(faults(Fixture.metric("ü", Kind.UNSPECIFIED, "a.b", "a_b", "9", "__x", "le")))
        .containsExactly(
            "metrics[0].name",
            "metrics[0].kind",
            "metrics[0].labelNames[1]",
            "metrics[0].labelNames[2]",
            "metrics[0].labelNames[3]");
    assertThat(faults(Fixture.metric("m", Kind.DISTRIBUTION, "le")))
        .last()
        .isEqualTo("metrics[0].labelNames[0]");
    assertThat(faults(Fixture.metric("m", Kind.GAUGE).setKindValue(17)))
        .last()
        .isEqualTo("metrics[0].kind");
  }
}
