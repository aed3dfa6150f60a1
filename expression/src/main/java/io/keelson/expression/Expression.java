package io.keelson.expression;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;

/**
 * A compiled CEXL expression. Immutable and thread safe; bound to the vocabulary that it was compiled
 * against, so the bag must be of that vocabulary.
 */
public abstract class Expression {
  private final String text;
  private final ValueType type;

  protected Expression(String text, ValueType type) {
    this.text = text;
    this.type = type;
  }

  /** The source text. */
  public final String text() {
    return text;
  }

  public final ValueType type() {
    return type;
  }

  /**
   * The value, of class {@code type().valueClass()}.
   *
   * @throws EvaluationException where an attribute without default is missing, or a function fails
   */
  public abstract Object evaluate(RequestBag bag);

  /** The value of a BOOL expression, without boxing. */
  public boolean test(RequestBag bag) {
    return (Boolean) evaluate(bag);
  }

  @Override
  public final String toString() {
    return text;
  }
}
