package io.keelson.adapters.prometheus;

import com.google.protobuf.Duration;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import io.keelson.adapters.prometheus.Params.MetricsExpirationPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * Serves metrics for Prometheus to scrape.
 *
 * <p>The metrics and the endpoint belong to the adapter and are shared by all of its handlers, so
 * that values outlive a change of configuration.
 */
public final class PrometheusAdapter implements Adapter<Params> {
  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "prometheus",
          "Serves metrics for Prometheus to scrape",
          Params.getDefaultInstance(),
          List.of(MetricTemplate.INSTANCE),
          Execution.NEVER_WAITS);

  private record Exporter(Registry registry, Endpoint endpoint) {}

  private final Supplier<Settings> settings;
  private Exporter exporter;

  public PrometheusAdapter() {
    this(Settings::ofProcess);
  }

  PrometheusAdapter(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    Params config = spec.config();
    refuseAmbiguous(definitions(config, errors), errors);
    if (config.hasMetricsExpirationPolicy()) {
      MetricsExpirationPolicy policy = config.getMetricsExpirationPolicy();
      if (nanos(policy.getMetricsExpiryDuration()) <= 0) {
        errors.add(
            "metricsExpirationPolicy.metricsExpiryDuration",
            "must be longer than zero, such as 10m; leave out the policy to keep all series");
      }
      if (nanos(policy.getExpiryCheckIntervalDuration()) < 0) {
        errors.add(
            "metricsExpirationPolicy.expiryCheckIntervalDuration",
            "must not be negative; leave it out for half of the expiry duration");
      }
    }
  }

  private static void refuseAmbiguous(List<MetricDefinition> definitions, ConfigErrors errors) {
    var first = new HashMap<String, Integer>();
    for (int i = 0; i < definitions.size(); i++) {
      MetricDefinition definition = definitions.get(i);
      Integer twin = first.putIfAbsent(definition.name(), i);
      if (twin != null && !definitions.get(twin).equals(definition)) {
        errors.add(
            "metrics[" + i + "].name",
            "could not register metric: '"
                + definition.name()
                + "' is what metrics["
                + twin
                + "] is called as well, with another kind, help, label names or buckets; "
                + "rename one of the two");
      }
    }
  }

  private static List<MetricDefinition> definitions(Params config, ConfigErrors errors) {
    var definitions = new ArrayList<MetricDefinition>();
    for (int i = 0; i < config.getMetricsCount(); i++) {
      definitions.add(MetricDefinition.of(config.getMetrics(i), "metrics[" + i + "]", errors));
    }
    return definitions;
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws AdapterException {
    var errors = new ConfigErrors();
    validate(spec, errors);
    if (!errors.isEmpty()) {
      throw new AdapterException(
          errors.list().stream().map(ConfigErrors.ConfigError::toString).toList());
    }
    Exporter shared = exporter();
    List<MetricDefinition> definitions = definitions(spec.config(), errors);
    Expiry expiry = Expiry.of(spec.config());
    Registry.Lease lease = shared.registry.acquire(spec.name(), definitions, expiry.afterNanos());
    try {
      shared.endpoint.retain();
    } catch (IOException | RuntimeException e) {
      shared.registry.release(lease);
      throw new AdapterException(
          "cannot serve metrics on "
              + shared.endpoint
              + ": "
              + e.getMessage()
              + ". Free the port, or choose another with keelson.prometheus.port");
    }
    var handler =
        new PrometheusHandler(
            lease,
            environment,
            () -> {
              shared.registry.release(lease);
              shared.endpoint.release();
            });
    for (int i = 0; i < definitions.size(); i++) {
      MetricInfo info = spec.config().getMetrics(i);
      handler.bind(info.getInstanceName(), lease.family(definitions.get(i)), spec.instanceTypes());
    }
    expiry.schedule(environment, handler);
    return handler;
  }

  private synchronized Exporter exporter() throws AdapterException {
    if (exporter == null) {
      Settings chosen;
      try {
        chosen = settings.get();
      } catch (IllegalArgumentException e) {
        throw new AdapterException(e.getMessage());
      }
      var registry = new Registry(chosen.maxSeries());
      exporter =
          new Exporter(registry, new Endpoint(chosen.address(), registry, Endpoint.SCRAPE_LIMIT));
    }
    return exporter;
  }

  /** The port that metrics are served on; -1 while no handler is there. */
  synchronized int port() {
    return exporter == null ? -1 : exporter.endpoint.port();
  }

  private static long nanos(Duration duration) {
    try {
      return Math.addExact(
          Math.multiplyExact(duration.getSeconds(), 1_000_000_000L), duration.getNanos());
    } catch (ArithmeticException beyondRange) {
      return duration.getSeconds() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private record Expiry(long afterNanos, long intervalNanos) {
    private static final long NEVER = Long.MAX_VALUE;

    /** More often than that is a waste. */
    private static final long LEAST_INTERVAL_NANOS = 1_000_000;

    static Expiry of(Params config) {
      if (!config.hasMetricsExpirationPolicy()) {
        return new Expiry(NEVER, NEVER);
      }
      MetricsExpirationPolicy policy = config.getMetricsExpirationPolicy();
      long after = nanos(policy.getMetricsExpiryDuration());
      long interval = nanos(policy.getExpiryCheckIntervalDuration());
      return new Expiry(
          after, Math.max(LEAST_INTERVAL_NANOS, interval == 0 ? after / 2 : interval));
    }

    void schedule(Environment environment, PrometheusHandler handler) {
      if (afterNanos != NEVER) {
        environment.every(java.time.Duration.ofNanos(intervalNanos), handler::expire);
      }
    }
  }
}
