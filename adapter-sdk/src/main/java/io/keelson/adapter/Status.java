package io.keelson.adapter;

import java.util.Objects;

/**
 * The outcome of a check.
 *
 * @param code a {@code google.rpc.Code} number; 0 is OK
 * @param message for the caller; may be empty
 * @param directResponse what the proxy answers in place of its own error, or null
 */
public record Status(int code, String message, DirectResponse directResponse) {
  public static final Status OK = new Status(0, "", null);

  public Status {
    Objects.requireNonNull(message);
  }

  public static Status of(int code, String message) {
    return code == 0 && message.isEmpty() ? OK : new Status(code, message, null);
  }

  public boolean isOk() {
    return code == 0;
  }
}
