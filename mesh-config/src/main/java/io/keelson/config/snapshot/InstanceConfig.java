package io.keelson.config.snapshot;

import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Template;
import io.keelson.config.resource.ResourceKey;
import java.util.List;

/**
 * An instance as configured, compiled.
 *
 * @param type the inferred types
 * @param builder makes the instance of a request
 * @param bindings of an attribute generator: what its outputs become; else empty
 */
public record InstanceConfig(
    ResourceKey key,
    Template template,
    InstanceType type,
    InstanceBuilder builder,
    List<AttributeBinding> bindings) {

  /** The name that adapters see: {@code name.kind.namespace}. */
  public String name() {
    return key.fullName();
  }
}
