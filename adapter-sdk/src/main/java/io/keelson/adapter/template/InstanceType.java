package io.keelson.adapter.template;

/**
 * The types that the expressions of an instance turned out to have; known when a handler is built.
 */
public interface InstanceType {
  /** The instance's full name. */
  String name();
}
