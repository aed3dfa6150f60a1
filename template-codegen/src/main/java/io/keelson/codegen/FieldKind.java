package io.keelson.codegen;

/** What a field of a template holds. */
public sealed interface FieldKind {
  /** An expression of exactly one type. */
  record Scalar(ScalarKind kind) implements FieldKind {}

  /** An expression of any type. */
  record Dynamic() implements FieldKind {}

  /** Texts to expressions of exactly one type. */
  record ScalarMap(ScalarKind kind) implements FieldKind {}

  /** Texts to expressions of any type. */
  record DynamicMap() implements FieldKind {}

  /** A message of the template's package, by its name there. */
  record Nested(String message) implements FieldKind {}

  /** Texts to messages of the template's package. */
  record NestedMap(String message) implements FieldKind {}
}
