package io.keelson.adapter.template;

import java.util.Map;

/**
 * What an attribute generator, or a check with output, produced: values by field name; a field that
 * is not there was not set.
 */
public record Outputs(Map<String, Object> values) {
  public static final Outputs NONE = new Outputs(Map.of());

  public Outputs {
    values = Map.copyOf(values);
  }
}
