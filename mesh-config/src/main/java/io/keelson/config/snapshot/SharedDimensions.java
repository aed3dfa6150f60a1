package io.keelson.config.snapshot;

import io.keelson.adapter.template.Dimensions;
import java.util.Arrays;

/**
 * Maps of expressions that were evaluated for one bag already. One request, one thread; clear it
 * between bags.
 */
public final class SharedDimensions {
  private final Dimensions[] evaluated;

  /**
   * @param size {@link Snapshot#sharedDimensions()}
   */
  public SharedDimensions(int size) {
    evaluated = new Dimensions[size];
  }

  Dimensions get(int id) {
    return evaluated[id];
  }

  void put(int id, Dimensions dimensions) {
    evaluated[id] = dimensions;
  }

  public void clear() {
    Arrays.fill(evaluated, null);
  }
}
