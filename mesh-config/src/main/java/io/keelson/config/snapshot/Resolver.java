package io.keelson.config.snapshot;

import io.keelson.config.resource.ResourceKey;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds resources by the short and full names that rules use. Not thread safe. */
final class Resolver {
  /** Suggestions cost a look at every name; so many faults at once are not read one by one. */
  private static final int MAX_HINTS = 200;

  private final String kind;
  private int hints;
  private final Map<String, ResourceKey> byFullName = new TreeMap<>();

  /**
   * @param kind what a name without a kind means
   * @param keys what can be found
   */
  Resolver(String kind, Collection<ResourceKey> keys) {
    this.kind = kind;
    keys.forEach(key -> byFullName.put(key.fullName(), key));
  }

  /** What a reference means in a namespace, or null. */
  ResourceKey find(String reference, String namespace) {
    String[] parts = reference.split("\\.", -1);
    ResourceKey found =
        switch (parts.length) {
          case 1 -> null;
          case 2 -> {
            ResourceKey sibling = byFullName.get(reference + "." + namespace);
            yield sibling != null
                ? sibling
                : byFullName.get(parts[0] + "." + kind + "." + parts[1]);
          }
          default -> byFullName.get(reference);
        };
    // last, so that names with dots are found where nothing else is meant
    return found != null ? found : byFullName.get(reference + "." + kind + "." + namespace);
  }

  /** Where else that name exists, or what looks like it; nothing where nothing does. */
  String hint(String reference, String namespace) {
    if (++hints > MAX_HINTS) {
      return "";
    }
    String name = reference.split("\\.", -1)[0];
    var similar = new TreeSet<String>();
    for (ResourceKey key : byFullName.values()) {
      if (key.name().equals(name)) {
        return "; did you mean '" + spelling(key, namespace) + "'?";
      }
      similar.add(spelling(key, namespace));
    }
    return Nearest.question(reference, similar);
  }

  private String spelling(ResourceKey key, String namespace) {
    if (!key.namespace().equals(namespace)) {
      return key.kind().equals(kind) ? key.name() + "." + key.namespace() : key.fullName();
    }
    return key.kind().equals(kind) ? key.name() : key.name() + "." + key.kind();
  }
}
