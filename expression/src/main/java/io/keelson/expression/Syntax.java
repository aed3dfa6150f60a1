package io.keelson.expression;

import io.keelson.attribute.ValueType;
import java.util.List;

/** What an expression says, before its names and types are known. */
sealed interface Syntax {

  /** How deeply operations are nested below here. */
  int depth();

  /** An attribute. */
  record Name(String name) implements Syntax {
    @Override
    public int depth() {
      return 1;
    }
  }

  /**
   * A constant.
   *
   * @param value String, Long, Double, Boolean or Duration
   * @param text as it was written
   */
  record Literal(ValueType type, Object value, String text) implements Syntax {
    @Override
    public int depth() {
      return 1;
    }
  }

  /**
   * A function, a method or an operator.
   *
   * @param receiver what the method is called on; null for functions and operators
   */
  record Call(Syntax receiver, String function, List<Syntax> arguments, int depth)
      implements Syntax {
    static Call of(Syntax receiver, String function, List<Syntax> arguments) {
      int depth = receiver == null ? 0 : receiver.depth();
      for (Syntax argument : arguments) {
        depth = Math.max(depth, argument.depth());
      }
      return new Call(receiver, function, List.copyOf(arguments), depth + 1);
    }
  }

  /**
   * {@code a op b op c …} of one left-associative operator. One node, however long it is: rules
   * with thousands of alternatives must not nest thousands of levels deep.
   */
  record Chain(String function, List<Syntax> operands, int depth) implements Syntax {
    static Chain of(String function, List<Syntax> operands) {
      int depth = 0;
      for (Syntax operand : operands) {
        depth = Math.max(depth, operand.depth());
      }
      return new Chain(function, operands, depth + 1);
    }
  }
}
