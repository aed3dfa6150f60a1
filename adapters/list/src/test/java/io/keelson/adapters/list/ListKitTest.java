package io.keelson.adapters.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.Code;
import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class ListKitTest {

  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));

  private static String readme() throws IOException {
    String text = Files.readString(ROOT.resolve("adapters/list/README.md"));
    String block = text.substring(text.indexOf("```yaml\n") + 8);
    return block.substring(0, block.indexOf("```"));
  }

  private static String addressesFrom(String url) {
    return """
    kind: listchecker
    metadata: { name: l, namespace: istio-system }
    spec: { providerUrl: "%s", refreshInterval: 10s, ttl: 30s, entryType: IP_ADDRESSES }
    ---
    kind: listentry
    metadata: { name: e, namespace: istio-system }
    spec: { value: source.ip }
    ---
    kind: rule
    metadata: { name: r, namespace: istio-system }
    spec: { actions: [ { handler: l.listchecker, instances: [ e.listentry ] } ] }
    """
        .formatted(url);
  }

  @Test
  void readmesExampleDoesWhatItSays() throws IOException {
    try (Kit kit = Kit.with(new ListAdapter()).config(readme()).start()) {
      KitCheck denied =
          kit.check(
              Map.of("destination.service.name", "shop", "source.labels", Map.of("app", "sleep")));

      assertThat(denied.status().code()).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(denied.status().message())
          .isEqualTo("callers.listchecker.istio-system:sleep is not whitelisted");
      assertThat(denied.referenced()).contains("source.labels[app]");
      KitCheck passed =
          kit.check(
              Map.of(
                  "destination.service.name", "shop", "source.labels", Map.of("app", "frontend")));
      assertThat(passed.isOk()).isTrue();
      assertThat(passed.validDuration()).isEqualTo(Duration.ofMinutes(5));
      assertThat(passed.validUseCount()).isEqualTo(10_000);
    }
  }

  @Test
  void fetchedListIsRefreshedAndAtLastGivenUp() throws Exception {
    try (var provider = new Provider().serves("whitelist: [ 10.1.0.0/16 ]");
        Kit kit = Kit.with(new ListAdapter()).config(addressesFrom(provider.url())).start()) {
      Map<String, Object> request = Map.of("source.ip", java.net.InetAddress.ofLiteral("10.1.2.3"));
      assertThat(kit.check(request).isOk()).isTrue();

      provider.serves("whitelist: [ 10.2.0.0/16 ]");
      kit.advance(Duration.ofSeconds(10));
      assertThat(kit.check(request).status().message())
          .isEqualTo("l.listchecker.istio-system:10.1.2.3 is not whitelisted");

      provider.answersStatus(503);
      kit.advance(Duration.ofSeconds(31));
      assertThatThrownBy(() -> kit.check(request))
          .isInstanceOfSatisfying(
              KitException.class, failed -> assertThat(failed.code()).isEqualTo(Code.INTERNAL))
          .hasMessageContaining("could not fetch list from " + provider.url())
          .hasMessageContaining("503");
      assertThat(kit.environment("l.listchecker.istio-system").metric("list_purges")).isEqualTo(1);
    }
  }
}
