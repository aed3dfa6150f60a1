package io.keelson.attribute;

import java.util.Collection;
import java.util.Map;

/**
 * The attributes that exist, with their types. Immutable. Words of the global dictionary always have
 * the slot of their dictionary index, declared or not; other declared names follow in sorted order.
 * Two vocabularies with the same declarations are equal.
 */
public final class Vocabulary implements AttributeScope {

  /** A vocabulary of these declarations. */
  public static Vocabulary of(Map<String, ValueType> declarations) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Attribute find(String name) {
    throw new UnsupportedOperationException();
  }

  /** Every declared attribute, sorted by name. */
  public Collection<Attribute> attributes() {
    throw new UnsupportedOperationException();
  }

  /** How many slots a bag needs. */
  public int slotCount() {
    throw new UnsupportedOperationException();
  }

  /** The name that a slot stands for. */
  public String nameOf(int slot) {
    throw new UnsupportedOperationException();
  }
}
