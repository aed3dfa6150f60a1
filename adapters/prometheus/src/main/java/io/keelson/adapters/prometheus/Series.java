package io.keelson.adapters.prometheus;

/**
 * The numbers of one combination of label values. Everything happens under the object's lock, which
 * is held for some ten nanoseconds, so that a histogram's buckets and sum always fit together, and
 * removal never takes a value that was just recorded. Thread safe.
 */
abstract sealed class Series {
  final Labels labels;
  private long touched;
  private boolean removed;

  private Series(Labels labels) {
    this.labels = labels;
  }

  static Series of(MetricDefinition definition, Labels labels, double[] bounds) {
    return switch (definition.kind()) {
      case GAUGE -> new Value(labels, false);
      case COUNTER -> new Value(labels, true);
      default -> new Histogram(labels, bounds);
    };
  }

  /** Sets, adds or observes; false if the series is no longer there. Time in nanoseconds. */
  final boolean record(double value, long now) {
    synchronized (this) {
      if (removed) {
        return false;
      }
      touched = now;
      apply(value);
      return true;
    }
  }

  /** Runs under the lock. */
  abstract void apply(double value);

  /**
   * Removes the series unless it was recorded to at {@code deadline} or later; whether it is
   * removed now.
   */
  final synchronized boolean removeIfIdleSince(long deadline) {
    removed |= touched - deadline < 0;
    return removed;
  }

  final synchronized boolean isIdleSince(long deadline) {
    return touched - deadline < 0;
  }

  final synchronized boolean isRemoved() {
    return removed;
  }

  /** A gauge or a counter. */
  static final class Value extends Series {
    private final boolean adds;
    private double value;

    private Value(Labels labels, boolean adds) {
      super(labels);
      this.adds = adds;
    }

    @Override
    void apply(double next) {
      value = adds ? value + next : next;
    }

    synchronized double value() {
      return value;
    }
  }

  /** A histogram. */
  static final class Histogram extends Series {
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    private Histogram(Labels labels, double[] bounds) {
      super(labels);
      this.bounds = bounds;
      counts = new long[bounds.length + 1];
    }

    @Override
    void apply(double value) {
      counts[bucket(value)]++;
      sum += value;
    }

    /** The first whose bound is not below the value. */
    private int bucket(double value) {
      int low = 0;
      int high = bounds.length;
      while (low < high) {
        int middle = low + high >>> 1;
        if (bounds[middle] < value) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Copies the count of each bucket, not yet cumulated, and returns the sum. */
    synchronized double read(long[] into) {
      System.arraycopy(counts, 0, into, 0, counts.length);
      return sum;
    }
  }
}
