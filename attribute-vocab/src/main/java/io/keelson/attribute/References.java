package io.keelson.attribute;

import java.util.List;

/** Which attributes, and which keys of string maps, influenced an answer; becomes ReferencedAttributes. */
public final class References {

  /** How an attribute was used, numbered as {@code ReferencedAttributes.Condition}. */
  public enum Condition {
    ABSENCE,
    EXACT
  }

  /**
   * @param key the map key, or null
   */
  public record Reference(String name, String key, Condition condition) {}

  public References copy() {
    throw new UnsupportedOperationException();
  }

  /** Sorted by name, then key (no key first). */
  public List<Reference> list() {
    throw new UnsupportedOperationException();
  }

  /**
   * Writes the body of an {@code istio.mixer.v1.ReferencedAttributes}: sorted, deduplicated, words below
   * {@code globalWordCount} as dictionary indices and others in the message's own list.
   */
  public void encode(WireWriter out, int globalWordCount) {
    throw new UnsupportedOperationException();
  }
}
