package io.keelson.codegen;

/** A {@code mixgen} command that cannot be carried out; the message says what to change. */
public final class MixgenException extends Exception {
  private static final long serialVersionUID = 1L;

  MixgenException(String message) {
    super(message);
  }
}
