package io.keelson.config.source;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the resources in YAML text, of whatever kind. A document that is no resource becomes a
 * diagnostic, unless it plainly belongs to someone else: an object of another API group, which need
 * not look as ours do.
 */
public final class ResourceReader {
  private static final String GROUP = "config.istio.io/";

  /**
   * What was found.
   *
   * @param sound whether everything in the text could be read
   */
  public record Read(List<Resource> resources, List<Diagnostic> diagnostics, boolean sound) {}

  private final String location;
  private final String defaultNamespace;
  private final List<Resource> resources = new ArrayList<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private boolean sound = true;

  private ResourceReader(String location, String defaultNamespace) {
    this.location = location;
    this.defaultNamespace = defaultNamespace;
  }

  /**
   * Reads text.
   *
   * @param location shown in origins and diagnostics
   * @param defaultNamespace of resources that name none
   */
  public static Read read(String location, String text, String defaultNamespace) {
    var reader = new ResourceReader(location, defaultNamespace);
    YamlReader.Content content = YamlReader.read(text);
    for (YamlReader.Fault fault : content.faults()) {
      reader.add(
          Severity.ERROR,
          "unparsable-yaml",
          "",
          "line "
              + fault.line()
              + ", column "
              + fault.column()
              + ": "
              + fault.reason()
              + "; correct the document, it is left out until it parses",
          new Origin(location, fault.line()));
    }
    for (YamlReader.Document document : content.documents()) {
      reader.document(document.tree(), new Origin(location, document.line()), "");
    }
    return new Read(List.copyOf(reader.resources), List.copyOf(reader.diagnostics), reader.sound);
  }

  private void document(Object tree, Origin origin, String path) {
    if (!(tree instanceof Map<?, ?> document)) {
      add(
          Severity.WARNING,
          "not-a-resource",
          path,
          "a document that is not a map holds no resource; it is ignored",
          origin);
      return;
    }
    String apiVersion = text(document.get("apiVersion"));
    if (!(document.get("kind") instanceof String kind) || kind.isBlank()) {
      boolean meant = document.containsKey("metadata") || document.containsKey("apiVersion");
      add(
          meant ? Severity.ERROR : Severity.WARNING,
          meant ? "missing-kind" : "not-a-resource",
          path + "kind",
          meant
              ? "the resource has no kind; add a line such as 'kind: rule'"
              : "a document without kind holds no resource; it is ignored",
          origin);
      return;
    }
    if (kind.equals("List") && document.get("items") instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        document(items.get(i), origin, path + "items[" + i + "].");
      }
      return;
    }
    resource(document, kind, apiVersion, origin, path);
  }

  private void resource(
      Map<?, ?> document, String kind, String apiVersion, Origin origin, String path) {
    boolean ours = apiVersion.isEmpty() || apiVersion.startsWith(GROUP);
    Map<?, ?> metadata = document.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
    if (!(metadata.get("name") instanceof String name) || name.isBlank()) {
      if (ours) {
        Object found = metadata.get("name");
        add(
            Severity.ERROR,
            "missing-name",
            path + "metadata.name",
            found == null
                ? "the " + kind + " has no name; add metadata.name"
                : "the name " + found + " is not text; put it in quotes",
            origin);
      }
      return;
    }
    String namespace = text(metadata.get("namespace"));
    var key = new ResourceKey(kind, namespace.isBlank() ? defaultNamespace : namespace, name);
    Object spec = document.get("spec");
    if (spec != null && !(spec instanceof Map<?, ?>)) {
      if (ours) {
        diagnostics.add(
            new Diagnostic(
                Severity.ERROR,
                "wrong-type",
                key,
                path + "spec",
                text(spec),
                "spec must be a map of fields",
                origin));
        sound = false;
      }
      return;
    }
    resources.add(
        new Resource(
            key,
            apiVersion,
            spec == null ? Map.of() : stringKeys((Map<?, ?>) spec),
            texts(metadata.get("labels")),
            texts(metadata.get("annotations")),
            origin));
  }

  private void add(Severity severity, String code, String field, String reason, Origin origin) {
    diagnostics.add(new Diagnostic(severity, code, null, field, "", reason, origin));
    if (severity == Severity.ERROR) {
      sound = false;
    }
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((key, value) -> copy.put((String) key, value));
    return Collections.unmodifiableMap(copy);
  }

  private static Map<String, String> texts(Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      return Map.of();
    }
    var copy = new LinkedHashMap<String, String>();
    map.forEach((key, value) -> copy.put((String) key, text(value)));
    return Collections.unmodifiableMap(copy);
  }
}
