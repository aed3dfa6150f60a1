package io.keelson.config.snapshot;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.expression.EvaluationException;
import io.keelson.expression.Expression;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An instance's expressions, in the order of its template's fields. This is where a Report spends
 * its time, so a build allocates what the adapter gets and nothing else.
 */
final class CompiledInstance implements InstanceBuilder {

  /** Gives one field's value. */
  sealed interface Part {
    Object evaluate(RequestBag bag, SharedDimensions shared);
  }

  private final String name;
  private final Template template;
  private final Part[] parts;

  /**
   * @param parts one a field; null stays at the zero value
   */
  CompiledInstance(String name, Template template, Part[] parts) {
    this.name = name;
    this.template = template;
    this.parts = parts;
  }

  @Override
  public Instance build(RequestBag bag, SharedDimensions shared) {
    return template.newInstance(name, evaluate(parts, bag, shared));
  }

  private static Object[] evaluate(Part[] parts, RequestBag bag, SharedDimensions shared) {
    var values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Part part = parts[i];
      if (part != null) {
        values[i] = part.evaluate(bag, shared);
      }
    }
    return values;
  }

  private static Object evaluate(Expression expression, RequestBag bag) {
    Object value = expression.evaluate(bag);
    return value instanceof StringMap map ? map.snapshot() : value;
  }

  private static EvaluationException failure(String instance, String path, Exception cause) {
    return new EvaluationException(
        "evaluation failed at [" + instance + "]'" + path + "': '" + cause.getMessage() + "'");
  }

  /** One expression. */
  record Single(String instance, String path, Expression expression) implements Part {
    @Override
    public Object evaluate(RequestBag bag, SharedDimensions shared) {
      try {
        return CompiledInstance.evaluate(expression, bag);
      } catch (EvaluationException e) {
        throw failure(instance, path, e);
      }
    }
  }

  /** A map of expressions, evaluated once a bag however many instances have it. */
  static final class Keyed implements Part {
    private final String instance;
    private final String path;
    private final DimensionTypes types;
    private final Expression[] expressions;
    private final int id;

    /**
     * @param expressions at the positions of their keys in {@code types}
     * @param id the same for equal maps
     */
    Keyed(String instance, String path, DimensionTypes types, Expression[] expressions, int id) {
      this.instance = instance;
      this.path = path;
      this.types = types;
      this.expressions = expressions;
      this.id = id;
    }

    @Override
    public Dimensions evaluate(RequestBag bag, SharedDimensions shared) {
      if (shared != null) {
        Dimensions known = shared.get(id);
        if (known != null) {
          return known;
        }
      }
      Object[] values =
          shared != null ? shared.room(id, expressions.length) : new Object[expressions.length];
      int at = 0;
      try {
        for (; at < values.length; at++) {
          values[at] = CompiledInstance.evaluate(expressions[at], bag);
        }
      } catch (EvaluationException e) {
        throw failure(instance, path + "[" + types.key(at) + "]", e);
      }
      return shared != null ? shared.keep(id, types, values) : new Dimensions(types, values);
    }
  }

  /** What never changes, such as a map without entries. */
  record Fixed(Object value) implements Part {
    @Override
    public Object evaluate(RequestBag bag, SharedDimensions shared) {
      return value;
    }
  }

  /** A nested message. */
  static final class Nested implements Part {
    private final Part[] parts;

    Nested(Part[] parts) {
      this.parts = parts;
    }

    @Override
    public Object evaluate(RequestBag bag, SharedDimensions shared) {
      return CompiledInstance.evaluate(parts, bag, shared);
    }
  }

  /** A map of nested messages. */
  record NestedByKey(Map<String, Nested> entries) implements Part {
    @Override
    public Object evaluate(RequestBag bag, SharedDimensions shared) {
      Map<String, Object> values = LinkedHashMap.newLinkedHashMap(entries.size());
      entries.forEach((key, nested) -> values.put(key, nested.evaluate(bag, shared)));
      return values;
    }
  }
}
