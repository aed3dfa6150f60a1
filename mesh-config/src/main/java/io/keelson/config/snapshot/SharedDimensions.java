package io.keelson.config.snapshot;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import java.util.Arrays;

/**
 * Maps of expressions that were evaluated for one bag already. One request, one thread; clear it
 * between bags.
 *
 * <p>Neighbours in a report mostly tell of the same pair of services. What came out for a later bag
 * as it did for one of the last few is the same object, which spares the memory, and lets adapters
 * see at a glance that nothing has changed.
 */
public final class SharedDimensions {
  /** A proxy talks to few services at a time. */
  private static final int REMEMBERED = 4;

  private final Dimensions[] evaluated;
  private final Dimensions[][] earlier;
  private final Object[][] rooms;

  /**
   * @param size {@link Snapshot#sharedDimensions()}
   */
  public SharedDimensions(int size) {
    evaluated = new Dimensions[size];
    earlier = new Dimensions[size][];
    rooms = new Object[size][];
  }

  Dimensions get(int id) {
    return evaluated[id];
  }

  /** Where to put the values for {@link #keep}. */
  Object[] room(int id, int size) {
    Object[] room = rooms[id];
    if (room == null) {
      room = new Object[size];
      rooms[id] = room;
    }
    return room;
  }

  /**
   * What these values make.
   *
   * @param values from {@link #room}, all set; not the caller's any more
   */
  Dimensions keep(int id, DimensionTypes types, Object[] values) {
    Dimensions[] known = earlier[id];
    if (known == null) {
      known = new Dimensions[REMEMBERED];
      earlier[id] = known;
    }
    Dimensions kept = find(known, values);
    if (kept == null) {
      kept = new Dimensions(types, values);
      rooms[id] = null;
      System.arraycopy(known, 0, known, 1, REMEMBERED - 1);
      known[0] = kept;
    }
    evaluated[id] = kept;
    return kept;
  }

  private static Dimensions find(Dimensions[] known, Object[] values) {
    for (Dimensions one : known) {
      if (one != null && holds(one, values)) {
        return one;
      }
    }
    return null;
  }

  private static boolean holds(Dimensions dimensions, Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      Object there = dimensions.value(i);
      if (there != value && (there == null || !there.equals(value))) {
        return false;
      }
    }
    return true;
  }

  public void clear() {
    Arrays.fill(evaluated, null);
  }
}
