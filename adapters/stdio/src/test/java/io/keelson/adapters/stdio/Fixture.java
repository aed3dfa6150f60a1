package io.keelson.adapters.stdio;

import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.logentry.LogEntryInstance;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.attribute.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stdio adapter with streams of its own, and instances for it. */
final class Fixture {
  static final Instant TIME = Instant.parse("2017-01-02T03:04:05.123456Z");

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final FakeEnvironment environment = new FakeEnvironment();
  final StdioAdapter adapter;

  Fixture() {
    var outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
    var errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
    adapter = new StdioAdapter(() -> outStream, () -> errStream);
  }

  Params.Builder defaults() {
    return adapter.info().defaultConfig().toBuilder();
  }

  StdioHandler build(Params.Builder config) throws Exception {
    return (StdioHandler) adapter.build(spec(config), environment);
  }

  static HandlerSpec<Params> spec(Params.Builder config) {
    return new HandlerSpec<>("h.stdio.istio-system", config.build(), List.of());
  }

  String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  static LogEntryInstance entry(String severity, Dimensions variables) {
    return new LogEntryInstance(
        "l1.logentry.istio-system", variables, TIME, severity, "", Dimensions.EMPTY);
  }

  static MetricInstance metric(Object value, Dimensions dimensions) {
    return new MetricInstance("m1.metric.istio-system", value, dimensions, "", Dimensions.EMPTY);
  }

  static Dimensions values(Map<String, ?> values) {
    var sorted = new TreeMap<String, Object>(values);
    var types = new TreeMap<String, ValueType>();
    sorted.keySet().forEach(key -> types.put(key, ValueType.STRING));
    return new Dimensions(DimensionTypes.of(types), sorted.values().toArray());
  }
}
