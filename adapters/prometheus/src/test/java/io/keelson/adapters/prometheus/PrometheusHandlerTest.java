package io.keelson.adapters.prometheus;

import static io.keelson.adapters.prometheus.Fixture.metric;
import static io.keelson.adapters.prometheus.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.kit.LogLine;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusHandlerTest {
  private final Fixture prometheus = new Fixture();

  @AfterEach
  void close() {
    prometheus.close();
  }

  @Test
  void eachKindRecordsInItsWay() throws Exception {
    var buckets =
        BucketsDefinition.newBuilder()
            .setExplicitBuckets(
                BucketsDefinition.Explicit.newBuilder().addBounds(1).addBounds(2.5));
    var handler =
        prometheus.build(
            "h",
            metric("g", Kind.GAUGE, "a"),
            metric("c", Kind.COUNTER, "a"),
            metric("d", Kind.DISTRIBUTION, "a").setBuckets(buckets));
    for (double number : new double[] {1, 2.5, 4}) {
      handler.handleMetric(
          List.of(
              value("g", number, Map.of("a", "x")),
              value("c", number, Map.of("a", "x")),
              value("d", number, Map.of("a", "x"))));
    }
    handler.handleMetric(List.of(value("c", 10L, Map.of("a", "y"))));

    var page = prometheus.scrape();
    assertThat(page.types)
        .containsExactly(
            entry("istio_c", "counter"), entry("istio_d", "histogram"), entry("istio_g", "gauge"));
    assertThat(page.help).containsEntry("istio_c", "c");
    assertThat(page.samples)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "istio_g{a=\"x\"}", 4.0,
                "istio_c{a=\"x\"}", 7.5,
                "istio_c{a=\"y\"}", 10.0,
                "istio_d_bucket{a=\"x\",le=\"1\"}", 1.0,
                "istio_d_bucket{a=\"x\",le=\"2.5\"}", 2.0,
                "istio_d_bucket{a=\"x\",le=\"+Inf\"}", 3.0,
                "istio_d_sum{a=\"x\"}", 7.5,
                "istio_d_count{a=\"x\"}", 3.0));
  }

  @Test
  void metricWithoutLabelsHasOneSeries() throws Exception {
    var handler = prometheus.build("h", metric("c", Kind.COUNTER));
    handler.handleMetric(List.of(value("c", 1L, Map.of()), value("c", 1L, Map.of())));
    assertThat(prometheus.samples()).containsExactly(entry("istio_c", 2.0));
  }

  @Test
  void everyNumberIsTaken() throws Exception {
    var handler = prometheus.build("h", metric("g", Kind.GAUGE, "a"));
    var values =
        Map.of(
            "int", 7L,
            "double", -0.5,
            "duration", Duration.ofMillis(-1500),
            "text", "1e3",
            "hex", "0x1p-2",
            "inf", "-Inf",
            "point", ".5");
    var batch = new ArrayList<MetricInstance>();
    values.forEach((name, number) -> batch.add(value("g", number, Map.of("a", name))));
    handler.handleMetric(batch);
    assertThat(prometheus.samples())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "istio_g{a=\"int\"}", 7.0,
                "istio_g{a=\"double\"}", -0.5,
                "istio_g{a=\"duration\"}", -1.5,
                "istio_g{a=\"text\"}", 1000.0,
                "istio_g{a=\"hex\"}", 0.25,
                "istio_g{a=\"inf\"}", Double.NEGATIVE_INFINITY,
                "istio_g{a=\"point\"}", 0.5));
  }

  @Test
  void otherValuesAreErrorsOfTheirInstanceAlone() throws Exception {
    var handler =
        prometheus.build("h", metric("g", Kind.GAUGE, "a"), metric("c", Kind.COUNTER, "a"));
    var batch = new ArrayList<MetricInstance>();
    for (Object bad : new Object[] {"1d", "", " 1", "1_0", true, Instant.EPOCH, null}) {
      batch.add(value("g", bad, Map.of("a", "bad")));
    }
    batch.add(value("c", -1L, Map.of("a", "bad")));
    batch.add(value("c", Double.NaN, Map.of("a", "bad")));
    batch.add(value("unknown", 1L, Map.of()));
    batch.add(value("c", 1L, Map.of("a", "good")));

    var thrown = catchThrowableOfType(AdapterException.class, () -> handler.handleMetric(batch));
    assertThat(thrown.reasons())
        .hasSize(10)
        .contains(
            "metric instance 'c.metric.ns': its value is -1.0, but a counter cannot decrease",
            "metric instance 'g.metric.ns': it has no value",
            "metric instance 'unknown.metric.ns': no metric is configured for it: "
                + "add it to 'metrics'");
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"good\"}", 1.0));
  }

  @Test
  void reasonsOfAReportAreBounded() throws Exception {
    var handler = prometheus.build("h", metric("c", Kind.COUNTER));
    var batch = new ArrayList<MetricInstance>();
    for (long i = 1; i <= 1000; i++) {
      batch.add(value("c", -i, Map.of()));
    }
    var thrown = catchThrowableOfType(AdapterException.class, () -> handler.handleMetric(batch));
    assertThat(thrown.reasons()).hasSize(20);
  }

  @Test
  void labelsAreTheCommonTextForm() throws Exception {
    var handler = prometheus.build("h", metric("c", Kind.COUNTER, "ip", "map", "n", "none"));
    var dimensions =
        new java.util.HashMap<String, Object>(
            Map.of(
                "ip", IpAddress.of(new byte[] {1, 2, 3, 4}),
                "map", StringMap.of(Map.of("k", "v")),
                "n", 200L));
    dimensions.put("none", null);
    handler.handleMetric(List.of(value("c", 1L, dimensions)));
    dimensions.put("n", "200");
    dimensions.put("none", "");
    handler.handleMetric(List.of(value("c", 1L, dimensions)));
    assertThat(prometheus.samples())
        .containsExactly(
            entry("istio_c{ip=\"1.2.3.4\",map=\"stringmap[k:v]\",n=\"200\",none=\"\"}", 2.0));
  }

  @Test
  void dimensionNamesAreSanitisedLikeLabels() throws Exception {
    var config =
        Params.newBuilder().addMetrics(metric("c", Kind.COUNTER, "z-y", "source.app", "/zpath"));
    var handler = prometheus.build("h", config, new FakeEnvironment());
    handler.handleMetric(
        List.of(value("c", 1L, Map.of("z-y", "1", "source.app", "2", "/zpath", "3"))));
    assertThat(prometheus.samples())
        .containsExactly(entry("istio_c{source_app=\"2\",zpath=\"3\",zy=\"1\"}", 1.0));
  }

  @Test
  void labelOrderIsOfNoConsequence() throws Exception {
    var config = Params.newBuilder().addMetrics(metric("c", Kind.COUNTER, "b_", "b1", "a"));
    var handler = prometheus.build("h", config, new FakeEnvironment());
    handler.handleMetric(List.of(value("c", 1L, Map.of("a", "1", "b1", "2", "b_", "3"))));
    assertThat(prometheus.samples())
        .containsExactly(entry("istio_c{a=\"1\",b1=\"2\",b_=\"3\"}", 1.0));
  }

  @Test
  void dimensionsThatAreNotTheLabelsFailTheirInstanceAlone() throws Exception {
    var environment = new FakeEnvironment();
    var handler =
        prometheus.build(
            "h",
            Params.newBuilder()
                .addMetrics(metric("few", Kind.COUNTER, "a", "b"))
                .addMetrics(metric("many", Kind.COUNTER, "a"))
                .addMetrics(metric("twice", Kind.COUNTER, "a_b"))
                .addMetrics(metric("good", Kind.COUNTER, "a")),
            environment,
            List.of(
                Fixture.type("few.metric.ns", List.of("a")),
                Fixture.type("many.metric.ns", List.of("a", "c")),
                Fixture.type("twice.metric.ns", List.of("a.b", "a_b")),
                Fixture.type("good.metric.ns", List.of("a"))));
    assertThat(environment.logs()).extracting(LogLine::message).hasSize(3);
    assertThatThrownBy(
            () ->
                handler.handleMetric(
                    List.of(
                        value("few", 1L, Map.of("a", "1")),
                        value("many", 1L, Map.of("a", "1", "c", "2")),
                        value("twice", 1L, Map.of("a.b", "1", "a_b", "2")),
                        value("good", 1L, Map.of("a", "1")),
                        value("good", 1L, Map.of("other", "1")))))
        .hasMessageContaining("label name \"b\" missing in label map")
        .hasMessageContaining("inconsistent label cardinality")
        .hasMessageContaining("two dimensions are called 'a_b'")
        .hasMessageContaining("it has the dimensions [other] but had [a]");
    assertThat(prometheus.samples()).containsExactly(entry("istio_good{a=\"1\"}", 1.0));
  }

  @Test
  void oneInstanceMayFeedSeveralMetrics() throws Exception {
    var handler =
        prometheus.build(
            "h",
            metric("c", Kind.COUNTER, "a"),
            metric("d", Kind.GAUGE, "a").setInstanceName("c.metric.ns"),
            metric("c", Kind.COUNTER, "a"));
    handler.handleMetric(
        List.of(value("c", 2L, Map.of("a", "1")), value("c", 3L, Map.of("a", "1"))));
    assertThat(prometheus.samples())
        .containsExactly(entry("istio_c{a=\"1\"}", 5.0), entry("istio_d{a=\"1\"}", 3.0));
  }

  @Test
  void emptyReportIsFine() throws Exception {
    prometheus.build("h", metric("c", Kind.COUNTER, "a")).handleMetric(List.of());
    assertThat(prometheus.samples()).isEmpty();
  }

  @Test
  void seriesBeyondTheCapAreCountedTogether() throws Exception {
    var environment = new FakeEnvironment();
    try (var small = new Fixture(3)) {
      var config = Params.newBuilder().addMetrics(metric("c", Kind.COUNTER, "kind", "user"));
      var handler = small.build("h", config, environment);
      for (int i = 0; i < 10; i++) {
        handler.handleMetric(
            List.of(value("c", 1L, Map.of("user", "u" + i, "kind", i % 2 == 0 ? "x" : "y"))));
      }
      handler.handleMetric(List.of(value("c", 1L, Map.of("user", "u0", "kind", "x"))));
      assertThat(small.samples())
          .containsOnly(
              entry("istio_c{kind=\"x\",user=\"u0\"}", 2.0),
              entry("istio_c{kind=\"y\",user=\"u1\"}", 1.0),
              entry("istio_c{kind=\"x\",user=\"u2\"}", 1.0),
              entry("istio_c{kind=\"__overflow__\",user=\"__overflow__\"}", 7.0));
      assertThat(environment.metric("prometheus_overflow_total")).isEqualTo(7);
      assertThat(environment.metric("prometheus_series")).isEqualTo(3);
      assertThat(environment.logs())
          .singleElement()
          .satisfies(
              line -> assertThat(line.message()).contains("istio_c").contains("label 'user' has"));
    }
  }

  @Test
  void valuesWithEqualHashCodesKeepApart() throws Exception {
    var handler = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    var batch = new ArrayList<MetricInstance>();
    for (int i = 0; i < 512; i++) {
      var text = new StringBuilder();
      for (int bit = 0; bit < 9; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      batch.add(value("c", 1L, Map.of("a", text.toString())));
    }
    handler.handleMetric(batch);
    handler.handleMetric(batch);
    assertThat(prometheus.samples()).hasSize(512).allSatisfy((k, v) -> assertThat(v).isEqualTo(2));
  }
}
