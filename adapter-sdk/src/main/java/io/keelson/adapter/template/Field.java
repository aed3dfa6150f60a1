package io.keelson.adapter.template;

import io.keelson.attribute.ValueType;
import java.util.List;

/**
 * One field of a template.
 *
 * @param name as the {@code .proto} has it
 * @param number the protobuf field number
 * @param documentation the field's comment, may be empty
 */
public record Field(String name, int number, FieldType type, String documentation) {

  /** What a field holds. */
  public sealed interface FieldType {
    /** An expression of exactly that type. */
    record Scalar(ValueType type) implements FieldType {}

    /** An expression of any type. */
    record Dynamic() implements FieldType {}

    /** A map from text to expressions of exactly that type. */
    record ScalarMap(ValueType type) implements FieldType {}

    /** A map from text to expressions of any type. */
    record DynamicMap() implements FieldType {}

    /** A nested message of the template. */
    record Nested(String message, List<Field> fields) implements FieldType {}

    /** A map from text to nested messages. */
    record NestedMap(String message, List<Field> fields) implements FieldType {}
  }
}
