package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.config.resource.ResourceKey;
import io.keelson.expression.Expression;
import java.util.List;
import java.util.Map;

/**
 * A rule as configured, compiled.
 *
 * @param match null matches always; rules with the same trimmed text share one object
 */
public record RuleConfig(
    ResourceKey key,
    Expression match,
    List<Action> actions,
    List<HeaderOperation> requestHeaders,
    List<HeaderOperation> responseHeaders) {

  /**
   * Instances for one handler.
   *
   * @param index of the action in the resource, for messages
   * @param name the handle for the action's output, may be empty
   * @param outputs by output field name: the attributes (hidden slots) that hold this action's
   *     outputs; empty unless its template is CHECK_WITH_OUTPUT and the action is named
   */
  public record Action(
      int index,
      HandlerConfig handler,
      List<InstanceConfig> instances,
      String name,
      Map<String, Attribute> outputs) {

    /** The template of the action's first instance. */
    public Template template() {
      return instances.getFirst().template();
    }
  }

  /** What is done to a header. */
  public enum Operation {
    REPLACE,
    REMOVE,
    APPEND
  }

  /**
   * One operation on one header.
   *
   * @param value null for REMOVE; else of type STRING
   */
  public record HeaderOperation(String name, Expression value, Operation operation) {}
}
