package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.Findings.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Warns where a request for one quota meets the quotas of several rules: callers name quotas by
 * short name, and of several answers one counts.
 */
final class QuotaNames {
  private record Use(ResourceKey rule, String path, String instance) {}

  private QuotaNames() {}

  static void check(
      List<RuleConfig> rules,
      Map<ResourceKey, Resource> resources,
      String defaultNamespace,
      Findings findings) {
    Map<String, List<Use>> uses = new TreeMap<>();
    for (RuleConfig rule : rules) {
      for (RuleConfig.Action action : rule.actions()) {
        if (action.template() instanceof Template.Quota) {
          for (InstanceConfig instance : action.instances()) {
            String name = instance.name().split("\\.", 2)[0].toLowerCase(Locale.ROOT);
            uses.computeIfAbsent(name, n -> new ArrayList<>())
                .add(new Use(rule.key(), "spec.actions[" + action.index() + "]", instance.name()));
          }
        }
      }
    }
    uses.forEach(
        (name, all) ->
            all.forEach(use -> warn(name, use, all, resources, defaultNamespace, findings)));
  }

  private static void warn(
      String name,
      Use use,
      List<Use> all,
      Map<ResourceKey, Resource> resources,
      String defaultNamespace,
      Findings findings) {
    var others = new TreeSet<String>();
    for (Use other : all) {
      String there = other.rule.namespace();
      if (!other.equals(use)
          && (there.equals(use.rule.namespace())
              || there.equals(defaultNamespace)
              || use.rule.namespace().equals(defaultNamespace))) {
        others.add(
            other.rule.equals(use.rule)
                ? other.path + " of this rule"
                : other.rule.namespace() + "/" + other.rule.name());
      }
    }
    if (!others.isEmpty()) {
      var problems = new Problems();
      problems.warning(
          "shared-quota-name",
          use.path,
          use.instance,
          "a request for the quota '"
              + name
              + "' also meets "
              + String.join(", ", others)
              + "; where several apply each one allocates and one answer counts. Rename one of the"
              + " instances");
      findings.take(Stage.RULE, resources.get(use.rule), problems);
    }
  }
}
