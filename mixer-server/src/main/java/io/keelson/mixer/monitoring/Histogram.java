package io.keelson.mixer.monitoring;

import io.keelson.mixer.meter.Meters;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts observations by size. Upper bounds are inclusive, as Prometheus defines them. */
public final class Histogram implements Series, Meters.Distribution {
  private final double[] bounds;
  private final LongAdder[] buckets;
  private final DoubleAdder sum = new DoubleAdder();

  Histogram(double[] bounds) {
    this.bounds = bounds;
    this.buckets = new LongAdder[bounds.length + 1];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  @Override
  public void record(double value) {
    record(value, 1);
  }

  @Override
  public void record(double value, long times) {
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value <= bounds[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    buckets[low].add(times);
    sum.add(value * times);
  }

  /** How many observations there were. */
  public long count() {
    long count = 0;
    for (LongAdder bucket : buckets) {
      count += bucket.sum();
    }
    return count;
  }

  public double sum() {
    return sum.sum();
  }

  double[] bounds() {
    return bounds;
  }

  /** Not cumulative; the last one has no upper bound. */
  long bucket(int index) {
    return buckets[index].sum();
  }
}
