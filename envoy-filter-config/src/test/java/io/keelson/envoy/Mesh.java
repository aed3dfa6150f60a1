package io.keelson.envoy;

import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.Attributes.AttributeValue;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.source.ResourceReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A mesh to test with. */
final class Mesh {
  static final MeshSettings SETTINGS = MeshSettings.of("mixer.example.com:9091");
  static final ProxyNode SIDECAR = new ProxyNode(ProxyNode.Kind.SIDECAR, "web-v1.shop", Map.of());
  static final ProxyNode ROUTER = new ProxyNode(ProxyNode.Kind.ROUTER, "igw.edge", Map.of());
  static final MeshService WEB = MeshService.kubernetes("web", "shop", "cluster.local");
  static final MeshService ELSEWHERE = new MeshService("api.ext.example.com", "", "", "");

  private Mesh() {}

  static ServiceSpecs specs(String... yaml) {
    ResourceReader.Read read =
        ResourceReader.read("test.yaml", String.join("\n---\n", yaml), "istio-system");
    if (!read.diagnostics().isEmpty()) {
      throw new IllegalArgumentException(read.diagnostics().toString());
    }
    return ServiceSpecs.read(read.resources(), "cluster.local");
  }

  static MixerFilters filters(MeshSettings settings, ProxyNode node) {
    return ProxyConfig.filters(settings, node, specs());
  }

  static ProxyNode sidecar(String key, String value) {
    return new ProxyNode(ProxyNode.Kind.SIDECAR, "web-v1.shop", Map.of(key, value));
  }

  /** A resource of ours in namespace shop. */
  static String resource(String kind, String name, String spec) {
    return """
        apiVersion: config.istio.io/v1alpha2
        kind: %s
        metadata: {name: %s, namespace: shop}
        spec: %s
        """
        .formatted(kind, name, spec);
  }

  /** Name to value, in the order of names. */
  static Map<String, Object> plain(Attributes attributes) {
    var plain = new TreeMap<String, Object>();
    attributes
        .getAttributesMap()
        .forEach(
            (name, value) ->
                plain.put(
                    name,
                    switch (value.getValueCase()) {
                      case STRING_VALUE -> value.getStringValue();
                      case INT64_VALUE -> value.getInt64Value();
                      case BYTES_VALUE -> List.of(octets(value));
                      default -> throw new AssertionError(value);
                    }));
    return plain;
  }

  private static Integer[] octets(AttributeValue value) {
    byte[] octets = value.getBytesValue().toByteArray();
    var boxed = new Integer[octets.length];
    for (int i = 0; i < octets.length; i++) {
      boxed[i] = octets[i] & 0xff;
    }
    return boxed;
  }

  static List<String> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::code).toList();
  }
}
