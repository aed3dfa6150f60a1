package io.keelson.adapters.prometheus;

import io.keelson.adapter.ConfigErrors;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One exported metric. Two metrics that agree in all of this are one.
 *
 * @param name as exported, with prefix
 * @param labels sanitised, sorted
 * @param bounds upper bounds of the finite buckets, increasing; empty unless the kind is
 *     DISTRIBUTION
 */
record MetricDefinition(
    String name, String help, MetricInfo.Kind kind, List<String> labels, List<Double> bounds) {

  private static final List<Double> DEFAULT_BOUNDS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

  /** Each bucket costs eight bytes in every series; more than that is a mistake. */
  private static final int MAX_BUCKETS = 10_000;

  MetricDefinition {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
  }

  /**
   * Reads one entry of the configuration; faults go to {@code errors}, and the result is then of no
   * use.
   */
  static MetricDefinition of(MetricInfo info, String path, ConfigErrors errors) {
    String given = info.getName().isEmpty() ? info.getInstanceName() : info.getName();
    String prefix = info.getNamespace().isEmpty() ? "istio" : info.getNamespace();
    String name = Naming.sanitize(prefix) + "_" + Naming.sanitize(given);
    if (!Naming.isMetricName(name)) {
      errors.add(
          path + ".name",
          "the metric would be called '"
              + name
              + "': letters, digits, underscores and colons are allowed, and no digit first");
    }
    boolean histogram = info.getKind() == MetricInfo.Kind.DISTRIBUTION;
    if (info.getKind() == MetricInfo.Kind.UNSPECIFIED
        || info.getKind() == MetricInfo.Kind.UNRECOGNIZED) {
      errors.add(
          path + ".kind",
          "unknown metric kind " + info.getKindValue() + ": choose GAUGE, COUNTER or DISTRIBUTION");
    }
    return new MetricDefinition(
        name,
        info.getDescription().isEmpty() ? given : info.getDescription(),
        info.getKind(),
        labels(info, path, histogram, errors),
        histogram ? bounds(info.getBuckets(), path + ".buckets", errors) : List.of());
  }

  private static List<String> labels(
      MetricInfo info, String path, boolean histogram, ConfigErrors errors) {
    var labels = new TreeSet<String>();
    for (int i = 0; i < info.getLabelNamesCount(); i++) {
      String field = path + ".labelNames[" + i + "]";
      String label = Naming.sanitize(info.getLabelNames(i));
      if (!Naming.isLabelName(label)) {
        errors.add(
            field,
            "'"
                + label
                + "' is no label name: letters, digits and underscores are allowed, "
                + "but neither a digit nor two underscores first");
      } else if (histogram && label.equals("le")) {
        errors.add(field, "'le' is taken: a distribution's buckets carry it. Choose another name");
      } else if (!labels.add(label)) {
        errors.add(field, "label '" + label + "' is there already");
      }
    }
    return List.copyOf(labels);
  }

  private static List<Double> bounds(BucketsDefinition buckets, String path, ConfigErrors errors) {
    return switch (buckets.getDefinitionCase()) {
      case LINEAR_BUCKETS -> {
        String field = path + ".linearBuckets";
        BucketsDefinition.Linear linear = buckets.getLinearBuckets();
        yield isCount(linear.getNumFiniteBuckets(), field, errors)
            ? increasing(
                IntStream.rangeClosed(0, linear.getNumFiniteBuckets())
                    .mapToObj(i -> linear.getOffset() + linear.getWidth() * i)
                    .toList(),
                field,
                errors)
            : List.of();
      }
      case EXPONENTIAL_BUCKETS ->
          exponential(buckets.getExponentialBuckets(), path + ".exponentialBuckets", errors);
      case EXPLICIT_BUCKETS -> {
        List<Double> bounds = buckets.getExplicitBuckets().getBoundsList();
        yield bounds.isEmpty()
            ? DEFAULT_BOUNDS
            : increasing(bounds, path + ".explicitBuckets.bounds", errors);
      }
      case DEFINITION_NOT_SET -> DEFAULT_BOUNDS;
    };
  }

  private static List<Double> exponential(
      BucketsDefinition.Exponential buckets, String field, ConfigErrors errors) {
    boolean good = isCount(buckets.getNumFiniteBuckets(), field, errors);
    if (!(buckets.getScale() > 0)) {
      errors.add(field + ".scale", "must be greater than 0: it is the first bound");
      good = false;
    }
    if (!(buckets.getGrowthFactor() > 1)) {
      errors.add(field + ".growthFactor", "must be greater than 1, or the bounds do not grow");
      good = false;
    }
    if (!good) {
      return List.of();
    }
    var bounds = new Double[buckets.getNumFiniteBuckets() + 1];
    double bound = buckets.getScale();
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = bound;
      bound *= buckets.getGrowthFactor();
    }
    return increasing(List.of(bounds), field, errors);
  }

  private static boolean isCount(int buckets, String field, ConfigErrors errors) {
    boolean good = buckets >= 0 && buckets <= MAX_BUCKETS;
    if (!good) {
      errors.add(field + ".numFiniteBuckets", "must be between 0 and " + MAX_BUCKETS);
    }
    return good;
  }

  private static List<Double> increasing(List<Double> bounds, String field, ConfigErrors errors) {
    for (int i = 0; i < bounds.size(); i++) {
      if (!Double.isFinite(bounds.get(i))) {
        errors.add(field, "bound " + (i + 1) + " is " + bounds.get(i) + ": bounds are finite");
        return List.of();
      }
      if (i > 0 && !(bounds.get(i) > bounds.get(i - 1))) {
        errors.add(
            field,
            "bounds must increase, but " + bounds.get(i) + " comes after " + bounds.get(i - 1));
        return List.of();
      }
    }
    return bounds;
  }
}
