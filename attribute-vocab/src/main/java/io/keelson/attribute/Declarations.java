package io.keelson.attribute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Merges what several manifests declare. Where two give one name different types, the one that was
 * added first stays, and the conflict is kept for whoever reports it; so add them in an order that
 * does not change from run to run. Not thread safe.
 */
public final class Declarations {
  /**
   * One name, two types. {@code keptFrom} and {@code droppedFrom} are the origins given to {@link
   * #add}.
   */
  public record Conflict(
      String name, ValueType kept, String keptFrom, ValueType dropped, String droppedFrom) {}

  private final Map<String, ValueType> types = new TreeMap<>();
  private final Map<String, String> origins = new HashMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  /**
   * Adds a manifest's attributes.
   *
   * @param origin what to call the manifest in a conflict
   */
  public Declarations add(String origin, Map<String, ValueType> declared) {
    new TreeMap<>(declared).forEach((name, type) -> add(origin, name, type));
    return this;
  }

  private void add(String origin, String name, ValueType type) {
    ValueType before = types.putIfAbsent(name, type);
    if (before == null) {
      origins.put(name, origin);
    } else if (before != type) {
      conflicts.add(new Conflict(name, before, origins.get(name), type, origin));
    }
  }

  /** The merged declarations, sorted by name. */
  public Map<String, ValueType> types() {
    return Collections.unmodifiableMap(types);
  }

  /** In the order in which they were found. */
  public List<Conflict> conflicts() {
    return Collections.unmodifiableList(conflicts);
  }

  public Vocabulary vocabulary() {
    return Vocabulary.of(types);
  }
}
