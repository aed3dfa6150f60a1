package io.keelson.mixer.testing;

import com.google.protobuf.StringValue;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.AttributeBinding;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.expression.EvaluationException;
import io.keelson.expression.Expression;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.expression.ExpressionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A snapshot written in a test: handlers, instances and rules without YAML. */
public final class TestMesh {
  public static final Map<String, ValueType> DECLARED =
      Map.ofEntries(
          Map.entry("context.reporter.kind", ValueType.STRING),
          Map.entry("destination.namespace", ValueType.STRING),
          Map.entry("source.namespace", ValueType.STRING),
          Map.entry("source.name", ValueType.STRING),
          Map.entry("source.user", ValueType.STRING),
          Map.entry("source.ip", ValueType.IP_ADDRESS),
          Map.entry("destination.name", ValueType.STRING),
          Map.entry("request.headers", ValueType.STRING_MAP),
          Map.entry("request.size", ValueType.INT64),
          Map.entry("test.generated", ValueType.STRING),
          Map.entry("test.copied", ValueType.STRING),
          Map.entry("gen.output.value", ValueType.STRING),
          Map.entry("gen.output.other", ValueType.STRING),
          Map.entry("hidden.rule.act.value", ValueType.STRING));
  public static final Vocabulary VOCABULARY = Vocabulary.of(DECLARED);
  private static final ExpressionCompiler COMPILER = new ExpressionCompiler();

  private final Map<ResourceKey, HandlerConfig> handlers = new TreeMap<>();
  private final Map<ResourceKey, InstanceConfig> instances = new TreeMap<>();
  private final Map<ResourceKey, RuleConfig> rules = new TreeMap<>();
  private final Map<String, Expression> matches = new LinkedHashMap<>();

  /** Compiles an expression of the test vocabulary. */
  public static Expression expression(String text) {
    try {
      return COMPILER.compile(text, VOCABULARY);
    } catch (ExpressionException bad) {
      throw new IllegalArgumentException(text, bad);
    }
  }

  /** A handler {@code name.namespace} of an adapter. */
  public HandlerConfig handler(String name, TestAdapter adapter, String config) {
    var key = new ResourceKey("handler", "istio-system", name);
    var handler = new HandlerConfig(key, name + ".istio-system", adapter, StringValue.of(config));
    handlers.put(key, handler);
    return handler;
  }

  /** An instance in the default namespace whose value is an expression; its shape is the text. */
  public InstanceConfig instance(String name, Template template, String value) {
    return instance(name, "istio-system", template, value, List.of());
  }

  public InstanceConfig instance(
      String name,
      String namespace,
      Template template,
      String value,
      List<AttributeBinding> bindings) {
    Expression expression = expression(value);
    var key = new ResourceKey("instance", namespace, name);
    var instance =
        new InstanceConfig(
            key,
            template,
            new TestTemplate.Typed(key.fullName(), expression.type().name()),
            (bag, shared) -> new TestTemplate.Filled(key.fullName(), value(expression, key, bag)),
            bindings);
    instances.put(key, instance);
    return instance;
  }

  private static Object value(Expression expression, ResourceKey key, RequestBag bag) {
    try {
      Object value = expression.evaluate(bag);
      return value instanceof StringMap map ? map.snapshot() : value;
    } catch (EvaluationException noValue) {
      throw new EvaluationException(
          "evaluation failed at [" + key + "]'value': '" + noValue.getMessage() + "'");
    }
  }

  /** A rule; an empty match always holds. */
  public RuleConfig rule(
      String namespace, String name, String match, RuleConfig.Action... actions) {
    return rule(namespace, name, match, List.of(actions), List.of(), List.of());
  }

  /** A rule with a condition that no text makes. */
  public RuleConfig rule(
      String namespace, String name, Expression match, RuleConfig.Action... actions) {
    var key = new ResourceKey("rule", namespace, name);
    var rule = new RuleConfig(key, match, List.of(actions), List.of(), List.of());
    rules.put(key, rule);
    return rule;
  }

  public RuleConfig rule(
      String namespace,
      String name,
      String match,
      List<RuleConfig.Action> actions,
      List<RuleConfig.HeaderOperation> request,
      List<RuleConfig.HeaderOperation> response) {
    var key = new ResourceKey("rule", namespace, name);
    Expression condition =
        match.isEmpty() ? null : matches.computeIfAbsent(match, TestMesh::expression);
    var rule = new RuleConfig(key, condition, actions, request, response);
    rules.put(key, rule);
    return rule;
  }

  /** An action. */
  public static RuleConfig.Action to(HandlerConfig handler, InstanceConfig... instances) {
    return new RuleConfig.Action(0, handler, List.of(instances), "", Map.of());
  }

  /** An action whose output {@code value} is kept as {@code hidden.rule.act.value}. */
  public static RuleConfig.Action named(HandlerConfig handler, InstanceConfig... instances) {
    Attribute output = VOCABULARY.find("hidden.rule.act.value");
    return new RuleConfig.Action(0, handler, List.of(instances), "act", Map.of("value", output));
  }

  public static RuleConfig.HeaderOperation header(
      RuleConfig.Operation operation, String name, String value) {
    return new RuleConfig.HeaderOperation(
        name, operation == RuleConfig.Operation.REMOVE ? null : expression(value), operation);
  }

  public Snapshot snapshot() {
    return new Snapshot(
        VOCABULARY,
        new TreeMap<>(handlers),
        new TreeMap<>(instances),
        new ArrayList<>(rules.values()),
        0,
        Map.of(),
        List.of());
  }

  /** A bag with these values; {@code name, value, name, value …}. */
  public static RequestBag bag(Object... values) {
    var map = new LinkedHashMap<String, Object>();
    for (int i = 0; i < values.length; i += 2) {
      map.put((String) values[i], values[i + 1]);
    }
    return RequestBag.of(VOCABULARY, map);
  }
}
