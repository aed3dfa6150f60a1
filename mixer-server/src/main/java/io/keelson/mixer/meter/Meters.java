package io.keelson.mixer.meter;

import java.util.function.DoubleSupplier;

/**
 * Where the runtime registers what it counts. Labels are given as {@code name, value, name, value
 * …}. The same name and labels give the same series. Thread safe; registering may be slow, using
 * what it returns is not, so series are resolved when a table is built and not at each request.
 */
public interface Meters {

  /** A count that only grows. */
  Counter counter(String name, String help, String... labels);

  /** A value that is read when metrics are collected; a second registration replaces the first. */
  void gauge(String name, String help, DoubleSupplier value, String... labels);

  /**
   * A histogram.
   *
   * @param bounds upper bounds of the buckets, ascending, without infinity
   */
  Distribution distribution(String name, String help, double[] bounds, String... labels);

  /** Stops serving a series of any kind. */
  void remove(String name, String... labels);

  /** Thread safe. */
  interface Counter {
    void add(long amount);

    default void increment() {
      add(1);
    }

    long value();
  }

  /** Thread safe. */
  interface Distribution {
    void record(double value);

    /** The same value so many times. */
    default void record(double value, long times) {
      for (long i = 0; i < times; i++) {
        record(value);
      }
    }
  }
}
