package io.keelson.adapters.prometheus;

import java.util.Arrays;
import java.util.HashSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One exported metric with its series, sorted by label values.
 *
 * <p>Series come and go under the family's lock; recording to one that is there takes no lock of
 * the family. There are at most {@code maxSeries} and one: whatever has no room is recorded to the
 * overflow series, so that sums over all series stay right.
 */
final class Family {
  /** The value of every label of the overflow series. */
  static final String OVERFLOW = "__overflow__";

  private final MetricDefinition definition;
  private final double[] bounds;
  private final int maxSeries;
  private final Labels overflowLabels;
  private final ConcurrentSkipListMap<Labels, Series> series = new ConcurrentSkipListMap<>();
  private volatile int size;
  private volatile long expiryNanos = Long.MAX_VALUE;

  Family(MetricDefinition definition, int maxSeries) {
    this.definition = definition;
    this.maxSeries = maxSeries;
    bounds = definition.bounds().stream().mapToDouble(Double::doubleValue).toArray();
    var values = new String[definition.labels().size()];
    Arrays.fill(values, OVERFLOW);
    overflowLabels = new Labels(values);
  }

  MetricDefinition definition() {
    return definition;
  }

  double[] bounds() {
    return bounds;
  }

  Iterable<Series> series() {
    return series.values();
  }

  int size() {
    return size;
  }

  boolean isOverflow(Series one) {
    return one.labels == overflowLabels;
  }

  /** The series idle for longer than this go; {@link Long#MAX_VALUE} keeps them all. */
  void expireAfter(long nanos) {
    expiryNanos = nanos;
  }

  /** Records to the series of these labels, making it if need be, and returns the series used. */
  synchronized Series record(Labels labels, double value, long now) {
    Series one = series.get(labels);
    if (one == null) {
      boolean full = size >= maxSeries;
      Labels key = full ? overflowLabels : labels;
      one = full ? series.get(key) : null;
      if (one == null) {
        one = Series.of(definition, key, bounds);
        series.put(key, one);
        size += full ? 0 : 1;
      }
    }
    one.record(value, now);
    return one;
  }

  /** Removes series that nothing was recorded to for the time that the holders agreed on. */
  void expire(long now) {
    long expiry = expiryNanos;
    if (expiry == Long.MAX_VALUE) {
      return;
    }
    long deadline = now - expiry;
    for (Series one : series.values()) {
      if (one.isIdleSince(deadline)) {
        remove(one, deadline);
      }
    }
  }

  private synchronized void remove(Series one, long deadline) {
    if (one.removeIfIdleSince(deadline) && series.remove(one.labels, one)) {
      size -= isOverflow(one) ? 0 : 1;
    }
  }

  /** The label with the most distinct values, and how many: the one to drop. Walks all series. */
  String worstLabel() {
    int label = -1;
    int most = -1;
    for (int i = 0; i < definition.labels().size(); i++) {
      int distinct = distinctValues(i);
      if (distinct > most) {
        most = distinct;
        label = i;
      }
    }
    return label < 0
        ? "it has no labels"
        : "label '" + definition.labels().get(label) + "' has " + most + " values";
  }

  private int distinctValues(int label) {
    var values = new HashSet<String>();
    series.keySet().forEach(labels -> values.add(labels.values()[label]));
    return values.size();
  }
}
