package io.keelson.mixer.cache;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;

/**
 * What one node of the tree asks a request.
 *
 * @param slot the attribute
 * @param key of a string map, or null for the attribute itself
 * @param size whether it asks how many entries a string map has
 */
record Trial(int slot, String key, boolean size) {
  /** The attribute, or the key of a map that is there, is not there. */
  static final Object ABSENT = new Object();

  /** The question makes no sense for this request: it has no map there. */
  static final Object NEITHER = new Object();

  /**
   * The answer to the question: a value, {@link #ABSENT} or {@link #NEITHER}. Records references.
   */
  Object outcome(RequestBag bag) {
    if (key == null && !size) {
      Object value = bag.get(slot);
      if (value == null) {
        return ABSENT;
      }
      // A map is compared by its keys; other values without equality are not compared at all.
      return value instanceof StringMap || value instanceof byte[] ? NEITHER : value;
    }
    if (!bag.contains(slot) || !(bag.get(slot) instanceof StringMap map)) {
      return NEITHER;
    }
    if (size) {
      return map.asMap().size();
    }
    String value = map.get(key);
    return value == null ? ABSENT : value;
  }
}
