package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.template.quota.QuotaType;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.source.FolderSource;
import io.keelson.config.source.ResourceReader;
import io.keelson.config.test.MetricParams;
import io.keelson.config.test.QuotaParams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that operators have, unchanged, beside the standard configuration. */
class ExercisesTest {
  private static final Path EXERCISES = Path.of(System.getProperty("keelson.shared"), "exercises");
  private static final Path BOOKINFO =
      Path.of(System.getProperty("keelson.root"), "examples", "bookinfo");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(EXERCISES)) {
      return walk.filter(path -> path.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static List<Resource> folder(Path folder, List<Diagnostic> diagnostics) {
    var resources = new ArrayList<Resource>();
    try (var source = new FolderSource(folder)) {
      source.start(
          (all, found) -> {
            resources.addAll(all);
            diagnostics.addAll(found);
          });
    }
    return resources;
  }

  private static Configuration load(List<Diagnostic> unread, Path... files) {
    var resources = new ArrayList<Resource>(folder(BOOKINFO, unread));
    for (Path file : files) {
      try {
        var read =
            ResourceReader.read(
                file.getFileName().toString(), Files.readString(file), "istio-system");
        resources.addAll(read.resources());
        unread.addAll(read.diagnostics());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    var configuration = new Configuration();
    configuration.apply(resources);
    return configuration;
  }

  private static Path exercise(String name) {
    return EXERCISES.resolve("chapter-files").resolve(name);
  }

  @ParameterizedTest
  @MethodSource("files")
  void loadsWithoutDiagnostics(Path file) {
    var unread = new ArrayList<Diagnostic>();
    Configuration configuration = load(unread, file);
    assertThat(unread).isEmpty();
    boolean needsTheOther = file.endsWith("ratelimiting-conditional.yaml");
    if (!needsTheOther) {
      assertThat(configuration.diagnostics()).isEmpty();
    } else {
      // the rule alone, without the handler and the instance of the other file
      assertThat(configuration.diagnostics())
          .extracting(Diagnostic::code)
          .containsExactly("unknown-handler", "unknown-instance", "action-dropped", "rule-dropped");
    }
  }

  @Test
  void allAtOnceDifferOnlyInTheRuleThatTwoFilesDefine() throws IOException {
    var unread = new ArrayList<Diagnostic>();
    Configuration configuration = load(unread, files().toArray(Path[]::new));
    assertThat(unread).isEmpty();
    assertThat(configuration.diagnostics())
        .extracting(d -> d.code() + " " + d.resource())
        .containsExactly("duplicate-resource quota.rule.istio-system");
    assertThat(configuration.working())
        .contains(
            "handler.memquota.istio-system",
            "requestcount.quota.istio-system",
            "quota.rule.istio-system",
            "advertisementwhitelist.listchecker.istio-system",
            "check.rule.istio-system",
            "denycustomerhandler.denier.istio-system",
            "denycustomer.rule.istio-system",
            "customerrequestcount.metric.istio-system",
            "customerprom.rule.istio-system");
  }

  @Test
  void rateLimitIsReadAsWritten() {
    Configuration configuration =
        load(
            new ArrayList<>(),
            exercise("traffic-management/ratelimiting.yaml"),
            exercise("telemetry/customer-request-count.yaml"));
    Snapshot snapshot = configuration.snapshot();
    var quota =
        (QuotaParams)
            snapshot
                .handlers()
                .get(new ResourceKey("memquota", "istio-system", "handler"))
                .params();
    assertThat(quota.getQuotas(0).getMaxAmount()).isEqualTo(200);
    assertThat(quota.getQuotas(0).getOverrides(0).getValidDuration().getSeconds()).isEqualTo(5);
    var type =
        (QuotaType)
            snapshot
                .instances()
                .get(new ResourceKey("quota", "istio-system", "requestcount"))
                .type();
    assertThat(type.dimensions().keys())
        .containsExactly("destination", "destinationVersion", "source");
    assertThat(snapshot.handlers())
        .containsKey(new ResourceKey("handler", "istio-system", "prometheus"));
  }

  @Test
  void labelNamesAreReadAsWritten() {
    Configuration configuration =
        load(new ArrayList<>(), exercise("telemetry/customer-request-count.yaml"));
    var params =
        (MetricParams)
            configuration
                .snapshot()
                .handlers()
                .get(new ResourceKey("handler", "istio-system", "prometheus"))
                .params();
    assertThat(params.getMetricsList())
        .anySatisfy(
            metric -> {
              assertThat(metric.getName()).isEqualTo("customer_request_count");
              assertThat(metric.getLabelNamesList())
                  .containsExactly("method", "path", "useragent", "destination", "code");
            });
  }
}
