package io.keelson.config.snapshot;

import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Template;
import io.keelson.api.policy.v1beta1.Action;
import io.keelson.api.policy.v1beta1.Rule;
import io.keelson.api.policy.v1beta1.Rule.HeaderOperationTemplate;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.AttributeScope;
import io.keelson.attribute.ValueType;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resolves what rules refer to, and compiles their conditions and header values. */
final class RuleCompiler {

  /** What one kind of reference can find. */
  record Targets<T>(String noun, Resolver usable, Resolver existing, Map<ResourceKey, T> byKey) {}

  private final Expressions expressions;
  private final Targets<HandlerConfig> handlers;
  private final Targets<InstanceConfig> instances;
  private final Set<ResourceKey> refused;

  /**
   * @param refused handlers that their adapter does not accept
   */
  RuleCompiler(
      Expressions expressions,
      Targets<HandlerConfig> handlers,
      Targets<InstanceConfig> instances,
      Set<ResourceKey> refused) {
    this.expressions = expressions;
    this.handlers = handlers;
    this.instances = instances;
    this.refused = refused;
  }

  /** Compiles one; null where nothing of it takes effect. */
  RuleConfig compile(Resource resource, Rule rule, Problems problems) {
    ResourceKey key = resource.key();
    String text = rule.getMatch().strip();
    boolean always = text.isEmpty() || text.equals("true");
    Expression match =
        always ? null : expressions.compile(text, ValueType.BOOL, "spec.match", problems);
    var actions = new ArrayList<RuleConfig.Action>();
    Map<String, Attribute> outputs = new HashMap<>();
    for (int i = 0; i < rule.getActionsCount(); i++) {
      String path = "spec.actions[" + i + "]";
      List<RuleConfig.Action> usable = action(key, i, rule.getActions(i), path, outputs, problems);
      if (usable.isEmpty()) {
        problems.error(
            "action-dropped", path, "", "the action has no effect until its faults are corrected");
      }
      actions.addAll(usable);
    }
    AttributeScope scope =
        name -> {
          Attribute output = outputs.get(name);
          return output == null ? expressions.vocabulary().find(name) : output;
        };
    var request =
        headers(
            rule.getRequestHeaderOperationsList(), "spec.requestHeaderOperations", scope, problems);
    var response =
        headers(
            rule.getResponseHeaderOperationsList(),
            "spec.responseHeaderOperations",
            scope,
            problems);
    if (!always && match == null) {
      problems.error("rule-dropped", "", "", "without a valid match the rule has no effect");
      return null;
    }
    if (actions.isEmpty() && request.isEmpty() && response.isEmpty()) {
      problems.error(
          "rule-dropped",
          "",
          "",
          rule.getActionsCount() == 0
              ? "the rule has neither actions nor header operations; add one"
              : "the rule has no usable action and no header operation, so it has no effect");
      return null;
    }
    return new RuleConfig(key, match, List.copyOf(actions), request, response);
  }

  private List<RuleConfig.Action> action(
      ResourceKey rule,
      int index,
      Action action,
      String path,
      Map<String, Attribute> outputs,
      Problems problems) {
    HandlerConfig handler =
        find(handlers, action.getHandler(), rule.namespace(), path + ".handler", problems);
    if (action.getInstancesCount() == 0) {
      problems.error(
          "no-instances", path + ".instances", "", "the action names no instances; add one");
    }
    // by template: a handler takes each template through a method of its own
    Map<Template, List<InstanceConfig>> byTemplate = new LinkedHashMap<>();
    Template named = null;
    var seen = new HashMap<ResourceKey, Integer>();
    for (int i = 0; i < action.getInstancesCount(); i++) {
      String reference = action.getInstances(i);
      String at = path + ".instances[" + i + "]";
      InstanceConfig instance = find(instances, reference, rule.namespace(), at, problems);
      if (instance == null || handler == null) {
        continue;
      }
      Integer before = seen.putIfAbsent(instance.key(), i);
      if (before != null) {
        problems.error(
            "duplicate-instance",
            at,
            reference,
            "the action has the instance "
                + instance.name()
                + " already, as instances["
                + before
                + "]; remove one of them");
      } else if (!supports(handler, instance.template())) {
        problems.error(
            "unsupported-template",
            at,
            reference,
            "the instance is of template "
                + instance.template().name()
                + ", which the adapter "
                + handler.adapter().info().name()
                + " does not take; it takes "
                + String.join(", ", templates(handler)));
      } else {
        byTemplate.computeIfAbsent(instance.template(), t -> new ArrayList<>()).add(instance);
        named = named == null ? instance.template() : named;
      }
    }
    if (handler != null && refused.contains(handler.key())) {
      if (!byTemplate.isEmpty()) {
        problems.error(
            "refused-handler",
            path + ".handler",
            action.getHandler(),
            "the handler "
                + handler.name()
                + " is not used, because its adapter refuses its"
                + " configuration");
      }
      return List.of();
    }
    Map<String, Attribute> own = outputs(rule, action.getName(), named, path, outputs, problems);
    var actions = new ArrayList<RuleConfig.Action>();
    for (var group : byTemplate.entrySet()) {
      actions.add(
          new RuleConfig.Action(
              index,
              handler,
              List.copyOf(group.getValue()),
              action.getName(),
              group.getKey() == named ? own : Map.of()));
    }
    return actions;
  }

