package io.keelson.mixer.monitoring;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;

/** A value that goes up and down, either set here or read when metrics are collected. */
public final class Gauge implements Series {
  private final DoubleAdder changes = new DoubleAdder();
  private volatile double base;
  private volatile DoubleSupplier supplier;

  Gauge() {}

  /** Must not race with {@link #add}: one gauge is either set or counted. */
  public void set(double value) {
    base = value;
    changes.reset();
  }

  public void add(double amount) {
    changes.add(amount);
  }

  /** Reads the value from here on; the supplier must not block. */
  public void supply(DoubleSupplier value) {
    supplier = value;
  }

  public double value() {
    DoubleSupplier source = supplier;
    return source != null ? source.getAsDouble() : base + changes.sum();
  }
}
