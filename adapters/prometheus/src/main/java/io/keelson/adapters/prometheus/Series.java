package io.keelson.adapters.prometheus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The numbers of one combination of label values. Thread safe. A series that was removed answers false
 * to {@link #record}; nothing that a caller was told is recorded is ever lost.
 */
abstract sealed class Series {
  final Labels labels;

  /** When it was last recorded to, in nanoseconds. Written before the value, read after it. */
  private volatile long touched;

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

  /** Sets, adds or observes; false if the series is no longer there. */
  abstract boolean record(double value, long now);

  /** Removes the series unless it was recorded to since {@code deadline}. */
  abstract boolean removeIfIdleSince(long deadline);

  abstract boolean isRemoved();

  final void touch(long now) {
    if (touched != now) {
      touched = now;
    }
  }

  final boolean isIdleSince(long deadline) {
    return touched - deadline < 0;
  }

  /** A gauge or a counter: one number, changed by compare and set. */
  static final class Value extends Series {
    private static final VarHandle BITS;

    /** A NaN that arithmetic does not produce: the series was removed. */
    private static final long REMOVED = 0x7ff8_dead_dead_deadL;

    static {
      try {
        BITS = MethodHandles.lookup().findVarHandle(Value.class, "bits", long.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    private final boolean adds;
    private volatile long bits;

    private Value(Labels labels, boolean adds) {
      super(labels);
      this.adds = adds;
    }

    @Override
    boolean record(double value, long now) {
      touch(now);
      while (true) {
        long before = bits;
        if (before == REMOVED) {
          return false;
        }
        double after = adds ? Double.longBitsToDouble(before) + value : value;
        if (BITS.compareAndSet(this, before, Double.doubleToLongBits(after))) {
          return true;
        }
      }
    }

    @Override
    boolean removeIfIdleSince(long deadline) {
      while (isIdleSince(deadline)) {
        long before = bits;
        if (before == REMOVED
            || isIdleSince(deadline) && BITS.compareAndSet(this, before, REMOVED)) {
          return true;
        }
      }
      return false;
    }

    @Override
    boolean isRemoved() {
      return bits == REMOVED;
    }

    double value() {
      return Double.longBitsToDouble(bits);
    }
  }

  /** Buckets and sum, changed and read under the object's lock, so that they always fit together. */
  static final class Histogram extends Series {
    private final double[] bounds;
    private final long[] counts;
    private double sum;
    private boolean removed;

    private Histogram(Labels labels, double[] bounds) {
      super(labels);
      this.bounds = bounds;
      counts = new long[bounds.length + 1];
    }

    @Override
    boolean record(double value, long now) {
      int bucket = bucket(value);
      synchronized (this) {
        if (removed) {
          return false;
        }
        touch(now);
        counts[bucket]++;
        sum += value;
        return true;
      }
    }

    /** The first bound that is not below the value. */
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

    @Override
    synchronized boolean removeIfIdleSince(long deadline) {
      removed |= isIdleSince(deadline);
      return removed;
    }

    @Override
    synchronized boolean isRemoved() {
      return removed;
    }

    /** Copies the count of each bucket, not yet cumulated, and returns the sum. */
    synchronized double read(long[] into) {
      System.arraycopy(counts, 0, into, 0, counts.length);
      return sum;
    }
  }
}
