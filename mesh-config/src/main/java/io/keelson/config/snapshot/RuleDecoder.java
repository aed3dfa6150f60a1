package io.keelson.config.snapshot;

import io.keelson.api.policy.v1beta1.Rule;
import io.keelson.config.resource.Resource;
import java.util.LinkedHashMap;

/** Reads rules, also those that still say {@code selector}. */
final class RuleDecoder {
  private RuleDecoder() {}

  /** Reads one; null where problems were added. */
  static Rule decode(Resource resource, Problems problems) {
    var spec = new LinkedHashMap<>(resource.spec());
    if (spec.containsKey("selector")) {
      Object selector = spec.remove("selector");
      problems.warning(
          "deprecated-selector",
          "spec.selector",
          selector,
          "the field selector is deprecated; call it match");
      if (selector != null) {
        spec.put("match", selector);
      }
    }
    Rule rule = ProtoYaml.decode(spec, Rule.getDefaultInstance(), "spec", problems);
    if (rule.hasSampling()) {
      problems.warning(
          "sampling-ignored", "spec.sampling", "", "sampling has no effect; every request counts");
    }
    return problems.hasErrors() ? null : rule;
  }
}
