package io.keelson.envoy;

/**
 * A service that requests go to. Immutable.
 *
 * @param host the full name
 * @param name short name; empty where not known
 * @param namespace empty where not known
 * @param uid empty where not known
 */
public record MeshService(String host, String name, String namespace, String uid) {

  /**
   * A Kubernetes service.
   *
   * @param domain such as {@code cluster.local}; may be empty
   */
  public static MeshService kubernetes(String name, String namespace, String domain) {
    return new MeshService(
        name + "." + namespace + suffix(domain),
        name,
        namespace,
        "istio://" + namespace + "/services/" + name);
  }

  /**
   * Reads {@code NAME.NAMESPACE}, a full Kubernetes name, or the name of a host elsewhere, of which
   * no more is known.
   *
   * @param domain of Kubernetes services
   * @throws IllegalArgumentException with a sentence, where the text is no host name
   */
  public static MeshService parse(String text, String domain) {
    if (!Labels.isFqdn(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no service; give NAME.NAMESPACE, such as web.shop, or a host name.");
    }
    String suffix = suffix(domain);
    String shortened =
        text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    String[] labels = shortened.split("\\.", -1);
    return labels.length == 2
        ? kubernetes(labels[0], labels[1], domain)
        : new MeshService(text, "", "", "");
  }

  /** What follows the namespace; nothing in a mesh without a domain. */
  static String suffix(String domain) {
    return domain.isEmpty() ? "" : ".svc." + domain;
  }
}
