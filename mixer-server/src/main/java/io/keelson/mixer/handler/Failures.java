package io.keelson.mixer.handler;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How a failure reads to the caller. */
public final class Failures {
  private Failures() {}

  /**
   * The text of what a handler threw: its message; where it did not mean to throw it, after {@code
   * panic during handler dispatch}.
   */
  public static String ofCall(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return unexpected(cause) ? "panic during handler dispatch: " + text(cause) : text(cause);
  }

  /** Whether it looks like a bug: neither checked nor the interrupt of a deadline. */
  public static boolean unexpected(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof RuntimeException || cause instanceof Error;
  }

  /** The message, or the class where there is none. */
  public static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isEmpty() ? thrown.getClass().getName() : message;
  }

  /** What a stage or a future failed with. */
  public static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
