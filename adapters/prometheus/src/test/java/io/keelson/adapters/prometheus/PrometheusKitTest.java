package io.keelson.adapters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class PrometheusKitTest {
  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));

  private final Fixture prometheus = new Fixture();

  private static String readme() throws IOException {
    String text = Files.readString(ROOT.resolve("adapters/prometheus/README.md"));
    String block = text.substring(text.indexOf("```yaml\n") + 8);
    return block.substring(0, block.indexOf("```"));
  }

  @Test
  void readmesExampleDoesWhatItSays() throws Exception {
    try (Kit kit = Kit.with(prometheus.adapter).config(readme()).start()) {
      var ratings = Map.of("destination.labels", Map.of("app", "ratings"), "response.code", 200L);
      kit.report(ratings);
      kit.report(List.of(ratings, Map.of("context.reporter.kind", "outbound"), ratings));
      assertThat(prometheus.samples())
          .containsExactly(
              entry(
                  "istio_requests_total{destination_app=\"ratings\",reporter=\"destination\","
                      + "response_code=\"200\"}",
                  3.0),
              entry(
                  "istio_requests_total{destination_app=\"unknown\",reporter=\"source\","
                      + "response_code=\"200\"}",
                  1.0));
      kit.advance(Duration.ofMinutes(16));
      assertThat(prometheus.samples()).isEmpty();
    }
    assertThat(prometheus.adapter.port()).isEqualTo(-1);
  }

  @Test
  void changedConfigurationKeepsWhatItDoesNotTouch() throws Exception {
    String second = readme().replace("kind: COUNTER", "description: Requests\n      kind: COUNTER");
    try (Kit kit = Kit.with(prometheus.adapter).config(readme()).start()) {
      int port = prometheus.adapter.port();
      kit.report(Map.of());
      kit.apply(readme().replace("10m", "11m"));
      assertThat(kit.handlersBuilt()).isEqualTo(2);
      kit.report(Map.of());
      assertThat(prometheus.samples().values()).containsExactly(2.0);
      kit.apply(second);
      kit.report(Map.of());
      assertThat(prometheus.samples().values()).containsExactly(1.0);
      assertThat(prometheus.adapter.port()).isEqualTo(port);
    }
  }

  @Test
  void valueThatIsNoNumberFailsTheReportButNotTheOthers() throws Exception {
    String config =
        readme().replace("value: \"1\"", "value: request.path | \"1\"").replace("COUNTER", "GAUGE");
    try (Kit kit = Kit.with(prometheus.adapter).config(config).start()) {
      assertThatThrownBy(
              () -> kit.report(List.of(Map.of("request.path", "/x"), Map.of("request.path", "7"))))
          .isInstanceOf(KitException.class)
          .hasMessageContaining("its value '/x' is no number");
      assertThat(prometheus.samples().values()).containsExactly(7.0);
    }
  }

  @Test
  void everyFaultOfAHandlerIsADiagnostic() throws Exception {
    String config =
        readme()
            .replace("kind: COUNTER", "kind: UNSPECIFIED")
            .replace("metricsExpiryDuration: 10m", "metricsExpiryDuration: 0s");
    try (Kit kit = Kit.with(prometheus.adapter).config(config).startUnchecked()) {
      assertThat(String.join("\n", kit.diagnostics()))
          .contains("metrics[0].kind")
          .contains("metricsExpirationPolicy.metricsExpiryDuration");
    }
  }

  @Test
  void standardMetricsAreExportedUnderTheirNames() throws Exception {
    String config = Files.readString(ROOT.resolve("examples/bookinfo/metrics.yaml"));
    try (Kit kit = Kit.with(prometheus.adapter).config(config).startUnchecked()) {
      kit.report(
          Map.of(
              "context.protocol",
              "http",
              "context.reporter.kind",
              "inbound",
              "response.code",
              200L,
              "response.duration",
              Duration.ofMillis(30),
              "request.size",
              10L,
              "response.size",
              3_000_000L));
      var page = prometheus.scrape();
      assertThat(page.types)
          .contains(
              entry("istio_requests_total", "counter"),
              entry("istio_request_duration_seconds", "histogram"),
              entry("istio_request_bytes", "histogram"),
              entry("istio_response_bytes", "histogram"));
      assertThat(page.samples.keySet())
          .anyMatch(
              key -> key.startsWith("istio_response_bytes_bucket") && key.contains("le=\"1e+08\""))
          .anyMatch(
              key ->
                  key.startsWith("istio_requests_total") && key.contains("response_code=\"200\""));
    }
  }
}