  private Map<String, Attribute> outputs(
      ResourceKey rule,
      String name,
      Template template,
      String path,
      Map<String, Attribute> outputs,
      Problems problems) {
    if (name.isEmpty() || !(template instanceof Template.CheckWithOutput)) {
      return Map.of();
    }
    Map<String, Attribute> own = new LinkedHashMap<>();
    for (Field field : template.outputs()) {
      Attribute slot =
          expressions.vocabulary().find(VocabularyBuilder.hiddenName(rule, name, field.name()));
      if (slot == null) {
        continue;
      }
      own.put(field.name(), slot);
      // by the name that the rule knows it by, so that no other rule's expression is taken for it
      var alias = new Attribute(name + ".output." + field.name(), slot.type(), slot.slot());
      if (outputs.putIfAbsent(alias.name(), alias) != null) {
        problems.error(
            "duplicate-action-name",
            path + ".name",
            name,
            "another action of the rule has the name '" + name + "'; give each its own");
        return Map.of();
      }
    }
    return own;
  }

  private static boolean supports(HandlerConfig handler, Template template) {
    return templates(handler).contains(template.name());
  }

  private static List<String> templates(HandlerConfig handler) {
    return handler.adapter().info().templates().stream().map(Template::name).toList();
  }

  private static <T> T find(
      Targets<T> targets, String reference, String namespace, String path, Problems problems) {
    ResourceKey key = targets.usable.find(reference, namespace);
    if (key != null) {
      return targets.byKey.get(key);
    }
    ResourceKey faulty = targets.existing.find(reference, namespace);
    if (reference.isEmpty()) {
      problems.error(
          "unknown-" + targets.noun, path, "", "the action names no " + targets.noun + "; add one");
    } else if (faulty != null) {
      problems.error(
          "faulty-" + targets.noun,
          path,
          reference,
          "the "
              + targets.noun
              + " "
              + faulty.fullName()
              + " cannot be used; correct its own"
              + " faults first");
    } else {
      problems.error(
          "unknown-" + targets.noun,
          path,
          reference,
          "there is no "
              + targets.noun
              + " '"
              + reference
              + "' seen from namespace "
              + namespace
              + targets.existing.hint(reference, namespace));
    }
    return null;
  }

  private List<RuleConfig.HeaderOperation> headers(
      List<HeaderOperationTemplate> templates,
      String path,
      AttributeScope scope,
      Problems problems) {
    var operations = new ArrayList<RuleConfig.HeaderOperation>();
    for (int i = 0; i < templates.size(); i++) {
      HeaderOperationTemplate template = templates.get(i);
      String at = path + "[" + i + "]";
      if (template.getName().isBlank()) {
        problems.error("missing-header-name", at + ".name", "", "the header has no name; add one");
        continue;
      }
      switch (template.getOperation()) {
        case REMOVE -> {
          if (template.getValuesCount() > 0) {
            problems.warning(
                "ignored-field", at + ".values", "", "REMOVE takes no values; remove them");
          }
          operations.add(
              new RuleConfig.HeaderOperation(
                  template.getName(), null, RuleConfig.Operation.REMOVE));
        }
        case REPLACE, APPEND -> {
          if (template.getValuesCount() == 0) {
            problems.warning(
                "missing-header-value",
                at + ".values",
                "",
                "without values the operation does nothing; add one, or use operation REMOVE");
          }
          var operation = RuleConfig.Operation.valueOf(template.getOperation().name());
          for (int v = 0; v < template.getValuesCount(); v++) {
            Expression value =
                expressions.compile(
                    template.getValues(v),
                    scope,
                    ValueType.STRING,
                    at + ".values[" + v + "]",
                    problems);
            if (value != null) {
              operations.add(new RuleConfig.HeaderOperation(template.getName(), value, operation));
            }
          }
        }
        case UNRECOGNIZED ->
            problems.error(
                "unknown-enum-value",
                at + ".operation",
                template.getOperationValue(),
                "the operation is none of REPLACE, REMOVE, APPEND");
      }
    }
    return List.copyOf(operations);
  }
}
