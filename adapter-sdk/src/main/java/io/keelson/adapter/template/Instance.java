package io.keelson.adapter.template;

/** A template filled for one request. Immutable. */
public interface Instance {
  /** The instance's full name, such as {@code requestcount.metric.istio-system}. */
  String name();
}
