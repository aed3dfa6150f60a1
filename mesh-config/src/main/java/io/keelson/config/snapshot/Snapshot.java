package io.keelson.config.snapshot;

import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All configuration at one moment, resolved. Immutable.
 *
 * @param vocabulary declared attributes, generator outputs, and hidden slots for outputs of named
 *     actions
 * @param handlers every usable handler, by key, in key order
 * @param instances every usable instance, by key, in key order
 * @param rules every usable rule, sorted by namespace and name; references inside are resolved
 * @param sharedDimensions how many distinct maps of expressions there are, see {@link
 *     SharedDimensions}
 * @param accepted the resources that this snapshot was made of: for a broken edit, the last good
 *     version
 * @param diagnostics all that is wrong, sorted by resource
 */
public record Snapshot(
    Vocabulary vocabulary,
    Map<ResourceKey, HandlerConfig> handlers,
    Map<ResourceKey, InstanceConfig> instances,
    List<RuleConfig> rules,
    int sharedDimensions,
    Map<ResourceKey, Resource> accepted,
    List<Diagnostic> diagnostics) {

  /**
   * Where the outputs of a compiled-in attribute generator go before its bindings are evaluated, by
   * output field name.
   */
  public Map<String, Attribute> outputSlots(Template.Generator template) {
    String prefix = VocabularyBuilder.outputPrefix(template);
    Map<String, Attribute> slots = new LinkedHashMap<>();
    for (Field field : template.outputs()) {
      Attribute slot = vocabulary.find(prefix + field.name());
      if (slot != null) {
        slots.put(field.name(), slot);
      }
    }
    return slots;
  }
}
