package io.keelson.mixer.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.SourceContext;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitException;
import io.keelson.adapter.kit.KitQuota;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.logentry.LogEntryHandler;
import io.keelson.adapter.template.logentry.LogEntryInstance;
import io.keelson.adapter.template.logentry.LogEntryTemplate;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.quota.QuotaTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class KitTest {
  private static final String CONFIG =
      """
      apiVersion: config.istio.io/v1alpha2
      kind: handler
      metadata: {name: h, namespace: istio-system}
      spec:
        compiledAdapter: probe
        params: {fileName: secret}
      ---
      apiVersion: config.istio.io/v1alpha2
      kind: instance
      metadata: {name: who, namespace: istio-system}
      spec:
        compiledTemplate: listentry
        params: {value: 'request.headers["user"] | "nobody"'}
      ---
      apiVersion: config.istio.io/v1alpha2
      kind: instance
      metadata: {name: count, namespace: istio-system}
      spec:
        compiledTemplate: quota
        params:
          dimensions: {who: source.name | "?"}
      ---
      apiVersion: config.istio.io/v1alpha2
      kind: instance
      metadata: {name: log, namespace: istio-system}
      spec:
        compiledTemplate: logentry
        params:
          severity: '"info"'
          variables: {who: source.name}
      ---
      apiVersion: config.istio.io/v1alpha2
      kind: rule
      metadata: {name: r, namespace: istio-system}
      spec:
        match: context.protocol != "tcp"
        actions:
        - handler: h
          instances: [who, count, log]
        requestHeaderOperations:
        - name: x-user
          values: ['request.headers["user"] | ""']
      """;

  private final List<Object> reported = new CopyOnWriteArrayList<>();

  /** Lets the user of its configuration pass, and no other. */
  private final class Probe implements Adapter<SourceContext> {
    @Override
    public AdapterInfo<SourceContext> info() {
      return new AdapterInfo<>(
          "probe",
          "for tests",
          SourceContext.getDefaultInstance(),
          List.of(ListEntryTemplate.INSTANCE, QuotaTemplate.INSTANCE, LogEntryTemplate.INSTANCE),
          Execution.NEVER_WAITS);
    }

    @Override
    public Handler build(HandlerSpec<SourceContext> spec, Environment environment) {
      return new ProbeHandler(spec.config().getFileName(), environment);
    }
  }

  private final class ProbeHandler implements ListEntryHandler, QuotaHandler, LogEntryHandler {
    private final String user;
    private final Environment environment;

    ProbeHandler(String user, Environment environment) {
      this.user = user;
      this.environment = environment;
      environment.every(
          Duration.ofSeconds(10), () -> environment.metrics().counter("ticks", "").increment());
    }

    @Override
    public void close() {
      environment.logger().info("closed");
    }

    @Override
    public CheckResult handleListEntry(ListEntryInstance instance) {
      return instance.value().equals(user)
          ? CheckResult.ok(Duration.ofSeconds(30), 3)
          : new CheckResult(
              Status.of(Code.PERMISSION_DENIED, (String) instance.value()),
              Duration.ofSeconds(1),
              1);
    }

    @Override
    public QuotaResult handleQuota(QuotaInstance instance, QuotaArgs args) {
      return new QuotaResult(
          Math.min(args.amount(), 2),
          Duration.ofMillis(environment.clock().millis() - 1_767_225_600_000L));
    }

    @Override
    public void handleLogEntry(List<LogEntryInstance> instances) throws Exception {
      for (LogEntryInstance instance : instances) {
        if (instance.variables().get("who").equals("bad")) {
          throw new AdapterException("cannot log");
        }
        reported.add(instance.variables().get("who"));
      }
    }
  }

  private Kit start() {
    return Kit.with(new Probe()).config(CONFIG).start();
  }

  private static final Map<String, Object> PASSING =
      Map.of("request.headers", Map.of("user", "secret"), "context.protocol", "http");

  @Test
  void aCheckGoesThroughExpressionsAndRules() {
    try (Kit kit = start()) {
      KitCheck answer = kit.check(PASSING);

      assertThat(answer.isOk()).isTrue();
      assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(30));
      assertThat(answer.validUseCount()).isEqualTo(3);
      assertThat(answer.referenced())
          .containsExactlyInAnyOrder("context.protocol", "request.headers[user]");
      assertThat(answer.absent())
          .containsExactlyInAnyOrder("context.reporter.kind", "destination.namespace");
      assertThat(answer.requestHeaders())
          .containsExactly(new KitCheck.Header(KitCheck.Operation.REPLACE, "x-user", "secret"));
    }
  }

  @Test
  void aMissingMapKeyReadsAsEmptyText() {
    try (Kit kit = start()) {
      kit.apply(CONFIG.replace(" | \"nobody\"", ""));
      KitCheck answer =
          kit.check(Map.of("request.headers", Map.of("other", "x"), "context.protocol", "http"));

      assertThat(answer.status().message()).isEqualTo("h.istio-system:");
      assertThat(answer.absent()).contains("request.headers[user]");
    }
  }

  @Test
  void aDefaultStandsInForWhatIsMissing() {
    try (Kit kit = start()) {
      assertThat(kit.check(Map.of("context.protocol", "http")).status().message())
          .isEqualTo("h.istio-system:nobody");
    }
  }

  @Test
  void quotasAreGranted() {
    try (Kit kit = start()) {
      kit.advance(Duration.ofSeconds(7));
      KitCheck answer = kit.check(PASSING, KitQuota.upTo("count", 5));

      assertThat(answer.granted("count")).isEqualTo(2);
      assertThat(answer.grants().get("count").validDuration()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void reportsAreHandedOver() {
    try (Kit kit = start()) {
      kit.report(
          List.of(
              Map.of("source.name", "a", "context.protocol", "http"),
              Map.of("source.name", "b", "context.protocol", "tcp"),
              Map.of("source.name", "c", "context.protocol", "http")));

      assertThat(reported).containsExactly("a", "c");
    }
  }

  @Test
  void failuresAreWhatAProxyWouldGet() {
    try (Kit kit = start()) {
      assertThatExceptionOfType(KitException.class)
          .isThrownBy(() -> kit.report(Map.of("source.name", "bad", "context.protocol", "http")))
          .withMessage("1 error occurred:\n\n* failed to report all values: cannot log")
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(Code.UNKNOWN));
    }
  }

  @Test
  void timeMovesTasksOfHandlers() {
    try (Kit kit = start()) {
      kit.advance(Duration.ofSeconds(35));

      assertThat(kit.environment("h.istio-system").metric("ticks")).isEqualTo(3);
    }
  }

  @Test
  void aChangedConfigurationClosesTheOldEnvironment() {
    try (Kit kit = start()) {
      var first = kit.environment("h.istio-system");
      kit.apply(CONFIG.replace("fileName: secret", "fileName: other"));

      assertThat(kit.handlersBuilt()).isEqualTo(2);
      assertThat(first.isClosed()).isTrue();
      assertThat(kit.check(PASSING).status().message()).isEqualTo("h.istio-system:secret");
    }
  }

  @Test
  void anUnrelatedChangeKeepsTheHandler() {
    try (Kit kit = start()) {
      kit.apply(CONFIG.replace("x-user", "x-other"));

      assertThat(kit.handlersBuilt()).isEqualTo(1);
    }
  }

  @Test
  void badConfigurationGivesDiagnostics() {
    try (Kit kit =
        Kit.with(new Probe())
            .config(CONFIG.replace("source.name}", "source.nome}"))
            .startUnchecked()) {
      assertThat(kit.diagnostics()).isNotEmpty();
      assertThat(kit.diagnostics().toString()).contains("source.nome");
      assertThat(kit.check(PASSING).isOk()).isTrue();
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Kit.with(new Probe()).config("kind: [").start())
        .withMessageContaining("diagnostics");
  }

  @Test
  void callsFromSeveralThreadsDoNotMix() {
    try (Kit kit = start()) {
      var codes =
          java.util.stream.IntStream.range(0, 200)
              .parallel()
              .mapToObj(
                  i -> {
                    String user = i % 2 == 0 ? "secret" : "u" + i;
                    return tuple(
                        user,
                        kit.check(
                                Map.of(
                                    "request.headers",
                                    Map.of("user", user),
                                    "context.protocol",
                                    "http"))
                            .status()
                            .message());
                  })
              .toList();

      assertThat(codes)
          .allSatisfy(
              each -> {
                String user = (String) each.toList().get(0);
                assertThat(each.toList().get(1))
                    .isEqualTo(user.equals("secret") ? "" : "h.istio-system:" + user);
              });
    }
  }
}
