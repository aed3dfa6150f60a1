package io.keelson.expression;

import io.keelson.attribute.AttributeScope;
import io.keelson.attribute.ValueType;

/**
 * Parses, checks and compiles CEXL. Thread safe. Keeps what it compiled: the same text over the same
 * attributes gives the same object, so a configuration change leaves warm code warm.
 */
public final class ExpressionCompiler {

  /** Compiles an expression of any type. */
  public Expression compile(String text, AttributeScope scope) throws ExpressionException {
    throw new UnsupportedOperationException();
  }

  /** Compiles an expression that must have that type. */
  public Expression compile(String text, AttributeScope scope, ValueType expected)
      throws ExpressionException {
    throw new UnsupportedOperationException();
  }
}
