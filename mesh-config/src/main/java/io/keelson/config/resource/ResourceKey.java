package io.keelson.config.resource;

/** What identifies a resource. Orders by namespace, then kind, then name. */
public record ResourceKey(String kind, String namespace, String name)
    implements Comparable<ResourceKey> {

  /** {@code name.kind.namespace}. */
  public String fullName() {
    return name + "." + kind + "." + namespace;
  }

  @Override
  public int compareTo(ResourceKey other) {
    int order = namespace.compareTo(other.namespace);
    if (order == 0) {
      order = kind.compareTo(other.kind);
    }
    return order == 0 ? name.compareTo(other.name) : order;
  }

  @Override
  public String toString() {
    return fullName();
  }
}
