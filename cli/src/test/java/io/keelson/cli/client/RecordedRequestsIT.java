package io.keelson.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.api.mixer.v1.ReportResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests as a 1.1 sidecar sent them, against the server as it ships and the bookinfo folder. */
class RecordedRequestsIT {
  private static LocalServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new LocalServer(LocalServer.ROOT.resolve("examples/bookinfo"));
    // Before any request: one that asks for a quota that bookinfo does not have is worth a
    // diagnostic, too.
    assertThat(server.server().runtime().diagnostics()).isEmpty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void checkPassesWithTheDefaultValidityAndGrantsAnUnknownQuota() throws Exception {
    CheckResponse response =
        server.call("Check", LocalServer.recorded("check.grpc"), CheckResponse.parser());

    assertThat(response.getPrecondition().getStatus().getCode()).isZero();
    assertThat(response.getPrecondition().getValidDuration().getSeconds()).isEqualTo(60);
    assertThat(response.getPrecondition().getValidUseCount()).isEqualTo(10_000);
    assertThat(response.getQuotasMap()).containsOnlyKeys("requestcount");
    assertThat(response.getQuotasMap().get("requestcount").getGrantedAmount()).isEqualTo(1);
  }

  @Test
  void reportOfAHundredEntriesIsInTheStandardMetrics() throws Exception {
    server.call("Report", LocalServer.recorded("report-100.grpc"), ReportResponse.parser());

    String page = server.metrics();
    assertThat(value(page, "istio_requests_total", "response_code=\"200\"")).isEqualTo(90);
    assertThat(value(page, "istio_requests_total", "response_code=\"503\"")).isEqualTo(10);
    for (String histogram :
        List.of("istio_request_duration_seconds", "istio_request_bytes", "istio_response_bytes")) {
      assertThat(value(page, histogram + "_count", "response_code=\"200\"")).isEqualTo(90);
      assertThat(value(page, histogram + "_count", "response_code=\"503\"")).isEqualTo(10);
    }
    assertThat(value(page, "istio_response_bytes_sum", "response_code=\"200\"")).isEqualTo(90 * 48);
    assertThat(value(page, "istio_request_bytes_sum", "response_code=\"200\"")).isZero();
    assertThat(line(page, "istio_requests_total", "response_code=\"503\""))
        .contains(
            "connection_security_policy=\"mutual_tls\"",
            "reporter=\"destination\"",
            "request_protocol=\"http\"",
            "source_app=\"productpage\"",
            "source_version=\"v1\"",
            "source_workload=\"productpage-v1\"",
            "source_workload_namespace=\"default\"",
            "source_principal=\"cluster.local/ns/default/sa/bookinfo-productpage\"",
            "destination_app=\"ratings\"",
            "destination_version=\"v1\"",
            "destination_workload=\"ratings-v1\"",
            "destination_workload_namespace=\"default\"",
            "destination_principal=\"unknown\"",
            "destination_service=\"ratings.default.svc.cluster.local\"",
            "destination_service_name=\"ratings\"",
            "destination_service_namespace=\"default\"",
            "response_flags=\"-\"",
            "permissive_response_code=\"none\"",
            "permissive_response_policyid=\"none\"");
  }

  @Test
  void theServerCountsWhatItDoes() throws Exception {
    server.call("Check", LocalServer.recorded("check.grpc"), CheckResponse.parser());

    assertThat(server.monitoring("/metrics"))
        .contains(
            "grpc_io_server_completed_rpcs{grpc_server_method=\"istio.mixer.v1.Mixer/Check\",grpc_server_status=\"OK\"}")
        .contains("mixer_config_rule_configs_total");
    assertThat(server.monitoring("/version")).contains("test");
  }

  private static String line(String page, String metric, String label) {
    return page.lines()
        .filter(line -> line.startsWith(metric + "{") && line.contains(label))
        .reduce(
            (one, other) -> {
              throw new AssertionError("two series:\n" + one + "\n" + other);
            })
        .orElseThrow(() -> new AssertionError("no " + metric + " with " + label + " in\n" + page));
  }

  private static double value(String page, String metric, String label) {
    String line = line(page, metric, label);
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
