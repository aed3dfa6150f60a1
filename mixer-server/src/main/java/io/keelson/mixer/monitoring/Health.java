package io.keelson.mixer.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Parts of the server, each available or not. Thread safe once it is built. */
public final class Health {
  private final Map<String, BooleanSupplier> parts = new LinkedHashMap<>();

  /** Adds a part; the supplier must be quick and thread safe. */
  public Health part(String name, BooleanSupplier available) {
    parts.put(name, available);
    return this;
  }

  /** The parts that are not available. */
  public List<String> missing() {
    var missing = new ArrayList<String>();
    parts.forEach(
        (name, available) -> {
          if (!available.getAsBoolean()) {
            missing.add(name);
          }
        });
    return missing;
  }

  public boolean available() {
    return missing().isEmpty();
  }
}
