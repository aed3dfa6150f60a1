package io.keelson.envoy;

import java.util.Map;

/**
 * The proxy that the configuration is for. Immutable.
 *
 * @param id {@code POD.NAMESPACE}, the third part of Envoy's node id
 * @param metadata of the node; keys {@code policy.istio.io/check…} override mesh settings
 */
public record ProxyNode(Kind kind, String id, Map<String, String> metadata) {

  /** What the proxy does. */
  public enum Kind {
    /** Stands beside a workload. */
    SIDECAR,
    /** A gateway of its own. */
    ROUTER
  }

  private static final int ID_PARTS = 4;

  /** Copies the metadata. */
  public ProxyNode {
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads {@code POD.NAMESPACE}, or a whole node id such as {@code
   * sidecar~10.1.1.1~POD.NAMESPACE~DOMAIN}.
   *
   * @throws IllegalArgumentException with a sentence, where the text is neither
   */
  public static ProxyNode parse(String text, Map<String, String> metadata) {
    String[] parts = text.split("~", -1);
    if (parts.length == 1 && !text.isBlank()) {
      return new ProxyNode(Kind.SIDECAR, text, metadata);
    }
    if (parts.length != ID_PARTS || parts[2].isBlank()) {
      throw new IllegalArgumentException(
          "The node '" + text + "' is neither POD.NAMESPACE nor TYPE~IP~POD.NAMESPACE~DOMAIN.");
    }
    Kind kind =
        switch (parts[0]) {
          case "sidecar" -> Kind.SIDECAR;
          case "router", "ingress" -> Kind.ROUTER;
          default ->
              throw new IllegalArgumentException(
                  "The node type '" + parts[0] + "' is not known; give sidecar or router.");
        };
    return new ProxyNode(kind, parts[2], metadata);
  }

  /** The value of {@code source.uid}, {@code destination.uid} and {@code context.reporter.uid}. */
  String uid() {
    return "kubernetes://" + id;
  }

  /** What stands between the first dot and the next; empty where there is none. */
  String namespace() {
    String[] parts = id.split("\\.", -1);
    return parts.length < 2 ? "" : parts[1];
  }
}
