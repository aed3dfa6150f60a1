package io.keelson.adapters.prometheus;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds series by dimension values, without making text of them: one row for each combination of
 * values, with the series of every metric that has these dimensions. A cache over the families:
 * rows may go at any time.
 */
final class Rows {
  /** Combinations to remember; beyond that they are looked up among the families' series. */
  static final int MAX_ROWS = 200_000;

  /** One combination of values. */
  static final class Row {
    private final Dimensions dimensions;
    private volatile String[] texts;

    /**
     * By the slots of the bindings. Written without a lock: whoever reads null looks it up again.
     */
    final Series[] series;

    private Row(Dimensions dimensions, int slots) {
      this.dimensions = dimensions;
      series = new Series[slots];
    }

    /** The values as text. The same array every time or an equal one; not to be changed. */
    String[] texts() {
      String[] made = texts;
      if (made == null) {
        made = new String[dimensions.size()];
        for (int i = 0; i < made.length; i++) {
          made[i] = dimensions.text(i);
        }
        texts = made;
      }
      return made;
    }

    private boolean isOfNoUse() {
      for (Series one : series) {
        if (one != null && !one.isRemoved()) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Ordered, because a hash table then stays fast when someone sends values with equal hash codes
   * on purpose.
   */
  private record Key(Dimensions dimensions) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = 0;
      for (int i = 0; order == 0 && i < dimensions.size(); i++) {
        order = compare(dimensions.value(i), other.dimensions.value(i));
      }
      return order;
    }

    private static int compare(Object left, Object right) {
      if (left == null || right == null) {
        return Boolean.compare(left != null, right != null);
      }
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
  }

  private final DimensionTypes types;
  private final ConcurrentHashMap<Key, Row> rows = new ConcurrentHashMap<>();
  private int slots;

  Rows(DimensionTypes types) {
    this.types = types;
  }

  DimensionTypes types() {
    return types;
  }

  /** A place in every row. Only before the first row is made. */
  int newSlot() {
    return slots++;
  }

  boolean fits(Dimensions dimensions) {
    return dimensions.types() == types || dimensions.types().equals(types);
  }

  Row row(Dimensions dimensions) {
    var key = new Key(lasting(dimensions));
    Row row = rows.get(key);
    if (row != null) {
      return row;
    }
    var made = new Row(key.dimensions, slots);
    if (rows.size() >= MAX_ROWS) {
      return made;
    }
    Row earlier = rows.putIfAbsent(key, made);
    return earlier == null ? made : earlier;
  }

  /** The same values, but none that is a view of the request. */
  private static Dimensions lasting(Dimensions dimensions) {
    for (int i = 0; i < dimensions.size(); i++) {
      if (dimensions.value(i) instanceof StringMap) {
        var values = new Object[dimensions.size()];
        for (int j = 0; j < values.length; j++) {
          Object value = dimensions.value(j);
          values[j] = value instanceof StringMap map ? map.snapshot().toString() : value;
        }
        return new Dimensions(dimensions.types(), values);
      }
    }
    return dimensions;
  }

  /** Drops rows whose series are all gone. */
  void forgetRemoved() {
    rows.values().removeIf(Row::isOfNoUse);
  }
}
