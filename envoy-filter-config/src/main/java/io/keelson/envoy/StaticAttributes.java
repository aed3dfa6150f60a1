package io.keelson.envoy;

import com.google.protobuf.ByteString;
import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.Attributes.AttributeValue;
import io.keelson.attribute.IpAddress;

/** Collects attributes that a proxy adds to every request of a place. Not thread safe. */
final class StaticAttributes {
  private final Attributes.Builder attributes = Attributes.newBuilder();

  StaticAttributes text(String name, String value) {
    attributes.putAttributes(name, AttributeValue.newBuilder().setStringValue(value).build());
    return this;
  }

  /** Nothing where the value is empty. */
  StaticAttributes known(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  StaticAttributes number(String name, long value) {
    attributes.putAttributes(name, AttributeValue.newBuilder().setInt64Value(value).build());
    return this;
  }

  /** In 16 octets, IPv4 mapped. */
  StaticAttributes address(String name, IpAddress value) {
    attributes.putAttributes(
        name,
        AttributeValue.newBuilder().setBytesValue(ByteString.copyFrom(mapped(value))).build());
    return this;
  }

  private static byte[] mapped(IpAddress address) {
    byte[] octets = address.octets();
    if (octets.length == 16) {
      return octets;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(octets, 0, mapped, 12, 4);
    return mapped;
  }

  /** What is known of a destination. */
  StaticAttributes destination(MeshService service) {
    return text("destination.service.host", service.host())
        .known("destination.service.name", service.name())
        .known("destination.service.namespace", service.namespace())
        .known("destination.service.uid", service.uid());
  }

  Attributes build() {
    return attributes.build();
  }
}
