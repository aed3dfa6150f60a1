package io.keelson.expression;

/**
 * An expression has no value for this request. Carries no stack trace: it is part of normal
 * operation.
 */
public final class EvaluationException extends RuntimeException {
  public EvaluationException(String message) {
    super(message, null, false, false);
  }
}
