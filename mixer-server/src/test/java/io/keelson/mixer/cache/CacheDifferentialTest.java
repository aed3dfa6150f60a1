package io.keelson.mixer.cache;

import static io.keelson.mixer.testing.TestMesh.header;
import static io.keelson.mixer.testing.TestMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.StringMap;
import io.keelson.config.snapshot.AttributeBinding;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import io.keelson.mixer.testing.TestTemplate.Filled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random configurations and requests: with the cache and without it, every answer is the same. */
class CacheDifferentialTest {
  private static final Template CHECK = new TestTemplate.Check("check");
  private static final Template GENERATOR = new TestTemplate.Generator("gen");
  private static final int REQUESTS = 3000;

  private static final List<String> MATCHES =
      List.of(
          "",
          "source.name == \"a\"",
          "source.name == \"b\" || source.user == \"u\"",
          "request.headers[\"k\"] == \"1\"",
          "(request.headers[\"k\"] | \"none\") == \"none\"",
          "(source.user | \"u\") == \"u\" && (request.size | 0) == 1",
          "(test.generated | \"x\") == \"gen a\"",
          "destination.name != \"a\"");
  private static final List<String> VALUES =
      List.of(
          "source.name | \"anonymous\"",
          "request.headers",
          "request.headers[\"k\"]",
          "request.headers[\"l\"] | source.user | \"?\"",
          "request.size | 5",
          "destination.name",
          "test.generated | \"none\"",
          "\"constant\"");

  /** Decides by the text of the value alone. */
  private static CheckResult judge(Object value) {
    int hash = String.valueOf(value).hashCode() & 7;
    return switch (hash) {
      case 0, 1 -> CheckResult.NO_OPINION;
      case 2 ->
          new CheckResult(
              Status.of(Code.PERMISSION_DENIED, "no " + value), Duration.ofSeconds(30), 50);
      case 3 -> new CheckResult(Status.of(Code.NOT_FOUND, ""), Duration.ZERO, 0);
      default -> CheckResult.ok(Duration.ofSeconds(10L * hash), 100 * hash);
    };
  }

