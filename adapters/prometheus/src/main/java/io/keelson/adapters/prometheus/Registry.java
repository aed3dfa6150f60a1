package io.keelson.adapters.prometheus;

import io.keelson.adapter.AdapterException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The metrics of all prometheus handlers of the process.
 *
 * <p>Every handler holds a lease on its metrics. Handlers that define a metric alike share it, so a
 * handler that replaces another goes on with the values of each metric that did not change; a
 * metric disappears with its last lease. A handler that defines a metric differently from the
 * handler of the same name that it replaces gets a new one, which is exported in place of the old
 * one; to define it differently from another handler's is an error.
 *
 * <p>What is exported is one immutable list, swapped as a whole: a scrape sees all of a change or
 * nothing of it.
 */
final class Registry {

  /** One handler's hold on its metrics. */
  static final class Lease {
    private final String handler;
    private final long expiryNanos;
    private final Map<MetricDefinition, Family> families = new HashMap<>();

    private Lease(String handler, long expiryNanos) {
      this.handler = handler;
      this.expiryNanos = expiryNanos;
    }

    Family family(MetricDefinition definition) {
      return families.get(definition);
    }

    Iterable<Family> families() {
      return families.values();
    }
  }

  private static final class Entry {
    final Family family;
    final List<Lease> leases = new ArrayList<>();

    Entry(Family family) {
      this.family = family;
    }

    void agreeOnExpiry() {
      family.expireAfter(leases.stream().mapToLong(lease -> lease.expiryNanos).max().orElse(0));
    }
  }

  private final int maxSeries;

  /** By exported name; the last entry of each is the one that is exported. */
  private final Map<String, List<Entry>> entries = new TreeMap<>();

  private volatile List<Family> exported = List.of();

  Registry(int maxSeries) {
    this.maxSeries = maxSeries;
  }

  /** What a scrape shows, sorted by name. */
  List<Family> exported() {
    return exported;
  }

  /**
   * Takes hold of metrics, all or none.
   *
   * @param definitions of distinct names, apart from those that are equal
   * @param expiryNanos after how long without a record series may go; {@link Long#MAX_VALUE} never
   * @throws AdapterException naming every metric that another handler defines differently
   */
  synchronized Lease acquire(String handler, List<MetricDefinition> definitions, long expiryNanos)
      throws AdapterException {
    var conflicts = new ArrayList<String>();
    Set<MetricDefinition> wanted = new LinkedHashSet<>(definitions);
    wanted.forEach(definition -> conflict(handler, definition, conflicts));
    if (!conflicts.isEmpty()) {
      throw new AdapterException(conflicts);
    }
    var lease = new Lease(handler, expiryNanos);
    for (MetricDefinition definition : wanted) {
      Entry entry = entry(definition);
      entry.leases.add(lease);
      entry.agreeOnExpiry();
      lease.families.put(definition, entry.family);
    }
    export();
    return lease;
  }

  private void conflict(String handler, MetricDefinition definition, List<String> conflicts) {
    for (Entry entry : entries.getOrDefault(definition.name(), List.of())) {
      if (entry.family.definition().equals(definition)) {
        continue;
      }
      entry.leases.stream()
          .map(lease -> lease.handler)
          .filter(holder -> !holder.equals(handler))
          .findFirst()
          .ifPresent(
              holder ->
                  conflicts.add(
                      "could not register metric: '"
                          + definition.name()
                          + "' is defined by handler '"
                          + holder
                          + "' with another kind, help, label names or buckets; "
                          + "define it alike in both, or rename one"));
    }
  }

  private Entry entry(MetricDefinition definition) {
    List<Entry> same = entries.computeIfAbsent(definition.name(), name -> new ArrayList<>());
    Entry found = null;
    for (Entry entry : same) {
      if (entry.family.definition().equals(definition)) {
        found = entry;
      }
    }
    if (found == null) {
      found = new Entry(new Family(definition, maxSeries));
    } else {
      same.remove(found);
    }
    same.add(found);
    return found;
  }

  /**
   * Lets go; metrics that nobody holds any more disappear. A second call for a lease does nothing.
   */
  synchronized void release(Lease lease) {
    for (Family family : lease.families.values()) {
      String name = family.definition().name();
      List<Entry> same = entries.get(name);
      if (same == null) {
        continue;
      }
      for (Entry entry : List.copyOf(same)) {
        if (entry.leases.remove(lease)) {
          entry.agreeOnExpiry();
          if (entry.leases.isEmpty()) {
            same.remove(entry);
          }
        }
      }
      if (same.isEmpty()) {
        entries.remove(name);
      }
    }
    export();
  }

  private void export() {
    exported = entries.values().stream().map(same -> same.getLast().family).toList();
  }
}
