package io.keelson.adapters.prometheus;

import java.util.Arrays;

/** Label values, in the order of a metric's label names. Keeps the array. */
record Labels(String[] values) implements Comparable<Labels> {

  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(values, other.values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(values, labels.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
