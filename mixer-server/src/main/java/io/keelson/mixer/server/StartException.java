package io.keelson.mixer.server;

/** The server cannot start; the message is a sentence for the user. */
public final class StartException extends Exception {
  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
