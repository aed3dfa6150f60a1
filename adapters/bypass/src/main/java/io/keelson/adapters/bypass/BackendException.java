package io.keelson.adapters.bypass;

import java.util.List;

/** A call did not bring an answer. */
final class BackendException extends Exception {
  /** Of a call that no backend answered. */
  static final int NO_ANSWER = -1;

  /** The codes' names, by number. */
  private static final List<String> NAMES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private final int code;

  /**
   * Makes one.
   *
   * @param code the gRPC status that the backend ended the call with, or {@link #NO_ANSWER}
   */
  BackendException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  /** A status for people: {@code NOT_FOUND: no such session}. */
  static String text(int code, String message) {
    String name = code >= 0 && code < NAMES.size() ? NAMES.get(code) : "code " + code;
    return message == null || message.isEmpty() ? name : name + ": " + message;
  }
}
