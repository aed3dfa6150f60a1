package io.keelson.mixer.routing;

import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.expression.Expression;
import io.keelson.mixer.handler.HandlerTable;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a routing table of a snapshot and its handlers. Everything is in the order of the rules,
 * which are sorted, so the same configuration always gives the same table.
 */
public final class RoutingTableBuilder {
  final long id;
  final Snapshot snapshot;
  final HandlerTable handlers;
  final String defaultNamespace;
  final List<RuntimeFault> faults = new ArrayList<>();
  final RuntimeFault unknownQuotas;
  final List<Diagnostic> diagnostics = new ArrayList<>();
  final Map<Template, Map<String, Attribute>> outputSlots = new HashMap<>();

  private final Meters meters;
  private final Time time;
  private final Map<String, Condition> conditions = new HashMap<>();
  private final Map<Target, Integer> targets = new HashMap<>();
  private final List<SortedMap<String, Draft>> drafts = new ArrayList<>();
  private final long configId;

  private record Target(ResourceKey handler, Template template) {}

  /** The routes of one phase and namespace while they grow. */
  private static final class Draft {
    private final Map<Target, Map<String, GroupDraft>> destinations = new LinkedHashMap<>();
    private final List<HeaderGroup> headers = new ArrayList<>();
  }

  private static final class GroupDraft {
    private final Condition condition;
    private final RuntimeFault fault;
    private final List<Route> routes = new ArrayList<>();

    GroupDraft(Condition condition, RuntimeFault fault) {
      this.condition = condition;
      this.fault = fault;
    }
  }

  public RoutingTableBuilder(
      long id,
      Snapshot snapshot,
      HandlerTable handlers,
      String defaultNamespace,
      Meters meters,
      Time time) {
    this.id = id;
    this.configId = id;
    this.snapshot = snapshot;
    this.handlers = handlers;
    this.defaultNamespace = defaultNamespace;
    this.meters = meters;
    this.time = time;
    this.unknownQuotas =
        new RuntimeFault(
            RuntimeFault.Kind.UNKNOWN_QUOTA,
            null,
            null,
            "",
            "callers ask for a quota that no rule limits, and get what they ask for",
            meters,
            time);
    faults.add(unknownQuotas);
    for (int i = 0; i < Phase.values().length; i++) {
      drafts.add(new TreeMap<>());
    }
  }

  public RoutingTable build() {
    snapshot.rules().forEach(this::add);
    return new RoutingTable(this);
  }

  private void add(RuleConfig rule) {
    for (RuleConfig.Action action : rule.actions()) {
      LiveHandler handler = handlers.get(action.handler().key());
      if (handler == null) {
        unsatisfied(rule, action);
        continue;
      }
      for (InstanceConfig instance : action.instances()) {
        add(rule, action, handler, instance);
      }
    }
    if (!rule.requestHeaders().isEmpty() || !rule.responseHeaders().isEmpty()) {
      draft(Phase.CHECK, rule).headers.add(headerGroup(rule));
    }
  }

  private void unsatisfied(RuleConfig rule, RuleConfig.Action action) {
    meters
        .counter(
            "mixer_config_unsatisfied_action_handler_total",
            "Actions whose handler does not work",
            "configID",
            Long.toString(configId))
        .increment();
    diagnostics.add(
        new Diagnostic(
            Diagnostic.Severity.WARNING,
            "action-without-handler",
            rule.key(),
            "spec.actions[" + action.index() + "].handler",
            action.handler().name(),
            "Unable to find a handler for action: '"
                + action.handler().name()
                + "' could not be built, so the action does nothing",
            origin(rule.key())));
  }

  private void add(
      RuleConfig rule, RuleConfig.Action action, LiveHandler handler, InstanceConfig instance) {
    if (!handler.knows(instance.type())) {
      // Only where an earlier handler keeps serving after its successor could not be built.
      diagnostics.add(
          new Diagnostic(
              Diagnostic.Severity.WARNING,
              "instance-unknown-to-handler",
              rule.key(),
              "spec.actions[" + action.index() + "].instances",
              instance.name(),
              "handler '"
                  + handler.name()
                  + "' still serves with its earlier configuration and does not know this instance:"
                  + " it is left out until the handler can be built",
              origin(rule.key())));
      return;
    }
    Template template = instance.template();
    Phase phase = Phase.of(template.variety());
    if (template instanceof Template.Generator generator) {
      outputSlots.computeIfAbsent(template, t -> snapshot.outputSlots(generator));
    }
    var target = new Target(handler.key(), template);
    targets.putIfAbsent(target, targets.size());
    GroupDraft group =
        draft(phase, rule)
            .destinations
            .computeIfAbsent(target, t -> new LinkedHashMap<>())
            .computeIfAbsent(
                matchText(rule),
                text -> new GroupDraft(condition(rule.match()), matchFault(rule, phase)));
    group.routes.add(
        new Route(instance, action.outputs(), instanceFault(rule, instance), bindings(instance)));
  }

  private Draft draft(Phase phase, RuleConfig rule) {
    return drafts
        .get(phase.ordinal())
        .computeIfAbsent(rule.key().namespace(), namespace -> new Draft());
  }

  private static String matchText(RuleConfig rule) {
    return rule.match() == null ? "" : rule.match().text();
  }

  private Condition condition(Expression match) {
    if (match == null) {
      return null;
    }
    Condition known = conditions.get(match.text());
    if (known == null) {
      known = new Condition(conditions.size(), match);
      conditions.put(match.text(), known);
    }
    return known;
  }

