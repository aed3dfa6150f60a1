package io.keelson.attribute;

/**
 * The only thing that decoding attributes throws: the bytes are not attributes. The message says
 * why. It has no stack trace: where the reader stood says nothing about the bytes, and a client
 * that sends bad ones must not cost more than others.
 */
public final class AttributeException extends Exception {
  public AttributeException(String message) {
    super(message, null, false, false);
  }

  static AttributeException undefinedIndex(int index) {
    return new AttributeException(
        "attribute index " + index + " is not defined in the available dictionaries");
  }
}
