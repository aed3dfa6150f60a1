package io.keelson.config.snapshot;

import io.keelson.adapter.Adapter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The adapters that are installed. Thread safe; what it answers may change between two snapshots.
 */
public interface AdapterCatalog {

  /** The adapter of that name, or null. */
  Adapter<?> find(String name);

  Collection<Adapter<?>> all();

  /** A catalog that does not change. */
  static AdapterCatalog of(Collection<? extends Adapter<?>> adapters) {
    Map<String, Adapter<?>> byName = new LinkedHashMap<>();
    adapters.forEach(adapter -> byName.put(adapter.info().name(), adapter));
    List<Adapter<?>> all = List.copyOf(byName.values());
    return new AdapterCatalog() {
      @Override
      public Adapter<?> find(String name) {
        return byName.get(name);
      }

      @Override
      public Collection<Adapter<?>> all() {
        return all;
      }
    };
  }
}
