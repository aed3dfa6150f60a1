package io.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class EnvoyConfigTest {
  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));
  private static final Path EXERCISE =
      Path.of(System.getProperty("keelson.shared"))
          .resolve("exercises/chapter-files/traffic-management");

  @TempDir Path folder;

  private record Result(int status, String out, String err) {
    /** What stands at a path of keys and indices. JSON is YAML. */
    Object at(Object... path) {
      Object at = new Load(LoadSettings.builder().build()).loadFromString(out);
      for (Object step : path) {
        at =
            step instanceof Integer index
                ? ((List<?>) at).get(index)
                : ((java.util.Map<?, ?>) at).get(step);
      }
      return at;
    }
  }

  private static Result run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                Stream.concat(Stream.of("envoy-config"), Stream.of(words)).toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }

  @Test
  void quotaIsForTheBoundServiceOnly() {
    Result result =
        run(
            "--for",
            "1.1",
            "-f",
            EXERCISE.resolve("ratelimiting.yaml").toString(),
            "--server",
            "keelson:9091",
            "--direction",
            "inbound",
            "--service",
            "advertisement.weather",
            "forecast.weather",
            "--node",
            "ad-v1.weather");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.at("routes", 0, "per_filter_config", "mixer", "quota_spec").toString())
        .contains("quota=requestcount", "charge=1");
    assertThat(result.at("routes", 1, "per_filter_config", "mixer", "quota_spec")).isNull();
    assertThat(result.at("http_filter", "name")).isEqualTo("mixer");
    assertThat(result.at("clusters", 0, "name")).isEqualTo("outbound|9091||keelson");
  }

  @Test
  void foldersAreReadAndOtherKindsLeftAlone() {
    Result result =
        run(
            "--for",
            "1.1",
            "-f",
            ROOT.resolve("examples/bookinfo").toString(),
            "--server",
            "keelson:9091",
            "--direction",
            "INBOUND",
            "--service",
            "productpage.default",
            "--node",
            "productpage-v1.default");

    assertThat(result.err()).isEmpty();
    assertThat(result.at("routes", 0, "per_filter_config", "mixer", "quota_spec").toString())
        .contains("productpagelimit");
  }

  @Test
  void flagsAndMetadataReachTheFilters() {
    Result result =
        run(
            "--for",
            "1.1",
            "--server",
            "keelson:9091",
            "--telemetryServer",
            "reports:9091",
            "--direction",
            "outbound",
            "--service",
            "web.shop",
            "--node",
            "client.shop",
            "--policyCheckFailOpen",
            "--enableClientSidePolicyCheck",
            "--metadata",
            "policy.istio.io/checkRetries=3");

    assertThat(result.status()).isZero();
    Object transport = result.at("http_filter", "config", "transport");
    assertThat(transport.toString())
        .contains("max_retry=3", "report_cluster=outbound|9091||reports")
        .doesNotContain("FAIL_CLOSE");
    assertThat(result.at("tcp_filters", 0, "filter", "config", "disable_check_calls")).isNull();
  }

  @Test
  void withoutNodeTheServiceStandsInAndAWarningSaysSo() {
    Result result =
        run("--for", "1.1", "--server", "k:1", "--direction", "outbound", "--service", "web.shop");

    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("warning", "web.shop", "--node");
  }

  @Test
  void todaysEnvoyIsRefusedWithASentence() {
    Result result =
        run("--for", "v3", "--server", "k:1", "--direction", "inbound", "--service", "web.shop");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("comes with the doors for today's Envoy");
  }

  @Test
  void otherProxiesServicesAndDirectionsAreUsageErrors() {
    assertThat(
            run("--for", "2", "--server", "k:1", "--direction", "inbound", "--service", "a.b")
                .status())
        .isEqualTo(2);
    assertThat(
            run("--for", "1.1", "--server", "k:1", "--direction", "up", "--service", "a.b")
                .status())
        .isEqualTo(2);
    Result result =
        run("--for", "1.1", "--server", "k:1", "--direction", "inbound", "--service", "a b");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("'a b' is no service");
  }

  @Test
  void badResourcesAreToldAndTheRestIsPrinted() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("q.yaml"),
            """
            apiVersion: config.istio.io/v1alpha2
            kind: QuotaSpec
            metadata: {name: q}
            spec: {rules: [{quotas: [{quota: rate}]}]}
            """);
    Result result =
        run(
            "--for",
            "1.1",
            "-f",
            file.toString(),
            "--server",
            "k:1",
            "--direction",
            "inbound",
            "--service",
            "a.b",
            "--node",
            "p.b");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("QuotaSpec istio-system/q", "spec.rules[0].quotas[0].charge");
    assertThat(result.at("routes", 0, "service")).isEqualTo("a.b.svc.cluster.local");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Result result =
        run(
            "--for",
            "1.1",
            "-f",
            folder.resolve("none.yaml").toString(),
            "--server",
            "k:1",
            "--direction",
            "inbound",
            "--service",
            "a.b");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("none.yaml").contains("no such file");
  }
}
