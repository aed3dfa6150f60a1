package io.keelson.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.ValueType;
import java.util.List;

/** What an expression computes: every name resolved, every type known. */
sealed interface Node {

  ValueType type();

  /**
   * A constant.
   *
   * @param value of class {@code type.valueClass()}
   */
  record Constant(ValueType type, Object value) implements Node {}

  /** The value of an attribute. */
  record Read(Attribute attribute) implements Node {
    @Override
    public ValueType type() {
      return attribute.type();
    }
  }

  /** A function, or an operator of two operands; a method's receiver is its first operand. */
  record Apply(Function function, List<Node> operands, ValueType type) implements Node {}

  /** Two or more operands joined by {@code &&}, {@code ||}, {@code +} or {@code |}. */
  record Chain(Function function, List<Node> operands, ValueType type) implements Node {}

  /** A part that becomes a method of its own, to keep each method small enough for the JIT. */
  record Outlined(Node body) implements Node {
    @Override
    public ValueType type() {
      return body.type();
    }
  }

  /**
   * Whether the part has no value in some requests, so that {@code |} goes on to its right side.
   */
  default boolean mayBeMissing() {
    return switch (this) {
      case Read read -> true;
      case Apply apply -> apply.function() == Function.INDEX;
      case Chain chain ->
          chain.function() == Function.OR && chain.operands().stream().allMatch(Node::mayBeMissing);
      case Outlined outlined -> outlined.body().mayBeMissing();
      case Constant constant -> false;
    };
  }
}
