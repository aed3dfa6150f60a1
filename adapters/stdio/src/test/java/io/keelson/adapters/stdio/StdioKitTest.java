package io.keelson.adapters.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.kit.AdapterKit;
import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitException;
import io.keelson.attribute.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter through the server's configuration and dispatch. */
class StdioKitTest extends AdapterKit<Params> {
  private static final String LOG = "/var/log/keelson/access.log";

  @TempDir Path folder;

  private final Fixture stdio = new Fixture();

  @Override
  protected Adapter<Params> adapter() {
    return new Fixture().adapter;
  }

  @Override
  protected Params config(List<String> instances) {
    return stdio.defaults().build();
  }

  private static String readme() throws IOException {
    Path root = Path.of(System.getProperty("keelson.root"));
    return Files.readString(root.resolve("adapters/stdio/README.md"));
  }

  private static String block(String text, int number) {
    return text.split("```")[2 * number - 1].replaceFirst("^\\w*\n", "");
  }

  @Test
  void readmesExampleDoesWhatItSays() throws Exception {
    Path log = folder.resolve("logs/access.log");
    String config = block(readme(), 1).replace(LOG, log.toString());
    try (Kit kit = Kit.with(adapter()).config(config).start()) {
      kit.report(
          Map.of(
              "request.path",
              "/ratings",
              "response.code",
              200L,
              "request.time",
              Instant.parse("2026-01-31T12:00:00Z")));
    }
    assertThat(Files.readString(log)).isEqualTo(block(readme(), 3));
  }

  private static final String METRIC =
      """
      kind: stdio
      metadata: { name: s, namespace: istio-system }
      spec:
        severityLevels: { odd: ERROR, even: 1 }
        metric_level: WARNING
        outputAsJson: false
      ---
      kind: metric
      metadata: { name: m, namespace: istio-system }
      spec:
        value: response.duration
        dimensions: { ip: source.ip, headers: request.headers }
      ---
      kind: logentry
      metadata: { name: l, namespace: istio-system }
      spec:
        severity: request.method
        variables: {}
      ---
      kind: rule
      metadata: { name: r, namespace: istio-system }
      spec: { actions: [ { handler: s.stdio, instances: [ m.metric, l.logentry ] } ] }
      """;

  @Test
  void legacyFormsLevelsByNameAndNumberAndTypesAsText() {
    try (Kit kit = Kit.with(stdio.adapter).config(METRIC).start()) {
      kit.report(
          Map.of(
              "response.duration", java.time.Duration.ofMillis(15),
              "source.ip", IpAddress.of(new byte[] {10, 0, 0, 9}),
              "request.headers", Map.of("b", "2", "a", "1"),
              "request.method", "odd"));
    }
    assertThat(stdio.written().lines())
        .containsExactlyInAnyOrder(
            "2026-01-01T00:00:00.000000Z\twarn\tm.metric.istio-system\t"
                + "{\"value\": \"15ms\", \"headers\": \"stringmap[a:1 b:2]\", \"ip\": \"10.0.0.9\"}",
            "0001-01-01T00:00:00.000000Z\terror\tl.logentry.istio-system");
  }

  @Test
  void writeErrorReachesTheCaller() throws IOException {
    String config = block(readme(), 1).replace("ROTATED_FILE", "FILE").replace(LOG, "/dev/full");
    try (Kit kit = Kit.with(adapter()).config(config).start()) {
      assertThatThrownBy(() -> kit.report(Map.of("request.time", Instant.EPOCH)))
          .isInstanceOf(KitException.class)
          .hasMessageContaining("cannot write to the file '/dev/full'");
    }
  }

  @Test
  void fileThatCannotBeOpenedIsADiagnostic() throws IOException {
    String config =
        block(readme(), 1)
            .replace("ROTATED_FILE", "FILE")
            .replace(LOG, folder.resolve("none/x").toString());
    try (Kit kit = Kit.with(adapter()).config(config).startUnchecked()) {
      assertThat(String.join("\n", kit.diagnostics())).contains("none/x");
    }
  }
}