  private static TestMesh mesh(Random random) {
    var mesh = new TestMesh();
    var adapter = new TestAdapter[1];
    adapter[0] =
        new TestAdapter(
            "judge",
            Execution.NEVER_WAITS,
            List.of(CHECK, GENERATOR),
            (spec, environment) ->
                adapter[0].now(
                    (input, args) -> {
                      Object value = ((Filled) input).value();
                      return ((Filled) input).name().startsWith("gen")
                          ? new Outputs(Map.of("value", "gen " + value))
                          : judge(value);
                    }));
    var handler = mesh.handler("judge", adapter[0], "");
    int rules = 1 + random.nextInt(5);
    for (int i = 0; i < rules; i++) {
      var actions = new ArrayList<RuleConfig.Action>();
      if (random.nextInt(4) > 0) {
        actions.add(to(handler, mesh.instance("i" + i, CHECK, pick(random, VALUES))));
      }
      var headers = new ArrayList<RuleConfig.HeaderOperation>();
      if (random.nextInt(3) == 0) {
        headers.add(header(RuleConfig.Operation.APPEND, "x-" + i, "source.name | source.user"));
      }
      String namespace = random.nextInt(3) == 0 ? "prod" : "istio-system";
      mesh.rule(namespace, "r" + i, pick(random, MATCHES), actions, headers, List.of());
    }
    if (random.nextBoolean()) {
      var binding =
          new AttributeBinding(
              TestMesh.VOCABULARY.find("test.generated"), TestMesh.expression("gen.output.value"));
      mesh.rule(
          "istio-system",
          "gen",
          pick(random, List.of("", "source.user == \"u\"")),
          to(
              handler,
              mesh.instance(
                  "gen",
                  "istio-system",
                  GENERATOR,
                  pick(random, List.of("source.name | \"?\"", "request.headers[\"k\"] | \"?\"")),
                  List.of(binding))));
    }
    return mesh;
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Object[] request(Random random) {
    var values = new LinkedHashMap<String, Object>();
    for (String name : List.of("source.name", "source.user", "destination.name")) {
      if (random.nextInt(4) > 0) {
        values.put(name, pick(random, List.of("a", "b", "u")));
      }
    }
    if (random.nextInt(3) > 0) {
      values.put("destination.namespace", pick(random, List.of("prod", "other")));
    }
    if (random.nextInt(3) == 0) {
      values.put("context.reporter.kind", pick(random, List.of("inbound", "outbound", "odd")));
    }
    if (random.nextInt(3) == 0) {
      values.put("source.namespace", "prod");
    }
    if (random.nextInt(4) > 0) {
      var headers = new LinkedHashMap<String, String>();
      for (String key : List.of("k", "l", "m")) {
        if (random.nextBoolean()) {
          headers.put(key, pick(random, List.of("", "1", "2")));
        }
      }
      values.put("request.headers", StringMap.of(headers));
    }
    if (random.nextBoolean()) {
      // Of the declared type, or not.
      values.put("request.size", random.nextInt(5) == 0 ? "1" : (Object) (long) random.nextInt(2));
    }
    if (random.nextInt(6) == 0) {
      values.put("test.generated", pick(random, List.of("gen a", "sent")));
    }
    return values.entrySet().stream()
        .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
        .toArray();
  }

  /** Everything that a cached answer must have in common with one that is made afresh. */
  private static String outcome(TestRuntime runtime, Object[] request) {
    try {
      CheckAnswer answer = runtime.check(request);
      return answer.status()
          + " "
          + answer.requestHeaders()
          + answer.responseHeaders()
          + answer.directResponse()
          + answer.references().list()
          + (answer.validDuration().isZero() ? "" : " reusable");
    } catch (TestRuntime.Failed failed) {
      return failed.code() + " " + failed.getMessage();
    }
  }

  private static RuntimeOptions with(int cacheEntries) {
    RuntimeOptions quick = TestRuntime.QUICK;
    return new RuntimeOptions(
        quick.defaultNamespace(),
        quick.handlerDeadline(),
        quick.buildDeadline(),
        quick.drainLimit(),
        quick.closeDeadline(),
        quick.blockingCalls(),
        quick.queuedCalls(),
        quick.apiWorkers(),
        quick.adapterWorkers(),
        quick.singleThreaded(),
        cacheEntries);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 40})
  void withAndWithoutCacheAnswersAreTheSame(int capacity) {
    long hits = 0;
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      TestMesh mesh = mesh(random);
      try (var plain = new TestRuntime(with(0));
          var cached = new TestRuntime(with(capacity))) {
        plain.apply(mesh);
        cached.apply(mesh);
        for (int i = 0; i < REQUESTS / 20; i++) {
          Object[] request = request(random);
          assertThat(outcome(cached, request))
              .as("seed %s, request %s", seed, List.of(request))
              .isEqualTo(outcome(plain, request));
        }
        hits += (long) cached.meters.gauge("mixer_checkcache_cache_hits_total");
      }
    }
    assertThat(hits).isGreaterThan(REQUESTS / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void aChangeOfConfigurationLeavesNoOldAnswer(String name) {
    try (var runtime = new TestRuntime(with(100))) {
      for (int version = 0; version < 5; version++) {
        String message = "v" + version;
        var adapter = new TestAdapter[1];
        adapter[0] =
            new TestAdapter(
                "deny",
                Execution.NEVER_WAITS,
                List.of(CHECK),
                (spec, environment) ->
                    adapter[0].now(
                        (input, args) ->
                            new CheckResult(
                                Status.of(Code.PERMISSION_DENIED, message),
                                Duration.ofHours(1),
                                1000)));
        var mesh = new TestMesh();
        mesh.rule(
            "istio-system",
            "r",
            "",
            to(mesh.handler("h", adapter[0], ""), mesh.instance("i", CHECK, "source.name")));
        runtime.apply(mesh);
        for (int i = 0; i < 3; i++) {
          assertThat(runtime.check("source.name", name).status().message())
              .isEqualTo("h.istio-system:" + message);
        }
      }
    }
  }
}
