package io.keelson.adapter.template;

import io.keelson.attribute.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The keys of a map of dynamic values, sorted, with the type of each. Immutable. */
public final class DimensionTypes {
  public static final DimensionTypes EMPTY = of(Map.of());

  private final String[] keys;
  private final ValueType[] types;

  private DimensionTypes(String[] keys, ValueType[] types) {
    this.keys = keys;
    this.types = types;
  }

  public static DimensionTypes of(Map<String, ValueType> types) {
    var sorted = new TreeMap<>(types);
    return new DimensionTypes(
        sorted.keySet().toArray(String[]::new), sorted.values().toArray(ValueType[]::new));
  }

  public int size() {
    return keys.length;
  }

  public String key(int position) {
    return keys[position];
  }

  public ValueType type(int position) {
    return types[position];
  }

  /** Where a key stands, or -1. Resolve positions when a handler is built, not at each request. */
  public int position(String key) {
    int found = Arrays.binarySearch(keys, key);
    return found < 0 ? -1 : found;
  }

  /** The keys, sorted. */
  public List<String> keys() {
    return List.of(keys);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DimensionTypes that
        && Arrays.equals(keys, that.keys)
        && Arrays.equals(types, that.types);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + Arrays.hashCode(types);
  }

  @Override
  public String toString() {
    return Arrays.toString(keys) + Arrays.toString(types);
  }
}
