package io.keelson.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.ReferencedAttributes;
import io.keelson.attribute.AttributeEncoder;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.References;
import java.util.List;
import java.util.Map;

/**
 * Attributes to messages and references back. Sends every word in the message's own list, so that
 * the server answers in words of the message too: what is printed depends on nobody's dictionary.
 */
final class Attributes {
  private Attributes() {}

  static CompressedAttributes encode(Map<String, Object> values) {
    try {
      return CompressedAttributes.parseFrom(new AttributeEncoder(0).attributes(values));
    } catch (InvalidProtocolBufferException cause) {
      throw new IllegalStateException("our own encoding of attributes cannot be read", cause);
    }
  }

  /** Each reference as {@code name CONDITION} or {@code name::key CONDITION}, sorted. */
  static List<String> references(ReferencedAttributes references) {
    byte[] message = references.toByteArray();
    try {
      return References.decode(message, 0, message.length).stream()
          .map(
              reference ->
                  reference.name()
                      + (reference.key() == null ? "" : "::" + reference.key())
                      + " "
                      + reference.condition())
          .sorted()
          .toList();
    } catch (AttributeException unreadable) {
      return List.of("(unreadable: " + unreadable.getMessage() + ")");
    }
  }
}