  private HeaderGroup headerGroup(RuleConfig rule) {
    return new HeaderGroup(
        condition(rule.match()),
        matchFault(rule, Phase.CHECK),
        fault(
            RuntimeFault.Kind.HEADER,
            rule.key(),
            "spec",
            "rule '" + rule.key() + "' skips a header operation",
            "rule",
            rule.key().fullName()),
        rule.requestHeaders().toArray(RuleConfig.HeaderOperation[]::new),
        rule.responseHeaders().toArray(RuleConfig.HeaderOperation[]::new));
  }

  private RuntimeFault matchFault(RuleConfig rule, Phase phase) {
    String consequence =
        phase == Phase.QUOTA
            ? "' does not limit requests whose match cannot be evaluated"
            : "' does not apply to requests whose match cannot be evaluated";
    return fault(
        RuntimeFault.Kind.MATCH,
        rule.key(),
        "spec.match",
        "rule '" + rule.key() + consequence,
        "rule",
        rule.key().fullName(),
        "phase",
        phase.name().toLowerCase(java.util.Locale.ROOT));
  }

  private RuntimeFault instanceFault(RuleConfig rule, InstanceConfig instance) {
    return fault(
        RuntimeFault.Kind.INSTANCE,
        instance.key(),
        "",
        "instance '" + instance.name() + "' of rule '" + rule.key() + "' is dropped",
        "rule",
        rule.key().fullName(),
        "instance",
        instance.name());
  }

  private Route.BindingRoute[] bindings(InstanceConfig instance) {
    return instance.bindings().stream()
        .map(
            binding ->
                new Route.BindingRoute(
                    binding,
                    fault(
                        RuntimeFault.Kind.BINDING,
                        instance.key(),
                        "spec.attributeBindings",
                        "instance '"
                            + instance.name()
                            + "' leaves attribute '"
                            + binding.target().name()
                            + "' unset",
                        "instance",
                        instance.name(),
                        "attribute",
                        binding.target().name())))
        .toArray(Route.BindingRoute[]::new);
  }

  private RuntimeFault fault(
      RuntimeFault.Kind kind, ResourceKey key, String field, String subject, String... labels) {
    var fault = new RuntimeFault(kind, key, origin(key), field, subject, meters, time, labels);
    faults.add(fault);
    return fault;
  }

  private Origin origin(ResourceKey key) {
    Resource resource = snapshot.accepted().get(key);
    return resource == null ? null : resource.origin();
  }

  int conditionCount() {
    return conditions.size();
  }

  int destinationCount() {
    return targets.size();
  }

  /**
   * By phase: the namespaces that have rules of their own, each with the default namespace's before
   * them.
   */
  List<SortedMap<String, Routes>> phases() {
    var phases = new ArrayList<SortedMap<String, Routes>>();
    for (SortedMap<String, Draft> namespaces : drafts) {
      Draft common = namespaces.get(defaultNamespace);
      var routes = new TreeMap<String, Routes>();
      namespaces.forEach(
          (namespace, own) ->
              routes.put(
                  namespace, routes(own == common ? List.of(own) : withCommon(common, own))));
      phases.add(routes);
    }
    return phases;
  }

  private static List<Draft> withCommon(Draft common, Draft own) {
    return common == null ? List.of(own) : List.of(common, own);
  }

  private Routes routes(List<Draft> parts) {
    var groups = new LinkedHashMap<Target, List<InstanceGroup>>();
    var headers = new ArrayList<HeaderGroup>();
    int instances = 0;
    for (Draft part : parts) {
      for (var destination : part.destinations.entrySet()) {
        var list = groups.computeIfAbsent(destination.getKey(), t -> new ArrayList<>());
        for (GroupDraft group : destination.getValue().values()) {
          instances += group.routes.size();
          list.add(
              new InstanceGroup(group.condition, group.fault, group.routes.toArray(Route[]::new)));
        }
      }
      headers.addAll(part.headers);
    }
    var destinations = new ArrayList<Destination>();
    groups.forEach(
        (target, list) -> {
          LiveHandler handler = handlers.get(target.handler());
          destinations.add(
              new Destination(
                  targets.get(target),
                  handler,
                  target.template(),
                  handler.meter(target.template()),
                  list.toArray(InstanceGroup[]::new)));
        });
    if (!destinations.isEmpty()
        && destinations.getFirst().template() instanceof Template.Generator) {
      // Who writes an attribute first wins, and that must not hang on the names of rules.
      destinations.sort(java.util.Comparator.comparing(d -> d.handler().name()));
    }
    return new Routes(
        destinations.toArray(Destination[]::new),
        headers.toArray(HeaderGroup[]::new),
        instances,
        quotas(destinations));
  }

  private static Map<String, QuotaRoute[]> quotas(List<Destination> destinations) {
    var quotas = new HashMap<String, List<QuotaRoute>>();
    for (Destination destination : destinations) {
      if (destination.template() instanceof Template.Quota) {
        for (InstanceGroup group : destination.groups()) {
          for (Route route : group.routes()) {
            quotas
                .computeIfAbsent(shortName(route.instance()), n -> new ArrayList<>())
                .add(new QuotaRoute(destination, group, route));
          }
        }
      }
    }
    var arrays = new HashMap<String, QuotaRoute[]>();
    quotas.forEach(
        (name, routes) -> {
          QuotaRoute[] array = routes.toArray(QuotaRoute[]::new);
          arrays.put(name, array);
          // Callers mostly write a name as the configuration does: found without changing its case.
          routes.forEach(route -> arrays.put(route.route().instance().key().name(), array));
        });
    return Map.copyOf(arrays);
  }

  private static String shortName(InstanceConfig instance) {
    return instance.key().name().toLowerCase(java.util.Locale.ROOT);
  }
}
