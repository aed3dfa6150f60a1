package io.keelson.mixer.kit;

import io.keelson.mixer.meter.Meters;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Nobody reads a kit's self-metrics. */
final class KitMeters implements Meters {
  @Override
  public Counter counter(String name, String help, String... labels) {
    var sum = new LongAdder();
    return new Counter() {
      @Override
      public void add(long amount) {
        sum.add(amount);
      }

      @Override
      public long value() {
        return sum.sum();
      }
    };
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    // Nobody reads it.
  }

  @Override
  public Distribution distribution(String name, String help, double[] bounds, String... labels) {
    return value -> {};
  }

  @Override
  public void remove(String name, String... labels) {
    // Nothing is kept.
  }
}
