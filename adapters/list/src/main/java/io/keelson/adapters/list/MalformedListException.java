package io.keelson.adapters.list;

/** A list, or an entry of one, can't be read. */
final class MalformedListException extends Exception {
  MalformedListException(String message) {
    super(message);
  }
}
