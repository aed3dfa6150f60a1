package io.keelson.adapter;

import java.util.ArrayList;
import java.util.List;

/** Collects the faults of a configuration. Not thread safe. */
public final class ConfigErrors {

  /**
   * @param field path of the field, in lowerCamelCase, such as {@code quotas[2].validDuration}
   * @param reason what is wrong with its value, and what would be right
   */
  public record ConfigError(String field, String reason) {
    @Override
    public String toString() {
      return field + ": " + reason;
    }
  }

  private final List<ConfigError> errors = new ArrayList<>();

  public ConfigErrors add(String field, String reason) {
    errors.add(new ConfigError(field, reason));
    return this;
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<ConfigError> list() {
    return List.copyOf(errors);
  }
}
