package io.keelson.adapter.template;

import io.keelson.adapter.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of dynamic values whose keys are known in advance: values stand at the positions that
 * {@link DimensionTypes} gives. Immutable; instances of one request that ask for the same
 * expressions share one object.
 */
public final class Dimensions {
  public static final Dimensions EMPTY = new Dimensions(DimensionTypes.EMPTY, new Object[0]);

  private final DimensionTypes types;
  private final Object[] values;

  /** Keeps the array; the caller must not change it afterwards. */
  public Dimensions(DimensionTypes types, Object[] values) {
    if (types.size() != values.length) {
      throw new IllegalArgumentException(types.size() + " keys, " + values.length + " values");
    }
    this.types = types;
    this.values = values;
  }

  public int size() {
    return values.length;
  }

  /** The value at a position, of a class that {@link Values} lists; null where absent. */
  public Object value(int position) {
    return values[position];
  }

  /** The value of a key, or null. */
  public Object get(String key) {
    int position = types.position(key);
    return position < 0 ? null : values[position];
  }

  /** The value at a position as text, see {@link Values#text}. */
  public String text(int position) {
    return Values.text(values[position]);
  }

  public DimensionTypes types() {
    return types;
  }

  /** A copy as a map, in key order. */
  public Map<String, Object> asMap() {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < values.length; i++) {
      map.put(types.key(i), values[i]);
    }
    return map;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dimensions that
        && types.equals(that.types)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
