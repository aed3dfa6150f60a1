package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.api.policy.v1beta1.Instance;
import io.keelson.config.resource.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the outer part of instances of both spellings: kind {@code instance}, and the template's
 * name as kind.
 */
final class InstanceDecoder {
  private final Kinds kinds;

  InstanceDecoder(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Reads one; null where problems were added. */
  InstanceShape decode(Resource resource, Problems problems) {
    Map<String, Object> spec = resource.spec();
    if (!resource.key().kind().equals(Kinds.INSTANCE)) {
      Template template = kinds.templates().get(resource.key().kind());
      if (!(template instanceof Template.Generator)) {
        return new InstanceShape(resource, template, spec, "spec", Map.of(), "");
      }
      String name = bindingsName(spec);
      return new InstanceShape(
          resource, template, spec, "spec", bindings(spec, name, problems), "spec." + name);
    }
    // bindings are read by themselves, to tell each one's fault
    var outer = new LinkedHashMap<>(spec);
    String bindingsName = bindingsName(spec);
    outer.remove(bindingsName);
    Instance instance = ProtoYaml.decode(outer, Instance.getDefaultInstance(), "spec", problems);
    Map<?, ?> bindings = bindings(spec, bindingsName, problems);
    if (problems.hasErrors()) {
      return null;
    }
    if (instance.getCompiledTemplate().isEmpty()) {
      if (instance.getTemplate().isEmpty()) {
        problems.error(
            "missing-template",
            "spec.compiledTemplate",
            "",
            "the instance names no template; add compiledTemplate, one of "
                + String.join(", ", kinds.templates().keySet()));
      } else {
        problems.error(
            "out-of-process-adapter",
            "spec.template",
            instance.getTemplate(),
            "instances for out-of-process adapters are not served by this version; use"
                + " compiledTemplate");
      }
      return null;
    }
    String name = instance.getCompiledTemplate();
    Template template = kinds.templates().get(name);
    if (template == null) {
      String question = Nearest.question(name, kinds.templates().keySet());
      problems.error(
          "unknown-template",
          "spec.compiledTemplate",
          name,
          "there is no template '"
              + name
              + "'"
              + (question.isEmpty()
                  ? "; the templates are " + String.join(", ", kinds.templates().keySet())
                  : question));
      return null;
    }
    Map<?, ?> params = spec.get("params") instanceof Map<?, ?> map ? map : Map.of();
    return new InstanceShape(
        resource, template, params, "spec.params", bindings, "spec." + bindingsName);
  }

  private static String bindingsName(Map<String, Object> spec) {
    return spec.containsKey("attributeBindings") || !spec.containsKey("attribute_bindings")
        ? "attributeBindings"
        : "attribute_bindings";
  }

  private static Map<?, ?> bindings(Map<String, Object> spec, String name, Problems problems) {
    Object tree = spec.get(name);
    if (tree == null) {
      return Map.of();
    }
    if (tree instanceof Map<?, ?> map) {
      return map;
    }
    problems.error(
        "wrong-type",
        "spec." + name,
        tree,
        "expected a map from attributes to expressions, found " + ProtoYaml.kind(tree));
    return Map.of();
  }
}
