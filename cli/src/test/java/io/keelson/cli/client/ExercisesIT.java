package io.keelson.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.api.mixer.v1.ReportRequest;
import io.keelson.api.mixer.v1.ReportResponse;
import io.keelson.attribute.StringMap;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's files, unchanged, beside the bookinfo folder. */
class ExercisesIT {
  private static final Path FILES = LocalServer.SHARED.resolve("exercises/chapter-files");

  @TempDir Path folder;

  private LocalServer serverWith(String... files) throws Exception {
    LocalServer.copy(LocalServer.ROOT.resolve("examples/bookinfo"), folder);
    for (int i = 0; i < files.length; i++) {
      Files.copy(FILES.resolve(files[i]), folder.resolve("operator-" + i + ".yaml"));
    }
    var server = new LocalServer(folder);
    assertThat(server.server().runtime().diagnostics())
        .as("a rule that an operator's second file redefines is worth a warning, nothing else is")
        .allMatch(diagnostic -> files.length > 1 && diagnostic.severity() == Severity.WARNING);
    return server;
  }

  private static CheckResponse check(LocalServer server, Map<String, Object> attributes, long quota)
      throws Exception {
    CheckRequest.Builder request =
        CheckRequest.newBuilder()
            .setAttributes(Attributes.encode(attributes))
            .setDeduplicationId(UUID.randomUUID().toString());
    if (quota > 0) {
      request.putQuotas(
          "requestcount", CheckRequest.QuotaParams.newBuilder().setAmount(quota).build());
    }
    return server.call("Check", request.build().toByteArray(), CheckResponse.parser());
  }

  private static Map<String, Object> from(StringMap source) {
    return Map.of(
        "source.labels",
        source,
        "destination.labels",
        StringMap.of(Map.of("app", "advertisement")));
  }

  private static StringMap app(String name) {
    return StringMap.of(Map.of("app", name));
  }

  @Test
  void whitelistLetsFrontendPassAndNobodyElse() throws Exception {
    try (LocalServer server = serverWith("security/whitelist.yaml")) {
      CheckResponse frontend = check(server, from(app("frontend")), 0);
      CheckResponse sleep = check(server, from(app("sleep")), 0);
      CheckResponse nameless = check(server, from(StringMap.of(Map.of("version", "v1"))), 0);

      assertThat(frontend.getPrecondition().getStatus().getCode()).isZero();
      assertThat(frontend.getPrecondition().getValidDuration().getSeconds()).isEqualTo(300);
      assertThat(frontend.getPrecondition().getValidUseCount()).isEqualTo(10_000);
      assertThat(sleep.getPrecondition().getStatus().getCode()).isEqualTo(7);
      assertThat(sleep.getPrecondition().getStatus().getMessage())
          .isEqualTo("advertisementwhitelist.listchecker.istio-system:sleep is not whitelisted");
      assertThat(nameless.getPrecondition().getStatus().getMessage())
          .as("a missing map key reads as the empty string")
          .isEqualTo("advertisementwhitelist.listchecker.istio-system: is not whitelisted");
    }
  }

  @Test
  void blacklistDeniesFrontend() throws Exception {
    try (LocalServer server = serverWith("security/blacklist.yaml")) {
      CheckResponse frontend = check(server, from(app("frontend")), 0);
      CheckResponse sleep = check(server, from(app("sleep")), 0);

      assertThat(frontend.getPrecondition().getStatus().getCode()).isEqualTo(7);
      assertThat(frontend.getPrecondition().getStatus().getMessage())
          .isEqualTo("denycustomerhandler.denier.istio-system:Not allowed");
      assertThat(sleep.getPrecondition().getStatus().getCode()).isZero();
    }
  }

  @Test
  void memquotaGrantsExactlyFour() throws Exception {
    try (LocalServer server = serverWith("traffic-management/ratelimiting.yaml")) {
      long granted = 0;
      for (int i = 0; i < 10; i++) {
        CheckResponse response = check(server, from(app("frontend")), 1);
        granted += response.getQuotasMap().get("requestcount").getGrantedAmount();
      }

      assertThat(granted).isEqualTo(4);
    }
  }

  @Test
  void aLimitWhoseConditionCannotBeEvaluatedLetsPassAndIsReported() throws Exception {
    try (LocalServer server =
        serverWith(
            "traffic-management/ratelimiting.yaml",
            "traffic-management/ratelimiting-conditional.yaml")) {
      StringMap tester = StringMap.of(Map.of("cookie", "user=tester"));
      StringMap other = StringMap.of(Map.of("cookie", "user=other"));
      long unconditional = 0;
      long limited = 0;
      for (int i = 0; i < 10; i++) {
        unconditional += granted(server, tester);
        limited += granted(server, other);
      }
      long withoutHeaders =
          check(server, from(app("frontend")), 50)
              .getQuotasMap()
              .get("requestcount")
              .getGrantedAmount();

      assertThat(unconditional).as("testers are not limited").isEqualTo(10);
      assertThat(limited).isEqualTo(4);
      assertThat(withoutHeaders).as("no headers: the condition has no value").isEqualTo(50);
      assertThat(server.server().runtime().diagnostics().toString())
          .contains("request.headers")
          .contains("quota");
      assertThat(server.monitoring("/metrics"))
          .containsPattern("keelson_rule_match_failures_total\\{[^}]*quota[^}]*} 1");
    }
  }

  private static long granted(LocalServer server, StringMap headers) throws Exception {
    Map<String, Object> attributes =
        Map.of("request.headers", headers, "destination.labels", app("advertisement"));
    return check(server, attributes, 1).getQuotasMap().get("requestcount").getGrantedAmount();
  }

  @Test
  void customMetricCountsBesideTheStandardOnes() throws Exception {
    try (LocalServer server = serverWith("telemetry/customer-request-count.yaml")) {
      var report = ReportRequest.newBuilder();
      for (int i = 0; i < 3; i++) {
        report.addAttributes(
            Attributes.encode(
                Map.of(
                    "request.method", "GET",
                    "request.path", "/",
                    "context.protocol", "http",
                    "destination.service.name", "frontend",
                    "response.code", 200L)));
      }
      server.call("Report", report.build().toByteArray(), ReportResponse.parser());

      assertThat(server.metrics())
          .contains(
              "istio_customer_request_count{code=\"200\",destination=\"frontend\",method=\"GET\",path=\"/\",useragent=\"unknown\"} 3")
          .containsPattern("istio_requests_total\\{.*destination_service_name=\"frontend\".*} 3");
    }
  }
}
