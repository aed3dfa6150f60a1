package io.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that need no server, as somebody who types them sees them. */
class CommandsTest {
  private static final Path SHARED = Path.of(System.getProperty("keelson.shared"));

  @TempDir Path folder;

  private record Result(int status, String out, String err) {}

  private static Result run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(words);
    return new Result(status, out.toString(), err.toString());
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help").out())
        .contains("up", "mixer", "check", "report", "validate", "expr", "adapters", "version");
  }

  @Test
  void mixerHelpShowsTheReferencesFlags() {
    assertThat(run("mixer", "--help").out())
        .contains(
            "--port",
            "--address",
            "--monitoringPort",
            "--maxMessageSize",
            "--maxConcurrentStreams",
            "--apiWorkerPoolSize",
            "--adapterWorkerPoolSize",
            "--singleThreaded",
            "--numCheckCacheEntries",
            "--configStoreURL",
            "--configDefaultNamespace",
            "--useAdapterCRDs",
            "--livenessProbePath",
            "--livenessProbeInterval",
            "--readinessProbePath",
            "--readinessProbeInterval",
            "--profile",
            "--certFile",
            "--keyFile",
            "--caCertFile",
            "--loadsheddingMode",
            "--averageLatencyThreshold",
            "--latencySamplesPerSecond",
            "--latencySampleHalflife",
            "--maxRequestsPerSecond",
            "--burstSize",
            "--trace_jaeger_url",
            "--trace_zipkin_url",
            "--trace_log_spans",
            "--trace_sampling_rate",
            "--ctrlz_port",
            "--ctrlz_address",
            "--log_output_level",
            "--log_stacktrace_level",
            "--log_caller",
            "--log_as_json",
            "--log_target",
            "--log_rotate",
            "--log_rotate_max_size",
            "--log_rotate_max_age",
            "--log_rotate_max_backups");
  }

  @Test
  void mixerRefusesFlagsThatMakeNoSense() {
    Result result = run("mixer", "--configStoreURL=k8s://", "--maxMessageSize", "0");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("maxMessageSize").contains("configStoreURL");
  }

  @Test
  void wrongWordsGetUsageAndStatusTwo() {
    Result result = run("chek");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("chek").contains("check");
  }

  @Test
  void exprShowsValueTypeAndReferences() throws Exception {
    Path attributes = Files.writeString(folder.resolve("a.yaml"), "source.labels: {app: web}\n");
    Result result =
        run("expr", "source.labels[\"app\"] | \"none\"", "--attributes", attributes.toString());

    assertThat(result.status()).isZero();
    assertThat(result.out().lines())
        .containsExactly("value       web", "type        STRING", "referenced  source.labels[app]");
  }

  @Test
  void exprSaysWhatWasMissing() {
    Result result = run("expr", "request.size + 1");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("lookup failed: 'request.size'").contains("-request.size");
  }

  @Test
  void exprExplainsWhatIsNoExpression() {
    Result result = run("expr", "request.sise == 1", "-o", "json");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("\"compileError\":").contains("request.sise");
  }

  @Test
  void exprRunsAFileOfCasesOneObjectALine() {
    Result result = run("expr", SHARED.resolve("conformance/cexl.json").toString());

    assertThat(result.status()).isZero();
    assertThat(result.out().lines()).hasSize(268).allMatch(line -> line.contains("\"pass\":true"));
  }

  @Test
  void exprReportsACaseThatDoesNotPass() throws Exception {
    Path cases =
        Files.writeString(
            folder.resolve("cases.json"),
            """
            {"manifests": [{"a": "INT64"}], "cases": [
              {"id": "x", "expr": "a + 1", "attributes": {"a": {"type": "INT64", "value": "1"}},
               "resultType": "INT64", "result": {"type": "INT64", "value": "3"}, "manifest": 0}]}
            """);
    Result result = run("expr", cases.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("\"id\":\"x\"", "\"pass\":false", "\"value\":\"2\"");
  }

  @Test
  void validateFindsFaultsAndExitsWithOne() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rule.yaml"),
            """
            apiVersion: config.istio.io/v1alpha2
            kind: rule
            metadata: {name: r, namespace: default}
            spec:
              match: request.sise > 0
              actions: [{handler: nobody, instances: [nothing]}]
            """);
    Result result = run("validate", "-f", file.toString(), "--plugins", folder.toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out())
        .contains("rule default/r", "spec.match", "request.sise", "nobody")
        .contains("0 rules, 0 handlers, 0 instances in effect");
  }

  @Test
  void validateNamesAFileThatIsNotThere() {
    Result result = run("validate", "-f", folder.resolve("none.yaml").toString());

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("none.yaml").contains("no such file");
  }

  @Test
  void versionIsForPeopleAndPrograms() {
    assertThat(run("version").out()).startsWith("keelson ");
    assertThat(run("version", "-s").out().strip()).isEqualTo(Version.number());
    assertThat(run("version", "-o", "json").out()).contains("\"clientVersion\":{\"version\":");
  }

  @Test
  void completionIsAScript() {
    assertThat(run("generate-completion").out()).contains("complete").contains("keelson");
  }

  @Test
  void mixgenPassesItsWordsOn() {
    assertThat(run("mixgen", "--help").out()).contains("mixgen template", "--descriptor FILE");
    assertThat(
            run("mixgen", "template", "-d", folder.resolve("none").toString(), "-n", "x").status())
        .isEqualTo(1);
  }

  @Test
  void checkNeedsAServer() {
    Result result = run("check", "-m", "127.0.0.1:1", "-s", "a=b");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).contains("Check RPC failed with: Unavailable").contains("127.0.0.1:1");
  }

  @Test
  void attributesWithoutValueAreExplained() {
    Result result = run("check", "-s", "a");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("attribute value a does not include an = sign");
  }

  @Test
  void quotasWithoutNumberAreExplained() {
    assertThat(run("check", "-q", "a=x").err()).contains("Unable to parse quota value a=x");
    assertThat(run("check", "-q", "a").err())
        .contains("Quota definition a does not include an = sign");
  }
}
