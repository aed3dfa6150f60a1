package io.keelson.config.diagnostic;

import io.keelson.config.resource.Origin;
import io.keelson.config.resource.ResourceKey;

/**
 * Something about the configuration that its author should know. A sentence names the object, the
 * cause and the next step.
 *
 * @param code a stable word for programs, such as {@code unknown-handler}
 * @param resource what it is about, or null where not even that could be read
 * @param field path of the field, such as {@code spec.actions[0].handler}; empty for the whole
 *     resource
 * @param value the offending value, may be empty
 * @param origin where the resource was read, or null
 */
public record Diagnostic(
    Severity severity,
    String code,
    ResourceKey resource,
    String field,
    String value,
    String reason,
    Origin origin) {

  /** How bad. */
  public enum Severity {
    /** Something does not take effect. */
    ERROR,
    /** Takes effect, but likely not as meant. */
    WARNING,
    INFO
  }

  /** One line: origin, severity, kind, namespace/name, field, reason. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    if (origin != null) {
      text.append(origin).append(": ");
    }
    text.append(severity.name().toLowerCase(java.util.Locale.ROOT)).append(": ");
    if (resource != null) {
      text.append(resource.kind())
          .append(' ')
          .append(resource.namespace())
          .append('/')
          .append(resource.name())
          .append(": ");
    }
    if (!field.isEmpty()) {
      text.append(field).append(": ");
    }
    return text.append(reason).append(" [").append(code).append(']').toString();
  }
}
