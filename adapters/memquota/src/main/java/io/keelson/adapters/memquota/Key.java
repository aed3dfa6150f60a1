package io.keelson.adapters.memquota;

import io.keelson.adapter.template.Dimensions;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.util.Arrays;

/**
 * Dimension values that stand for one counter. Absent values count as empty text, and maps, which
 * may be views of the request, as their text.
 *
 * <p>Ordered, because a hash table then stays fast when someone sends values with equal hash codes
 * on purpose.
 */
record Key(Dimensions values) implements Comparable<Key> {

  static Key of(Dimensions dimensions) {
    for (int i = 0; i < dimensions.size(); i++) {
      Object value = dimensions.value(i);
      if (value == null || value instanceof StringMap) {
        return new Key(lasting(dimensions));
      }
    }
    return new Key(dimensions);
  }

  private static Dimensions lasting(Dimensions dimensions) {
    var values = new Object[dimensions.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = dimensions.value(i);
      values[i] =
          value == null ? "" : value instanceof StringMap map ? map.snapshot().toString() : value;
    }
    return new Dimensions(dimensions.types(), values);
  }

  @Override
  public int compareTo(Key other) {
    int order = Integer.compare(values.size(), other.values.size());
    for (int i = 0; order == 0 && i < values.size(); i++) {
      order = compare(values.value(i), other.values.value(i));
    }
    return order;
  }

  private static int compare(Object left, Object right) {
    if (left.getClass() != right.getClass()) {
      return left.getClass().getName().compareTo(right.getClass().getName());
    }
    if (left instanceof IpAddress address) {
      return Arrays.compare(address.normalized(), ((IpAddress) right).normalized());
    }
    @SuppressWarnings("unchecked")
    var comparable = (Comparable<Object>) left;
    return comparable.compareTo(right);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
