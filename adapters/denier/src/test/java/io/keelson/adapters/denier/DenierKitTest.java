package io.keelson.adapters.denier;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitQuota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class DenierKitTest {

  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));

  private static String readme() throws IOException {
    String text = Files.readString(ROOT.resolve("adapters/denier/README.md"));
    String block = text.substring(text.indexOf("```yaml\n") + 8);
    return block.substring(0, block.indexOf("```"));
  }

  @Test
  void readmesExampleDoesWhatItSays() throws IOException {
    try (Kit kit = Kit.with(new DenierAdapter()).config(readme()).start()) {
      KitCheck closed = kit.check(Map.of("destination.service.name", "shop"));

      assertThat(closed.status().code()).isEqualTo(7);
      assertThat(closed.status().message())
          .isEqualTo("closed.denier.istio-system:closed until Monday");
      assertThat(closed.validDuration()).isEqualTo(Duration.ofSeconds(5));
      assertThat(closed.validUseCount()).isEqualTo(1000);
      assertThat(kit.check(Map.of("destination.service.name", "cafe")).isOk()).isTrue();
    }
  }

  @Test
  void detailsInYamlBecomeTheProxysAnswer() throws IOException {
    String config =
        """
        apiVersion: config.istio.io/v1alpha2
        kind: handler
        metadata: { name: d, namespace: istio-system }
        spec:
          compiledAdapter: denier
          params:
            status:
              message: later
              details:
              - "@type": type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse
                code: ServiceUnavailable
                body: closed
                headers: { retry-after: "3600" }
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: instance
        metadata: { name: i, namespace: istio-system }
        spec: { compiledTemplate: listentry, params: { value: '"x"' } }
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: rule
        metadata: { name: r, namespace: istio-system }
        spec: { actions: [ { handler: d, instances: [ i ] } ] }
        """;
    try (Kit kit = Kit.with(new DenierAdapter()).config(config).start()) {
      KitCheck answer = kit.check(Map.of());

      assertThat(answer.status().code()).isEqualTo(9);
      assertThat(answer.status().message()).isEqualTo("d.istio-system:later");
      assertThat(answer.directResponse().code()).isEqualTo(503);
      assertThat(answer.directResponse().body()).isEqualTo("closed");
      assertThat(answer.responseHeaders())
          .containsExactly(new KitCheck.Header(KitCheck.Operation.REPLACE, "retry-after", "3600"));
    }
  }

  @Test
  void quotaIsRefused() {
    String config =
        """
        kind: denier
        metadata: { name: d, namespace: istio-system }
        spec: {}
        ---
        kind: quota
        metadata: { name: q, namespace: istio-system }
        spec: { dimensions: {} }
        ---
        kind: rule
        metadata: { name: r, namespace: istio-system }
        spec: { actions: [ { handler: d.denier, instances: [ q.quota ] } ] }
        """;
    try (Kit kit = Kit.with(new DenierAdapter()).config(config).start()) {
      assertThat(kit.check(Map.of(), KitQuota.upTo("q", 3)).granted("q")).isZero();
    }
  }
}
