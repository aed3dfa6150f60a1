package io.keelson.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;
import java.util.List;

/**
 * A compiled CEXL expression. Immutable and thread safe; bound to the vocabulary that it was
 * compiled against, so the bag must be of that vocabulary, or of one that gives the same attributes
 * the same slots.
 */
public abstract class Expression {
  private final String text;
  private final ValueType type;
  private final List<Attribute> attributes;

  /** An expression that says nothing about the attributes it reads. */
  protected Expression(String text, ValueType type) {
    this(text, type, List.of());
  }

  protected Expression(String text, ValueType type, List<Attribute> attributes) {
    this.text = text;
    this.type = type;
    this.attributes = List.copyOf(attributes);
  }

  /** The source text. */
  public final String text() {
    return text;
  }

  public final ValueType type() {
    return type;
  }

  /** The attributes that it names, in order of appearance; a request may need only some of them. */
  public final List<Attribute> attributes() {
    return attributes;
  }

  /**
   * The value, of class {@code type().valueClass()}.
   *
   * @throws EvaluationException where an attribute without default is missing, or a function fails
   */
  public abstract Object evaluate(RequestBag bag);

  /**
   * The value of a BOOL expression, without boxing.
   *
   * @throws EvaluationException as {@link #evaluate} does
   */
  public boolean test(RequestBag bag) {
    return (Boolean) evaluate(bag);
  }

  @Override
  public final String toString() {
    return text;
  }
}
