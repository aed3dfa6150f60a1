package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.source.ResourceReader;
import io.keelson.config.source.YamlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever resources say, a snapshot comes of it, and what worked goes on working. */
class SnapshotFuzzTest {
  private static final List<Object> ODD =
      Arrays.asList(
          null,
          "",
          " ",
          "x",
          "f()()",
          "\"10s\"",
          "request.path",
          "$out.x",
          "a.b.c.d",
          0L,
          -1L,
          1e300,
          Double.NaN,
          true,
          List.of(),
          List.of(1L, List.of()),
          Map.of(),
          Map.of("x", Map.of()),
          Map.of("@type", "x"),
          "(".repeat(300),
          "a|".repeat(200),
          "\u0000\uFFFF");

  private static final String WORKING =
      """
      kind: kubernetes
      metadata: {name: k}
      spec:
        source_uid: source.uid | ""
        attribute_bindings: {source.name: $out.source_pod_name | "x"}
      ---
      kind: handler
      metadata: {name: kube}
      spec: {compiledAdapter: kubernetesenv, params: {a: {b: [1, 2]}}}
      ---
      kind: handler
      metadata: {name: prom}
      spec:
        compiledAdapter: prometheus
        params:
          metrics:
          - {name: x, instanceName: m.instance.istio-system, kind: COUNTER, labelNames: [a]}
      ---
      kind: instance
      metadata: {name: m}
      spec:
        compiledTemplate: metric
        params: {value: request.size | 0, dimensions: {a: request.path | "x"}}
      ---
      kind: nesting
      metadata: {name: n}
      spec: {innerMap: {k: {httpCode: response.code, props: {x: request.path}}}, innerPart: {httpCode: '1'}}
      ---
      kind: keyval
      metadata: {name: kv}
      spec: {key: request.path}
      ---
      kind: keyvaluer
      metadata: {name: kv}
      spec: {}
      ---
      kind: rule
      metadata: {name: all}
      spec:
        match: connection.mtls | false
        actions:
        - {handler: kube, instances: [k.kubernetes]}
        - {handler: prom, instances: [m]}
        - {handler: kv.keyvaluer, instances: [kv.keyval], name: a}
        requestHeaderOperations:
        - {name: x, values: [a.output.value], operation: APPEND}
      """;

  private static List<Resource> good() {
    var all = new ArrayList<Resource>();
    all.addAll(ResourceReader.read("base", Configuration.base(), "istio-system").resources());
    all.addAll(ResourceReader.read("working", WORKING, "istio-system").resources());
    return all;
  }

  private static Object mutate(Object tree, Random random) {
    if (random.nextInt(6) == 0) {
      return ODD.get(random.nextInt(ODD.size()));
    }
    return switch (tree) {
      case Map<?, ?> map when !map.isEmpty() -> {
        var copy = new LinkedHashMap<String, Object>();
        int chosen = random.nextInt(map.size());
        int i = 0;
        for (var entry : map.entrySet()) {
          boolean here = i++ == chosen;
          String key = (String) entry.getKey();
          copy.put(
              here && random.nextInt(5) == 0 ? key + "x" : key,
              here ? mutate(entry.getValue(), random) : entry.getValue());
        }
        yield copy;
      }
      case List<?> list when !list.isEmpty() -> {
        var copy = new ArrayList<Object>(list);
        int chosen = random.nextInt(list.size());
        copy.set(chosen, mutate(list.get(chosen), random));
        yield copy;
      }
      case null, default -> ODD.get(random.nextInt(ODD.size()));
    };
  }

  @SuppressWarnings("unchecked")
  private static Resource mutate(Resource resource, Random random) {
    Object spec = mutate(resource.spec(), random);
    return new Resource(
        resource.key(),
        resource.apiVersion(),
        spec instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of(),
        resource.labels(),
        resource.annotations(),
        resource.origin());
  }

  @Test
  void mutatedResourcesNeverFailTheBuild() {
    List<Resource> good = good();
    for (int seed = 0; seed < 1000; seed++) {
      var random = new Random(seed);
      var configuration = new Configuration();
      configuration.apply(good);
      assertThat(configuration.diagnostics()).isEmpty();
      int rules = configuration.snapshot().rules().size();
      for (int change = 0; change < 3; change++) {
        var resources = new ArrayList<Resource>(good);
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
          int at = random.nextInt(resources.size());
          resources.set(at, mutate(resources.get(at), random));
        }
        Snapshot snapshot = configuration.apply(resources);
        // an edit that breaks something takes nothing away: all that worked was good before
        boolean faulty =
            configuration.diagnostics().stream().anyMatch(d -> d.severity() == Severity.ERROR);
        if (faulty) {
          assertThat(snapshot.rules().size())
              .as("seed " + seed + ": " + configuration.diagnostics())
              .isEqualTo(rules);
        }
      }
      configuration.apply(good);
      assertThat(configuration.diagnostics()).as("seed " + seed).isEmpty();
      assertThat(configuration.snapshot().rules()).hasSize(rules);
    }
  }

  @Test
  void mutatedTextNeverFailsTheReader() {
    String text = Configuration.base() + "---\n" + WORKING;
    String[] pieces = {
      "\n",
      " ",
      ":",
      "-",
      "---\n",
      "&a ",
      "*a",
      "<<: ",
      "{",
      "}",
      "[",
      "]",
      "\"",
      "'",
      "|\n",
      "\t",
      "!",
      "!!str ",
      "%YAML 1.1\n",
      "...",
      "#",
      "\r",
      "\u0000",
      "\uD800",
      "? ",
      "null",
      "~"
    };
    for (int seed = 0; seed < 3000; seed++) {
      var random = new Random(seed);
      var mutated = new StringBuilder(text);
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        int at = random.nextInt(mutated.length() - 10);
        switch (random.nextInt(3)) {
          case 0 -> mutated.insert(at, pieces[random.nextInt(pieces.length)]);
          case 1 -> mutated.delete(at, Math.min(mutated.length() - 10, at + random.nextInt(40)));
          default -> mutated.setLength(Math.max(50, at));
        }
      }
      var read = ResourceReader.read("x", mutated.toString(), "istio-system");
      assertThat(read.resources().size()).isLessThan(40);
      var content = YamlReader.read(mutated.toString());
      assertThat(content.faults())
          .allSatisfy(
              fault -> {
                assertThat(fault.line()).isPositive();
                assertThat(fault.column()).isPositive();
                assertThat(fault.reason()).isNotBlank();
              });
    }
  }

  @Test
  void thousandsOfResourcesWithFaultsAreBuiltInOneGo() {
    var resources = new ArrayList<Resource>(good());
    for (int i = 0; i < 5000; i++) {
      resources.add(
          resource(
              "rule",
              "r" + i,
              Map.of(
                  "actions",
                  List.of(Map.of("handler", "h" + i, "instances", List.of("i" + i + ".metric"))))));
      resources.add(resource("metric", "i" + i, Map.of("value", "request.sizes" + i)));
    }
    var configuration = new Configuration();
    configuration.apply(resources);
    assertThat(configuration.diagnostics())
        .extracting(Diagnostic::code)
        .contains("unknown-attribute", "unknown-handler")
        .hasSizeGreaterThan(20_000);
    assertThat(configuration.working()).contains("all.rule.istio-system");
  }

  private static Resource resource(String kind, String name, Map<String, Object> spec) {
    return new Resource(
        new ResourceKey(kind, "istio-system", name),
        "",
        spec,
        Map.of(),
        Map.of(),
        new io.keelson.config.resource.Origin("x", 1));
  }
}
