package io.keelson.adapters.prometheus;

import static io.keelson.adapters.prometheus.Fixture.metric;
import static io.keelson.adapters.prometheus.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.Duration;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import io.keelson.adapters.prometheus.Params.MetricsExpirationPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {
  private final Fixture prometheus = new Fixture();

  @AfterEach
  void close() {
    prometheus.close();
  }

  private static void add(PrometheusHandler handler, String metric) throws Exception {
    handler.handleMetric(List.of(value(metric, 1L, Map.of("a", "x"))));
  }

  @Test
  void unchangedMetricKeepsItsValues() throws Exception {
    var first = prometheus.build("h", metric("c", Kind.COUNTER, "a"), metric("d", Kind.GAUGE, "a"));
    add(first, "c");
    var second =
        prometheus.build("h", metric("e", Kind.GAUGE, "a"), metric("c", Kind.COUNTER, "a"));
    add(first, "c");
    add(second, "c");
    first.close();
    add(second, "c");
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"x\"}", 4.0));
  }

  @Test
  void metricThatSeveralGenerationsSharedGoesWithTheLast() throws Exception {
    var first = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    var second = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    var third = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    add(first, "c");
    var other = prometheus.build("other", metric("d", Kind.COUNTER, "a"));
    second.close();
    first.close();
    add(third, "c");
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"x\"}", 2.0));
    third.close();
    assertThat(prometheus.samples()).isEmpty();
    other.close();
  }

  @Test
  void removedMetricDisappearsWithTheLastHandlerThatHasIt() throws Exception {
    var first = prometheus.build("h", metric("c", Kind.COUNTER, "a"), metric("d", Kind.GAUGE, "a"));
    add(first, "d");
    prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    assertThat(prometheus.samples()).containsKey("istio_d{a=\"x\"}");
    first.close();
    assertThat(prometheus.samples()).isEmpty();
    add(prometheus.build("h", metric("d", Kind.GAUGE, "a")), "d");
    assertThat(prometheus.samples()).containsExactly(entry("istio_d{a=\"x\"}", 1.0));
  }

  @Test
  void redefinitionRestartsThatMetricAlone() throws Exception {
    var first =
        prometheus.build("h", metric("c", Kind.COUNTER, "a"), metric("d", Kind.COUNTER, "a"));
    add(first, "c");
    add(first, "d");
    var second =
        prometheus.build(
            "h",
            metric("c", Kind.COUNTER, "a").setDescription("now with help"),
            metric("d", Kind.COUNTER, "a"));
    add(first, "c");
    assertThat(prometheus.samples())
        .as("what the old handler still counts is not exported")
        .containsExactly(entry("istio_d{a=\"x\"}", 1.0));
    add(second, "c");
    first.close();
    assertThat(prometheus.samples())
        .containsExactly(entry("istio_c{a=\"x\"}", 1.0), entry("istio_d{a=\"x\"}", 1.0));
    assertThat(prometheus.scrape().help).containsEntry("istio_c", "now with help");
  }

  @Test
  void redefinitionThatIsTakenBackBeforeItServedLeavesTheOldMetric() throws Exception {
    var first = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    add(first, "c");
    prometheus.build("h", metric("c", Kind.GAUGE, "a")).close();
    add(first, "c");
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"x\"}", 2.0));
  }

  @Test
  void handlersShareAMetricThatTheyDefineAlike() throws Exception {
    var one = prometheus.build("one", metric("c", Kind.COUNTER, "a"));
    var two = prometheus.build("two", metric("c", Kind.COUNTER, "a"));
    add(one, "c");
    add(two, "c");
    one.close();
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"x\"}", 2.0));
  }

  @Test
  void contradictionFailsTheLaterHandlerAndChangesNothing() throws Exception {
    var one = prometheus.build("one", metric("c", Kind.COUNTER, "a"));
    assertThatThrownBy(
            () ->
                prometheus.build(
                    "two", metric("e", Kind.COUNTER, "a"), metric("c", Kind.GAUGE, "a")))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("could not register metric: 'istio_c' is defined by handler 'one'");
    add(one, "c");
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"x\"}", 1.0));
    one.close();
    assertThat(prometheus.adapter.port()).as("nobody else holds the port").isEqualTo(-1);
  }

  @Test
  void contradictionWithinAHandlerIsAFault() {
    assertThatThrownBy(
            () ->
                prometheus.build(
                    "h",
                    metric("c", Kind.COUNTER, "a"),
                    metric("c", Kind.COUNTER, "a", "b").setInstanceName("other.metric.ns")))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("metrics[1].name");
  }

  @Test
  void listenerLivesFromTheFirstHandlerToTheLast() throws Exception {
    assertThat(prometheus.adapter.port()).isEqualTo(-1);
    var first = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    int port = prometheus.adapter.port();
    var second = prometheus.build("h", metric("c", Kind.COUNTER, "a"));
    first.close();
    first.close();
    assertThat(prometheus.adapter.port()).isEqualTo(port);
    assertThat(prometheus.get("/metrics").statusCode()).isEqualTo(200);
    second.close();
    assertThat(prometheus.adapter.port()).isEqualTo(-1);
    assertThatThrownBy(
            () -> {
              try (var socket = new java.net.Socket("localhost", port)) {
                socket.getOutputStream().write(1);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static Params.Builder expiring(int seconds, int interval) {
    return Params.newBuilder()
        .addMetrics(metric("c", Kind.COUNTER, "a"))
        .addMetrics(metric("d", Kind.DISTRIBUTION, "a"))
        .setMetricsExpirationPolicy(
            MetricsExpirationPolicy.newBuilder()
                .setMetricsExpiryDuration(Duration.newBuilder().setSeconds(seconds))
                .setExpiryCheckIntervalDuration(Duration.newBuilder().setSeconds(interval)));
  }

  private void pass(int seconds) {
    prometheus.time.advance(java.time.Duration.ofSeconds(seconds));
  }

  @Test
  void seriesThatNothingUpdatesExpire() throws Exception {
    var environment = new FakeEnvironment(prometheus.time, "h");
    var handler = prometheus.build("h", expiring(10, 1), environment);
    add(handler, "c");
    add(handler, "d");
    pass(6);
    handler.handleMetric(List.of(value("c", 1L, Map.of("a", "y"))));
    pass(4);
    assertThat(prometheus.samples()).as("10 s old is not older than 10 s").hasSize(16);
    pass(1);
    assertThat(prometheus.samples()).containsExactly(entry("istio_c{a=\"y\"}", 1.0));
    assertThat(environment.metric("prometheus_series")).isEqualTo(1);
    add(handler, "c");
    assertThat(prometheus.samples()).containsEntry("istio_c{a=\"x\"}", 1.0);
  }

  @Test
  void checkComesEveryHalfOfTheExpiryByDefault() throws Exception {
    var environment = new FakeEnvironment(prometheus.time, "h");
    add(prometheus.build("h", expiring(10, 0), environment), "c");
    pass(14);
    assertThat(prometheus.samples()).hasSize(1);
    pass(1);
    assertThat(prometheus.samples()).isEmpty();
  }

  @Test
  void agesOutliveAReconfiguration() throws Exception {
    var old = new FakeEnvironment(prometheus.time, "h");
    var first = prometheus.build("h", expiring(10, 1), old);
    add(first, "c");
    var second = new FakeEnvironment(prometheus.time, "h");
    var replacement = prometheus.build("h", expiring(10, 2), second);
    old.close();
    first.close();
    pass(10);
    assertThat(prometheus.samples()).hasSize(1);
    add(replacement, "d");
    pass(2);
    assertThat(prometheus.samples()).as("never updated by the new handler").hasSize(14);
    assertThat(prometheus.samples()).doesNotContainKey("istio_c{a=\"x\"}");
  }

  @Test
  void seriesOfASharedMetricLastAsLongAsAnyHandlerWants() throws Exception {
    var environment = new FakeEnvironment(prometheus.time, "h");
    add(prometheus.build("h", expiring(10, 1), environment), "c");
    var keeper = prometheus.build("other", metric("c", Kind.COUNTER, "a"));
    pass(100);
    assertThat(prometheus.samples()).hasSize(1);
    keeper.close();
    pass(1);
    assertThat(prometheus.samples()).isEmpty();
  }
}
