package io.keelson.attribute;

/** The only thing that decoding attributes throws: the bytes are not attributes. The message says why. */
public final class AttributeException extends Exception {
  public AttributeException(String message) {
    super(message);
  }
}
