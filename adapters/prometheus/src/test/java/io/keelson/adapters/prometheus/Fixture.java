package io.keelson.adapters.prometheus;

import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.kit.ManualTime;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import io.keelson.attribute.ValueType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A prometheus adapter on a free port, handlers made of metrics and instances, and its page. */
final class Fixture implements AutoCloseable {
  final ManualTime time = new ManualTime();
  final PrometheusAdapter adapter;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<PrometheusHandler> handlers = new ArrayList<>();

  Fixture() {
    this(1000);
  }

  Fixture(int maxSeries) {
    adapter =
        new PrometheusAdapter(
            () ->
                new Settings(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), maxSeries));
  }

  static MetricInfo.Builder metric(String name, Kind kind, String... labels) {
    return MetricInfo.newBuilder()
        .setName(name)
        .setInstanceName(name + ".metric.ns")
        .setKind(kind)
        .addAllLabelNames(List.of(labels));
  }

  /** A handler of that name; each metric's instance has the metric's labels for dimensions. */
  PrometheusHandler build(String name, MetricInfo.Builder... metrics) throws Exception {
    var config = Params.newBuilder();
    for (MetricInfo.Builder metric : metrics) {
      config.addMetrics(metric);
    }
    return build(name, config, new FakeEnvironment(time, name));
  }

  PrometheusHandler build(String name, Params.Builder config, FakeEnvironment environment)
      throws Exception {
    List<InstanceType> types = new ArrayList<>();
    for (MetricInfo metric : config.getMetricsList()) {
      types.add(type(metric.getInstanceName(), metric.getLabelNamesList()));
    }
    return build(name, config, environment, types);
  }

  PrometheusHandler build(
      String name, Params.Builder config, FakeEnvironment environment, List<InstanceType> types)
      throws Exception {
    var spec = new HandlerSpec<>(name, config.build(), types);
    var handler = (PrometheusHandler) adapter.build(spec, environment);
    handlers.add(handler);
    return handler;
  }

  static MetricType type(String instance, List<String> dimensions) {
    return new MetricType(instance, ValueType.DOUBLE, types(dimensions), DimensionTypes.EMPTY);
  }

  private static DimensionTypes types(Iterable<String> dimensions) {
    var types = new TreeMap<String, ValueType>();
    dimensions.forEach(dimension -> types.put(dimension, ValueType.STRING));
    return DimensionTypes.of(types);
  }

  static MetricInstance value(String metric, Object value, Map<String, ?> dimensions) {
    var sorted = new TreeMap<String, Object>(dimensions);
    return new MetricInstance(
        metric + ".metric.ns",
        value,
        new Dimensions(types(sorted.keySet()), sorted.values().toArray()),
        "",
        Dimensions.EMPTY);
  }

  HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + adapter.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  Exposition scrape() throws Exception {
    return Exposition.parse(
        new String(get("/metrics").body(), java.nio.charset.StandardCharsets.UTF_8));
  }

  Map<String, Double> samples() throws Exception {
    return scrape().samples;
  }

  @Override
  public void close() {
    handlers.forEach(PrometheusHandler::close);
    client.close();
  }
}
