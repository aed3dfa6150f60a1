package io.keelson.attribute;

/**
 * A declared attribute.
 *
 * @param name the full dotted name
 * @param type the declared type
 * @param slot where {@link RequestBag}s of the same vocabulary keep its value
 */
public record Attribute(String name, ValueType type, int slot) {}
