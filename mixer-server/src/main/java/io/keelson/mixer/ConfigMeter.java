package io.keelson.mixer;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import io.keelson.mixer.routing.RoutingTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what a configuration holds, under its number as the reference server does, and says which
 * one serves. Series of old configurations go: labels that grow with every change fill a monitoring
 * system. Used by one thread at a time.
 */
final class ConfigMeter {
  /** The configurations whose series stay: the one that serves and the one before it. */
  private static final int KEPT = 2;

  private static final String[] HANDLER_COUNTERS = {
    "mixer_handler_new_handlers_total",
    "mixer_handler_reused_handlers_total",
    "mixer_handler_closed_handlers_total",
    "mixer_handler_handler_build_failures_total",
    "mixer_handler_handler_close_failures_total",
    "mixer_config_unsatisfied_action_handler_total"
  };
  private static final Set<String> HANDLER_KINDS = Set.of("handler");
  private static final Set<String> RULE_KINDS = Set.of("rule");
  private static final Set<String> MANIFEST_KINDS = Set.of("attributemanifest");

  private final Meters meters;
  private final Time time;
  private final Deque<Counts> kept = new ArrayDeque<>();
  private volatile long serving;
  private volatile double servingSince;

  private record Counts(long id, Map<String, Long> counts) {}

  ConfigMeter(Meters meters, Time time) {
    this.meters = meters;
    this.time = time;
    meters.gauge(
        "keelson_config_id", "Number of the configuration that serves", () -> (double) serving);
    meters.gauge(
        "keelson_config_applied_timestamp_seconds",
        "When the configuration that serves took effect",
        () -> servingSince);
  }

  void applied(RoutingTable table) {
    serving = table.id();
    servingSince = time.clock().millis() / 1000.0;
    var counts = counts(table);
    counts.forEach(
        (name, value) ->
            meters
                .counter(name, "Objects of a configuration", "configID", Long.toString(table.id()))
                .add(value));
    kept.addLast(new Counts(table.id(), counts));
    while (kept.size() > KEPT) {
      Counts old = kept.removeFirst();
      String id = Long.toString(old.id());
      old.counts().keySet().forEach(name -> meters.remove(name, "configID", id));
      for (String name : HANDLER_COUNTERS) {
        meters.remove(name, "configID", id);
      }
    }
  }

  private static Map<String, Long> counts(RoutingTable table) {
    Snapshot snapshot = table.snapshot();
    var counts = new LinkedHashMap<String, Long>();
    counts.put("mixer_config_attributes_total", (long) snapshot.vocabulary().attributes().size());
    counts.put("mixer_config_handler_configs_total", (long) snapshot.handlers().size());
    counts.put("mixer_config_instance_configs_total", (long) snapshot.instances().size());
    counts.put("mixer_config_rule_configs_total", (long) snapshot.rules().size());
    long rules = 0;
    long matches = 0;
    long instances = 0;
    long handlers = 0;
    for (Diagnostic diagnostic : snapshot.diagnostics()) {
      if (diagnostic.severity() != Diagnostic.Severity.ERROR || diagnostic.resource() == null) {
        continue;
      }
      String kind = diagnostic.resource().kind();
      if (RULE_KINDS.contains(kind)) {
        rules++;
        if (diagnostic.field().endsWith("match")) {
          matches++;
        }
      } else if (HANDLER_KINDS.contains(kind)
          || snapshot.handlers().containsKey(diagnostic.resource())) {
        handlers++;
      } else if (!MANIFEST_KINDS.contains(kind)) {
        instances++;
      }
    }
    counts.put("mixer_config_rule_config_errors_total", rules);
    counts.put("mixer_config_rule_config_match_error_total", matches);
    counts.put("mixer_config_instance_config_errors_total", instances);
    counts.put("mixer_config_handler_validation_error_total", handlers);
    return counts;
  }
}
