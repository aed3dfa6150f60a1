package io.keelson.config.snapshot;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.template.Template;
import io.keelson.config.resource.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which kinds of resources mean what to the policy and telemetry server. */
final class Kinds {
  static final String MANIFEST = "attributemanifest";
  static final String HANDLER = "handler";
  static final String INSTANCE = "instance";
  static final String RULE = "rule";
  static final String ADAPTER = "adapter";
  static final String TEMPLATE = "template";
  private static final List<String> CORE =
      List.of(RULE, MANIFEST, HANDLER, INSTANCE, ADAPTER, TEMPLATE);

  /** Legacy kinds of Istio 1.1; a plugin for each need not be installed. */
  private static final Set<String> STANDARD_ADAPTERS =
      Set.of(
          "bypass",
          "circonus",
          "cloudwatch",
          "denier",
          "dogstatsd",
          "fluentd",
          "kubernetesenv",
          "listchecker",
          "memquota",
          "noop",
          "opa",
          "prometheus",
          "rbac",
          "redisquota",
          "signalfx",
          "solarwinds",
          "stackdriver",
          "statsd",
          "stdio",
          "zipkin");

  private final Map<String, Adapter<?>> adapters = new TreeMap<>();
  private final Map<String, Template> templates = new TreeMap<>();
  private final boolean legacyHandlers;
  private final Set<String> served = new TreeSet<>(CORE);

  Kinds(AdapterCatalog catalog, Collection<Template> templates, boolean legacyHandlers) {
    this.legacyHandlers = legacyHandlers;
    catalog.all().forEach(adapter -> adapters.put(adapter.info().name(), adapter));
    templates.forEach(template -> this.templates.put(template.name(), template));
    served.addAll(this.templates.keySet());
    if (legacyHandlers) {
      served.addAll(adapters.keySet());
    }
  }

  boolean serves(String kind) {
    return served.contains(kind);
  }

  boolean isLegacyHandler(String kind) {
    return legacyHandlers && adapters.containsKey(kind) && !templates.containsKey(kind);
  }

  boolean isLegacyInstance(String kind) {
    return templates.containsKey(kind);
  }

  Map<String, Adapter<?>> adapters() {
    return adapters;
  }

  Map<String, Template> templates() {
    return templates;
  }

  /**
   * What to tell about a resource of a kind that is not served; mostly nothing, it is someone
   * else's.
   */
  Optional<Problems.Problem> stranger(Resource resource) {
    String kind = resource.key().kind();
    if (!resource.apiVersion().isEmpty() && !resource.apiVersion().startsWith("config.istio.io/")) {
      return Optional.empty();
    }
    var problems = new Problems();
    if (adapters.containsKey(kind)) {
      problems.warning(
          "legacy-kind-disabled",
          "kind",
          kind,
          "handlers of kind "
              + kind
              + " are switched off by --useAdapterCRDs=false; write kind:"
              + " handler with compiledAdapter: "
              + kind);
    } else if (STANDARD_ADAPTERS.contains(kind)) {
      problems.warning(
          "adapter-not-installed",
          "kind",
          kind,
          "the adapter "
              + kind
              + " is not installed, so this handler does nothing; put its plugin"
              + " into the plugin folder");
    } else {
      nearMiss(kind)
          .ifPresent(
              meant ->
                  problems.warning(
                      "misspelt-kind",
                      "kind",
                      kind,
                      "the kind '"
                          + kind
                          + "' is not known, the resource is ignored; did you mean '"
                          + meant
                          + "'?"));
    }
    return problems.list().stream().findFirst();
  }

  private Optional<String> nearMiss(String kind) {
    Map<String, String> plurals = new HashMap<>();
    for (String known : served) {
      if (known.equalsIgnoreCase(kind)) {
        return Optional.of(known);
      }
      plurals.put(known + "s", known);
      plurals.put(known + "es", known);
      plurals.put(
          known.endsWith("y") ? known.substring(0, known.length() - 1) + "ies" : known, known);
    }
    String lower = kind.toLowerCase(java.util.Locale.ROOT);
    if (plurals.containsKey(lower)) {
      return Optional.of(plurals.get(lower));
    }
    // one slip of the finger, and not a word of another consumer that merely looks alike
    return kind.equals(lower)
        ? Nearest.to(kind, served).filter(near -> Math.abs(near.length() - kind.length()) <= 1)
        : Optional.empty();
  }
}
