package io.keelson.mixer.routing;

import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.snapshot.SharedDimensions;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.mixer.handler.HandlerTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A snapshot as the request path reads it: phase, then namespace, then destinations, then groups.
 * Immutable, apart from the count of calls that use it: the table keeps its handlers open until it
 * has been retired and the last call has let go. Thread safe.
 */
public final class RoutingTable {
  private final long id;
  private final Snapshot snapshot;
  private final HandlerTable handlers;
  private final String defaultNamespace;
  private final List<SortedMap<String, Routes>> phases;
  private final List<Map<String, Routes>> lookup;
  private final Routes[] defaults;
  private final NamespaceRule namespaceRule;
  private final int conditions;
  private final int destinations;
  private final List<RuntimeFault> faults;
  private final RuntimeFault unknownQuotas;
  private final List<Diagnostic> diagnostics;
  private final Map<Template, Map<String, Attribute>> outputSlots;

  /** Calls that use the table, and one for serving. */
  private final AtomicInteger holds = new AtomicInteger(1);

  private volatile Runnable drained = () -> {};

  RoutingTable(RoutingTableBuilder from) {
    this.id = from.id;
    this.snapshot = from.snapshot;
    this.handlers = from.handlers;
    this.defaultNamespace = from.defaultNamespace;
    this.phases = from.phases();
    this.lookup = phases.stream().<Map<String, Routes>>map(HashMap::new).toList();
    this.conditions = from.conditionCount();
    this.destinations = from.destinationCount();
    this.unknownQuotas = from.unknownQuotas;
    this.faults = List.copyOf(from.faults);
    this.diagnostics = List.copyOf(from.diagnostics);
    this.outputSlots = Map.copyOf(from.outputSlots);
    this.namespaceRule = new NamespaceRule(snapshot.vocabulary());
    this.defaults = new Routes[Phase.values().length];
    for (Phase phase : Phase.values()) {
      defaults[phase.ordinal()] =
          phases.get(phase.ordinal()).getOrDefault(defaultNamespace, Routes.NONE);
    }
  }

  /** Grows by one with each table. */
  public long id() {
    return id;
  }

  public Vocabulary vocabulary() {
    return snapshot.vocabulary();
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  public HandlerTable handlers() {
    return handlers;
  }

  /** The namespace whose rules apply to a request; records what it reads. */
  public String namespaceOf(RequestBag bag) {
    return namespaceRule.of(bag);
  }

  /** What a phase does in a namespace. */
  public Routes routes(Phase phase, String namespace) {
    Routes own = lookup.get(phase.ordinal()).get(namespace);
    return own != null ? own : defaults[phase.ordinal()];
  }

  /** Whether a phase does anything in any namespace. */
  public boolean has(Phase phase) {
    return !phases.get(phase.ordinal()).isEmpty();
  }

  public ConditionMemo newConditionMemo() {
    return new ConditionMemo(conditions);
  }

  public SharedDimensions newSharedDimensions() {
    return new SharedDimensions(snapshot.sharedDimensions());
  }

  /** How many pairs of handler and template there are. */
  public int destinationCount() {
    return destinations;
  }

  /** By output field: where bindings of the template's instances find its outputs. */
  public Map<String, Attribute> outputSlots(Template.Generator template) {
    return outputSlots.getOrDefault(template, Map.of());
  }

  /**
   * What is wrong: with the snapshot, with building handlers and routes, and with rules at run
   * time.
   */
  public List<Diagnostic> diagnostics() {
    var all = new ArrayList<>(snapshot.diagnostics());
    all.addAll(handlers.diagnostics());
    all.addAll(diagnostics);
    faults.stream().map(RuntimeFault::diagnostic).filter(Objects::nonNull).forEach(all::add);
    return List.copyOf(all);
  }

  /** A quota was asked for that stands in no rule. */
  public void unknownQuota(String name) {
    unknownQuotas.report("Requested quota '" + name + "' is not configured");
  }

  /**
   * Keeps the table's handlers open for a call; false where the table has been retired and drained.
   */
  public boolean retain() {
    int before = holds.get();
    while (before > 0) {
      if (holds.compareAndSet(before, before + 1)) {
        return true;
      }
      before = holds.get();
    }
    return false;
  }

  /** Ends a call's hold. */
  public void release() {
    if (holds.decrementAndGet() == 0) {
      drained.run();
    }
  }

  /**
   * The table serves no new calls. Once only.
   *
   * @param whenDrained runs when the last call has let go, on its thread; must not block
   */
  public void retire(Runnable whenDrained) {
    drained = whenDrained;
    release();
  }

  /** How many calls use the table; for messages. */
  public int calls() {
    return holds.get();
  }

  /** The table as text: varieties, namespaces, handlers, groups, instances. */
  public String debugText() {
    return new RoutingText(this).toString();
  }

  String defaultNamespace() {
    return defaultNamespace;
  }

  /** By namespace, sorted. */
  public SortedMap<String, Routes> namespaces(Phase phase) {
    return phases.get(phase.ordinal());
  }
}
