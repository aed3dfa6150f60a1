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

    /**
     * A nested message of the template. Messages may contain themselves, so the name alone stands
     * for the fields where two are compared or shown.
     */
    record Nested(String message, List<Field> fields) implements FieldType {
      @Override
      public boolean equals(Object other) {
        return other instanceof Nested that && message.equals(that.message);
      }

      @Override
      public int hashCode() {
        return message.hashCode();
      }

      @Override
      public String toString() {
        return "Nested[" + message + "]";
      }
    }

    /** A map from text to nested messages; compared and shown like {@link Nested}. */
    record NestedMap(String message, List<Field> fields) implements FieldType {
      @Override
      public boolean equals(Object other) {
        return other instanceof NestedMap that && message.equals(that.message);
      }

      @Override
      public int hashCode() {
        return message.hashCode() + 1;
      }

      @Override
      public String toString() {
        return "NestedMap[" + message + "]";
      }
    }
  }
}
