package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.api.policy.v1beta1.Action;
import io.keelson.api.policy.v1beta1.Rule;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.Findings.Stage;
import io.keelson.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes everything that one choice of resources allows, and finds all that is wrong with it:
 * manifests, then handlers, instances, rules, and last what adapters say about handlers with their
 * instances.
 */
final class Pass {
  private final Kinds kinds;
  private final ExpressionCompiler compiler;
  private final Vocabulary previous;
  private final Map<ResourceKey, Resource> resources;
  private final SnapshotOptions options;

  final Findings findings = new Findings();
  final Map<ResourceKey, HandlerConfig> handlers = new TreeMap<>();
  final Map<ResourceKey, InstanceConfig> instances = new TreeMap<>();
  final List<RuleConfig> rules = new ArrayList<>();
  Vocabulary vocabulary;
  int sharedDimensions;

  private final Map<ResourceKey, InstanceShape> shapes = new TreeMap<>();
  private final Map<ResourceKey, Rule> decodedRules = new TreeMap<>();
  private final List<ResourceKey> manifests;
  private final Set<ResourceKey> allHandlers = new TreeSet<>();
  private final Set<ResourceKey> allInstances = new TreeSet<>();

  Pass(
      Kinds kinds,
      ExpressionCompiler compiler,
      SnapshotOptions options,
      Vocabulary previous,
      Map<ResourceKey, Resource> resources) {
    this.kinds = kinds;
    this.compiler = compiler;
    this.options = options;
    this.previous = previous;
    this.resources = resources;
    manifests =
        resources.keySet().stream().filter(key -> key.kind().equals(Kinds.MANIFEST)).toList();
  }

  Pass run() {
    var vocabularyBuilder = new VocabularyBuilder();
    vocabularyBuilder.outputs(kinds.templates().values());
    resources.forEach((key, resource) -> decode(key, resource, vocabularyBuilder));
    hiddenOutputs(vocabularyBuilder);
    vocabulary = vocabularyBuilder.build(previous);
    var expressions = new Expressions(compiler, vocabulary);
    compileInstances(expressions);
    compileRules(expressions);
    return this;
  }

  private void decode(ResourceKey key, Resource resource, VocabularyBuilder vocabularyBuilder) {
    String kind = key.kind();
    var problems = new Problems();
    if (kind.equals(Kinds.MANIFEST)) {
      vocabularyBuilder.manifest(resource, problems);
      findings.take(Stage.MANIFEST, resource, problems);
    } else if (kind.equals(Kinds.RULE)) {
      Rule rule = RuleDecoder.decode(resource, problems);
      if (rule != null) {
        decodedRules.put(key, rule);
      }
      findings.take(Stage.RULE, resource, problems);
    } else if (kind.equals(Kinds.HANDLER) || kinds.isLegacyHandler(kind)) {
      allHandlers.add(key);
      HandlerConfig handler = new HandlerDecoder(kinds).decode(resource, problems);
      if (handler != null) {
        handlers.put(key, handler);
      }
      findings.take(Stage.HANDLER, resource, problems);
    } else if (kind.equals(Kinds.INSTANCE) || kinds.isLegacyInstance(kind)) {
      allInstances.add(key);
      InstanceShape shape = new InstanceDecoder(kinds).decode(resource, problems);
      if (shape != null) {
        shapes.put(key, shape);
      }
      findings.take(Stage.INSTANCE, resource, problems);
    } else {
      problems.error(
          "out-of-process-adapter",
          "kind",
          kind,
          "out-of-process adapters are not served by this version; the resource has no effect");
      findings.take(Stage.MANIFEST, resource, problems);
    }
  }

  private void hiddenOutputs(VocabularyBuilder vocabularyBuilder) {
    var resolver = new Resolver(Kinds.INSTANCE, shapes.keySet());
    decodedRules.forEach(
        (key, rule) -> {
          for (Action action : rule.getActionsList()) {
            if (action.getName().isEmpty()) {
              continue;
            }
            for (String reference : action.getInstancesList()) {
              ResourceKey found = resolver.find(reference, key.namespace());
              Template template = found == null ? null : shapes.get(found).template();
              if (template instanceof Template.CheckWithOutput) {
                vocabularyBuilder.hidden(key, action.getName(), template);
              }
            }
          }
        });
  }

  private void compileInstances(Expressions expressions) {
    var instanceCompiler = new InstanceCompiler(expressions);
    shapes.forEach(
        (key, shape) -> {
          var problems = new Problems();
          InstanceConfig instance = instanceCompiler.compile(shape, problems);
          if (instance != null) {
            instances.put(key, instance);
          }
          findings.take(
              Stage.INSTANCE, shape.resource(), problems, List.of(List.of(key), manifests));
        });
    sharedDimensions = instanceCompiler.sharedDimensions();
  }

