package io.keelson.adapters.prometheus;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.metric.MetricHandler;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records metric instances. All that can be known in advance is worked out in {@link #bind}, which
 * runs before the first request: at request time an instance costs one hash lookup by its dimension
 * values, shared with the other metrics of the same dimensions, and one update of a number.
 */
final class PrometheusHandler implements MetricHandler {
  /** Enough to see what is wrong; a report can hold thousands of instances. */
  private static final int MAX_REASONS = 20;

  private static final long WARNING_INTERVAL_NANOS = 60_000_000_000L;

  private final Registry.Lease lease;
  private final Environment environment;
  private final Runnable onClose;
  private final Metrics.Counter overflows;
  private final Map<String, List<Binding>> bindings = new HashMap<>();
  private final Map<DimensionTypes, Rows> rows = new HashMap<>();
  private final Map<Family, AtomicLong> nextWarning = new HashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  PrometheusHandler(Registry.Lease lease, Environment environment, Runnable onClose) {
    this.lease = lease;
    this.environment = environment;
    this.onClose = onClose;
    overflows =
        environment
            .metrics()
            .counter(
                "prometheus_overflow_total",
                "Values recorded to an overflow series: the metric has too many series");
    environment.metrics().gauge("prometheus_series", "Series of the handler's metrics", this::size);
    for (Family family : lease.families()) {
      nextWarning.put(family, new AtomicLong(environment.nanoTime()));
    }
  }

  private double size() {
    long size = 0;
    for (Family family : lease.families()) {
      size += family.size();
    }
    return size;
  }

  /** Sends an instance's values to a metric. An instance that no rule sends here is passed over. */
  void bind(String instance, Family family, List<InstanceType> types) {
    for (InstanceType type : types) {
      if (type instanceof MetricType metric && metric.name().equals(instance)) {
        Rows shared = rows.computeIfAbsent(metric.dimensions(), Rows::new);
        List<Binding> same = bindings.computeIfAbsent(instance, name -> new ArrayList<>());
        if (same.stream().noneMatch(binding -> binding.family == family)) {
          var binding = new Binding(family, shared);
          same.add(binding);
          if (binding.fault != null) {
            environment.logger().warn("{}: {}", instance, binding.fault);
          }
        }
      }
    }
  }

  @Override
  public void handleMetric(List<MetricInstance> instances) throws AdapterException {
    long now = environment.nanoTime();
    Set<String> reasons = null;
    Dimensions lastDimensions = null;
    Rows.Row lastRow = null;
    for (int i = 0; i < instances.size(); i++) {
      MetricInstance instance = instances.get(i);
      List<Binding> metrics = bindings.get(instance.name());
      if (metrics == null) {
        reasons = add(reasons, instance, "no metric is configured for it: add it to 'metrics'");
        continue;
      }
      Dimensions dimensions = instance.dimensions();
      for (int m = 0; m < metrics.size(); m++) {
        Binding binding = metrics.get(m);
        String fault = binding.fault(instance);
        if (fault != null) {
          reasons = add(reasons, instance, fault);
          continue;
        }
        if (dimensions != lastDimensions) {
          lastRow = binding.rows.row(dimensions);
          lastDimensions = dimensions;
        }
        record(binding, lastRow, Numbers.of(instance.value()), now);
      }
    }
    if (reasons != null) {
      throw new AdapterException(List.copyOf(reasons));
    }
  }

  private static Set<String> add(Set<String> reasons, MetricInstance instance, String reason) {
    Set<String> all = reasons == null ? new LinkedHashSet<>() : reasons;
    if (all.size() < MAX_REASONS) {
      all.add("metric instance '" + instance.name() + "': " + reason);
    }
    return all;
  }

  private void record(Binding binding, Rows.Row row, double value, long now) {
    Series series = row.series[binding.slot];
    if (series != null && series.record(value, now)) {
      return;
    }
    series = binding.family.record(binding.labels(row), value, now);
    if (binding.family.isOverflow(series)) {
      overflows.increment();
      warnOfOverflow(binding.family, now);
    } else {
      row.series[binding.slot] = series;
    }
  }

  private void warnOfOverflow(Family family, long now) {
    AtomicLong next = nextWarning.get(family);
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + WARNING_INTERVAL_NANOS)) {
      environment.run(
          () ->
              environment
                  .logger()
                  .warn(
                      "Metric {} has {} series, which is the most it may have: further ones are"
                          + " counted under '{}'. To have fewer: {}",
                      family.definition().name(),
                      family.size(),
                      Family.OVERFLOW,
                      family.worstLabel()));
    }
  }

  /** Removes series that are due, and what led to them. */
  void expire() {
    long now = environment.nanoTime();
    lease.families().forEach(family -> family.expire(now));
    rows.values().forEach(Rows::forgetRemoved);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
