package io.keelson.expression;

/**
 * An expression cannot be used: it does not parse or does not type-check. The message is for its
 * author.
 */
public final class ExpressionException extends Exception {
  public ExpressionException(String message) {
    super(message);
  }
}
