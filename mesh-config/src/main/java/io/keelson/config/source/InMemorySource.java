package io.keelson.config.source;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A source whose resources are given by calls; for tests, tools and embedding. Thread safe.
 * Listeners are called by the thread that applies a change.
 */
public final class InMemorySource implements ConfigSource {
  private List<Resource> resources;
  private List<Diagnostic> diagnostics;
  private Listener listener;

  public InMemorySource() {
    this(List.of());
  }

  public InMemorySource(Collection<Resource> resources) {
    this.resources = List.copyOf(resources);
    this.diagnostics = List.of();
  }

  /** The resources of some YAML, see {@link ResourceReader}. */
  public static InMemorySource ofYaml(String yaml, String defaultNamespace) {
    var source = new InMemorySource();
    source.applyYaml(yaml, defaultNamespace);
    return source;
  }

  @Override
  public synchronized void start(Listener listener) {
    this.listener = listener;
    tell();
  }

  /** Replaces all resources. */
  public synchronized void apply(Collection<Resource> all) {
    resources = List.copyOf(all);
    diagnostics = List.of();
    tell();
  }

  /** Replaces all resources by those of some YAML. */
  public synchronized void applyYaml(String yaml, String defaultNamespace) {
    var read = ResourceReader.read("memory", yaml, defaultNamespace);
    resources = read.resources();
    diagnostics = read.diagnostics();
    tell();
  }

  /** Adds a resource, or replaces the one of its key. */
  public synchronized void put(Resource resource) {
    var all = new ArrayList<>(resources);
    all.removeIf(other -> other.key().equals(resource.key()));
    all.add(resource);
    apply(all);
  }

  private void tell() {
    if (listener != null) {
      listener.changed(resources, diagnostics);
    }
  }

  @Override
  public synchronized void close() {
    listener = null;
  }
}
