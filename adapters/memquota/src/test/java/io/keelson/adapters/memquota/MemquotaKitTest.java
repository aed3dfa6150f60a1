package io.keelson.adapters.memquota;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitQuota;
import io.keelson.adapter.kit.KitRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class MemquotaKitTest {
  private static final Map<String, ?> RATINGS =
      Map.of("destination.labels", Map.of("app", "ratings"));

  private static final String LEGACY =
      """
      kind: memquota
      metadata: { name: handler, namespace: istio-system }
      spec:
        quotas:
        - name: requestcount.quota.istio-system
          maxAmount: %d
          validDuration: 1s
          overrides:
          - dimensions: { destination: advertisement }
            maxAmount: 4
            validDuration: 5s
        - name: other.quota.istio-system
          max_amount: %d
      ---
      kind: quota
      metadata: { name: requestcount, namespace: istio-system }
      spec:
        dimensions:
          source: request.headers["x-forwarded-for"] | "unknown"
          destination: destination.labels["app"] | destination.service.host | "unknown"
      ---
      kind: quota
      metadata: { name: other, namespace: istio-system }
      spec: { dimensions: { ip: source.ip } }
      ---
      kind: rule
      metadata: { name: quota, namespace: istio-system }
      spec:
        actions: [ { handler: handler.memquota, instances: [ requestcount.quota, other.quota ] } ]
      """;

  private static String readme() throws IOException {
    Path root = Path.of(System.getProperty("keelson.root"));
    String text = Files.readString(root.resolve("adapters/memquota/README.md"));
    String block = text.substring(text.indexOf("```yaml\n") + 8);
    return block.substring(0, block.indexOf("```"));
  }

  private static KitCheck.Grant ask(Kit kit, Map<String, ?> attributes, KitQuota quota) {
    return kit.check(attributes, quota).grants().get(quota.name());
  }

  @Test
  void readmesExampleDoesWhatItSays() throws IOException {
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(readme()).start()) {
      for (int i = 0; i < 4; i++) {
        assertThat(ask(kit, RATINGS, KitQuota.upTo("requestcount", 1)))
            .isEqualTo(new KitCheck.Grant(1, Duration.ofSeconds(5)));
      }
      assertThat(kit.check(RATINGS, KitQuota.upTo("requestcount", 1)).granted("requestcount"))
          .isZero();
      kit.advance(Duration.ofSeconds(5));
      assertThat(kit.check(RATINGS, KitQuota.upTo("requestcount", 9)).granted("requestcount"))
          .isEqualTo(4);
      assertThat(kit.check(Map.of(), KitQuota.exactly("requestcount", 500)).granted("requestcount"))
          .isEqualTo(500);
    }
  }

  @Test
  void rateLimitOfTheExercisesGrantsExactlyFourInFiveSeconds() throws IOException {
    Path shared = Path.of(System.getProperty("keelson.shared"));
    String config =
        Files.readString(
            shared.resolve("exercises/chapter-files/traffic-management/ratelimiting.yaml"));
    var advertisement = Map.of("destination.labels", Map.of("app", "advertisement"));
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(config).startUnchecked()) {
      long granted = 0;
      for (int i = 0; i < 20; i++) {
        granted +=
            kit.check(advertisement, KitQuota.upTo("requestcount", 1)).granted("requestcount");
      }
      assertThat(granted).isEqualTo(4);
      kit.advance(Duration.ofSeconds(5));
      assertThat(kit.check(advertisement, KitQuota.upTo("requestcount", 9)).granted("requestcount"))
          .isEqualTo(4);
      assertThat(kit.check(Map.of(), KitQuota.upTo("requestcount", 999)).granted("requestcount"))
          .isEqualTo(200);
    }
  }

  @Test
  void retryIsAnsweredLikeTheFirstTry() {
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(LEGACY.formatted(10, 10)).start()) {
      var request =
          new KitRequest(Map.of(), List.of(KitQuota.exactly("requestcount", 6)), "some-id");
      assertThat(kit.check(request).granted("requestcount")).isEqualTo(6);
      assertThat(kit.check(request).granted("requestcount")).isEqualTo(6);
      assertThat(kit.check(Map.of(), KitQuota.upTo("requestcount", 10)).granted("requestcount"))
          .isEqualTo(4);
    }
  }

  @Test
  void requestsWithoutIdAreChargedEach() {
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(LEGACY.formatted(10, 10)).start()) {
      var request = new KitRequest(Map.of(), List.of(KitQuota.exactly("requestcount", 6)), "");
      assertThat(kit.check(request).granted("requestcount")).isEqualTo(6);
      assertThat(kit.check(request).granted("requestcount")).isZero();
    }
  }

  @Test
  void addressDimensionIsOneKeyInBothItsForms() throws Exception {
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(LEGACY.formatted(10, 1)).start()) {
      byte[] four = {10, 0, 0, 1};
      byte[] sixteen = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
      var other = KitQuota.exactly("other", 1);
      var plain = Map.of("source.ip", io.keelson.attribute.IpAddress.of(four));
      var mapped = Map.of("source.ip", io.keelson.attribute.IpAddress.of(sixteen));
      assertThat(ask(kit, plain, other)).isEqualTo(new KitCheck.Grant(1, Duration.ZERO));
      assertThat(kit.check(mapped, other).granted("other")).isZero();
    }
  }

  @Test
  void changeOfOneLimitLeavesTheCountersOfTheOthers() {
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(LEGACY.formatted(10, 5)).start()) {
      assertThat(kit.check(Map.of(), KitQuota.exactly("requestcount", 7)).granted("requestcount"))
          .isEqualTo(7);
      kit.apply(LEGACY.formatted(10, 6));
      assertThat(kit.handlersBuilt()).isEqualTo(2);
      assertThat(kit.check(Map.of(), KitQuota.upTo("requestcount", 7)).granted("requestcount"))
          .isEqualTo(3);
    }
  }

  @Test
  void instanceWithoutEntryIsADiagnosticThatNamesIt() {
    String config = LEGACY.formatted(10, 5).replace("name: other.quota.", "name: typo.quota.");
    try (Kit kit = Kit.with(new MemquotaAdapter()).config(config).startUnchecked()) {
      assertThat(String.join("\n", kit.diagnostics()))
          .contains("handler.memquota.istio-system")
          .contains("'other.quota.istio-system'");
    }
  }
}
