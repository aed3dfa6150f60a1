package io.keelson.attribute;

/** What names an expression may use. */
@FunctionalInterface
public interface AttributeScope {
  /** The attribute of that name, or null where none is declared. */
  Attribute find(String name);
}
