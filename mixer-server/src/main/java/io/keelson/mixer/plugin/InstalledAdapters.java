package io.keelson.mixer.plugin;

import io.keelson.config.diagnostic.Diagnostic;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is installed at one moment. Immutable; a change of the plugins makes a new one. */
public final class InstalledAdapters {
  private final SortedMap<String, InstalledAdapter> byName;
  private final List<Diagnostic> diagnostics;

  InstalledAdapters(Collection<InstalledAdapter> adapters, List<Diagnostic> diagnostics) {
    var sorted = new TreeMap<String, InstalledAdapter>();
    adapters.forEach(adapter -> sorted.put(adapter.name(), adapter));
    this.byName = Collections.unmodifiableSortedMap(sorted);
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Null where there is none of that name. */
  public InstalledAdapter find(String name) {
    return byName.get(name);
  }

  /** Sorted by name. */
  public Collection<InstalledAdapter> all() {
    return byName.values();
  }

  /** Plugins that were refused, and why. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
