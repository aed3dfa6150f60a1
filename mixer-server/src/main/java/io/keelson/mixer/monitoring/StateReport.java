package io.keelson.mixer.monitoring;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.plugin.InstalledAdapter;
import io.keelson.mixer.plugin.InstalledAdapters;
import io.keelson.mixer.routing.RoutingTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The configuration in force as JSON, made to answer why a rule does not apply: what serves, what
 * each resource lacks, which handlers live, and the routing table as the request path reads it.
 */
public final class StateReport {
  private final MixerRuntime runtime;
  private final Supplier<InstalledAdapters> adapters;
  private final Supplier<List<Diagnostic>> sourceDiagnostics;

  public StateReport(
      MixerRuntime runtime,
      Supplier<InstalledAdapters> adapters,
      Supplier<List<Diagnostic>> sourceDiagnostics) {
    this.runtime = runtime;
    this.adapters = adapters;
    this.sourceDiagnostics = sourceDiagnostics;
  }

  /** All of it; thread safe, takes milliseconds with many resources. */
  public JsonObject toJson() {
    RoutingTable table = runtime.acquire();
    try {
      var report = new JsonObject();
      report.put("configId", table.id());
      report.put("diagnostics", diagnostics(table));
      report.put("adapters", adapters());
      report.put("handlers", handlers(table));
      report.put("rules", rules(table.snapshot(), table.diagnostics()));
      report.put("resources", table.snapshot().accepted().size());
      var lines = new JsonArray();
      table.debugText().lines().forEach(lines::add);
      report.put("routingTable", lines);
      return report;
    } finally {
      table.release();
    }
  }

  private JsonArray diagnostics(RoutingTable table) {
    var all = new JsonArray();
    sourceDiagnostics.get().forEach(diagnostic -> all.add(diagnostic(diagnostic)));
    table.diagnostics().forEach(diagnostic -> all.add(diagnostic(diagnostic)));
    adapters.get().diagnostics().forEach(diagnostic -> all.add(diagnostic(diagnostic)));
    return all;
  }

  private static JsonObject diagnostic(Diagnostic diagnostic) {
    var json = new JsonObject();
    json.put("severity", diagnostic.severity().name());
    json.put("code", diagnostic.code());
    if (diagnostic.resource() != null) {
      json.put("kind", diagnostic.resource().kind());
      json.put("namespace", diagnostic.resource().namespace());
      json.put("name", diagnostic.resource().name());
    }
    if (!diagnostic.field().isEmpty()) {
      json.put("field", diagnostic.field());
    }
    if (!diagnostic.value().isEmpty()) {
      json.put("value", diagnostic.value());
    }
    json.put("reason", diagnostic.reason());
    if (diagnostic.origin() != null) {
      json.put("origin", diagnostic.origin().toString());
    }
    return json;
  }

  private JsonArray adapters() {
    var all = new JsonArray();
    for (InstalledAdapter adapter : adapters.get().all()) {
      all.add(
          new JsonObject()
              .put("name", adapter.name())
              .put("version", adapter.version())
              .put("plugin", adapter.origin())
              .put("templates", new JsonArray(adapter.templates())));
    }
    return all;
  }

  private static JsonArray handlers(RoutingTable table) {
    var all = new JsonArray();
    for (LiveHandler handler : table.handlers().all()) {
      all.add(
          new JsonObject()
              .put("name", handler.name())
              .put("adapter", handler.adapterName())
              .put("execution", handler.execution().name())
              .put("builtForConfigId", handler.configId()));
    }
    return all;
  }

  /** Every rule there is, usable or not; of one that is not, what is wrong with it. */
  private static JsonArray rules(Snapshot snapshot, List<Diagnostic> diagnostics) {
    var serving = new HashMap<ResourceKey, RuleConfig>();
    snapshot.rules().forEach(rule -> serving.put(rule.key(), rule));
    var problems = new HashMap<ResourceKey, JsonArray>();
    for (Diagnostic diagnostic : diagnostics) {
      if (isRule(diagnostic.resource())) {
        problems
            .computeIfAbsent(diagnostic.resource(), key -> new JsonArray())
            .add(diagnostic(diagnostic));
      }
    }
    var keys = new TreeSet<>(serving.keySet());
    keys.addAll(problems.keySet());
    snapshot.accepted().keySet().stream().filter(StateReport::isRule).forEach(keys::add);
    var all = new JsonArray();
    for (ResourceKey key : keys) {
      all.add(
          rule(key, snapshot.accepted().get(key), serving.get(key))
              .put("problems", problems.getOrDefault(key, new JsonArray())));
    }
    return all;
  }

  private static boolean isRule(ResourceKey key) {
    return key != null && key.kind().equals("rule");
  }

  private static JsonObject rule(ResourceKey key, Resource resource, RuleConfig serving) {
    var json = new JsonObject();
    json.put("namespace", key.namespace());
    json.put("name", key.name());
    json.put("serves", serving != null);
    if (resource != null && resource.spec().get("match") instanceof String match) {
      json.put("match", match);
    }
    var actions = new JsonArray();
    if (serving != null) {
      for (RuleConfig.Action action : serving.actions()) {
        var instances = new JsonArray();
        action.instances().forEach(instance -> instances.add(instance.key().toString()));
        actions.add(
            new JsonObject().put("handler", action.handler().name()).put("instances", instances));
      }
    }
    return json.put("actions", actions);
  }
}