  private void compileRules(Expressions expressions) {
    var handlerNames = new Resolver(Kinds.HANDLER, allHandlers);
    var instanceNames = new Resolver(Kinds.INSTANCE, allInstances);
    Map<ResourceKey, RuleConfig> compiled = new TreeMap<>();
    var ruleCompiler = ruleCompiler(expressions, Set.of());
    decodedRules.forEach(
        (key, rule) -> {
          var problems = new Problems();
          RuleConfig config = ruleCompiler.compile(resources.get(key), rule, problems);
          if (config != null) {
            compiled.put(key, config);
          }
          List<List<ResourceKey>> suspects =
              problems.hasErrors()
                  ? List.of(List.of(key), used(key, rule, handlerNames, instanceNames), manifests)
                  : List.of();
          findings.take(Stage.RULE, resources.get(key), problems, suspects);
        });
    Map<ResourceKey, List<List<ResourceKey>>> refused = validate(compiled.values());
    if (!refused.isEmpty()) {
      withoutRefused(expressions, refused, compiled);
    }
    rules.addAll(compiled.values());
    QuotaNames.check(rules, resources, options.defaultNamespace(), findings);
  }

  /** Compiles rules anew that use handlers which their adapter refuses. */
  private void withoutRefused(
      Expressions expressions,
      Map<ResourceKey, List<List<ResourceKey>>> refused,
      Map<ResourceKey, RuleConfig> compiled) {
    var ruleCompiler = ruleCompiler(expressions, refused.keySet());
    for (RuleConfig rule : List.copyOf(compiled.values())) {
      List<List<ResourceKey>> suspects =
          rule.actions().stream()
              .map(action -> refused.get(action.handler().key()))
              .filter(Objects::nonNull)
              .flatMap(List::stream)
              .toList();
      if (suspects.isEmpty()) {
        continue;
      }
      Resource resource = resources.get(rule.key());
      var before = new Problems();
      ruleCompiler(expressions, Set.of()).compile(resource, decodedRules.get(rule.key()), before);
      var now = new Problems();
      RuleConfig rest = ruleCompiler.compile(resource, decodedRules.get(rule.key()), now);
      if (rest == null) {
        compiled.remove(rule.key());
      } else {
        compiled.put(rule.key(), rest);
      }
      findings.take(Stage.CONSEQUENCE, resource, now.beyond(before), suspects);
    }
    refused.keySet().forEach(handlers::remove);
  }

  /** What a rule refers to, as far as it exists. */
  private static List<ResourceKey> used(
      ResourceKey key, Rule rule, Resolver handlerNames, Resolver instanceNames) {
    Set<ResourceKey> used = new LinkedHashSet<>();
    for (Action action : rule.getActionsList()) {
      used.add(handlerNames.find(action.getHandler(), key.namespace()));
      for (String instance : action.getInstancesList()) {
        used.add(instanceNames.find(instance, key.namespace()));
      }
    }
    used.remove(null);
    return List.copyOf(used);
  }

  private RuleCompiler ruleCompiler(Expressions expressions, Set<ResourceKey> refused) {
    return new RuleCompiler(
        expressions,
        new RuleCompiler.Targets<>(
            "handler",
            new Resolver(Kinds.HANDLER, handlers.keySet()),
            new Resolver(Kinds.HANDLER, allHandlers),
            handlers),
        new RuleCompiler.Targets<>(
            "instance",
            new Resolver(Kinds.INSTANCE, instances.keySet()),
            new Resolver(Kinds.INSTANCE, allInstances),
            instances),
        refused);
  }

  /**
   * Asks the adapters; gives the handlers that they refuse, each with whose change may be at fault.
   */
  private Map<ResourceKey, List<List<ResourceKey>>> validate(Collection<RuleConfig> tentative) {
    Map<ResourceKey, Map<ResourceKey, InstanceConfig>> bound = new TreeMap<>();
    Map<ResourceKey, Set<ResourceKey>> users = new TreeMap<>();
    for (RuleConfig rule : tentative) {
      for (RuleConfig.Action action : rule.actions()) {
        ResourceKey handler = action.handler().key();
        users.computeIfAbsent(handler, k -> new TreeSet<>()).add(rule.key());
        var instancesOf = bound.computeIfAbsent(handler, k -> new TreeMap<>());
        action.instances().forEach(instance -> instancesOf.put(instance.key(), instance));
      }
    }
    Map<ResourceKey, List<List<ResourceKey>>> refused = new TreeMap<>();
    handlers.forEach(
        (key, handler) -> {
          var problems = new Problems();
          var instancesOf = bound.getOrDefault(key, Map.of());
          Resource resource = resources.get(key);
          Object params =
              key.kind().equals(Kinds.HANDLER) ? resource.spec().get("params") : resource.spec();
          HandlerValidator.validate(handler, instancesOf.values(), params, problems);
          List<List<ResourceKey>> suspects =
              List.of(
                  List.of(key),
                  List.copyOf(instancesOf.keySet()),
                  List.copyOf(users.getOrDefault(key, Set.of())));
          if (findings.take(Stage.VALIDATION, resource, problems, suspects)) {
            refused.put(key, suspects);
          }
        });
    return refused;
  }
}
