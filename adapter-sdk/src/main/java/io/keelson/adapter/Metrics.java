package io.keelson.adapter;

import java.util.function.DoubleSupplier;

/**
 * Metrics of one handler; names get the prefix {@code keelson_adapter_}, series the labels adapter
 * and handler.
 */
public interface Metrics {

  /** A counter; the same name gives the same counter. */
  Counter counter(String name, String help);

  /** A gauge that is read when metrics are collected. The supplier must not block. */
  void gauge(String name, String help, DoubleSupplier value);

  /** A count that only grows. Thread safe. */
  interface Counter {
    void add(long amount);

    default void increment() {
      add(1);
    }

    long value();
  }
}
