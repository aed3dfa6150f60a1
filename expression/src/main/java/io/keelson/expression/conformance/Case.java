package io.keelson.expression.conformance;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.References.Condition;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.expression.EvaluationException;
import io.keelson.expression.Expression;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.expression.ExpressionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One conformance case: an expression, attributes, and what must come of them. */
final class Case {
  private final String id;
  private final Map<?, ?> tree;
  private final Vocabulary vocabulary;
  private final Map<String, Object> attributes = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> found = new LinkedHashMap<>();

  Case(String id, Map<?, ?> tree, Vocabulary vocabulary) {
    this.id = id;
    this.tree = tree;
    this.vocabulary = vocabulary;
    if (tree.get("attributes") instanceof Map<?, ?> values) {
      values.forEach(
          (name, value) -> {
            Object read = TypedValues.read(map(value, "an attribute"));
            if (read != null) {
              attributes.put(name.toString(), read);
            }
          });
    }
  }

  private static Map<?, ?> map(Object tree, String what) {
    if (tree instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(what + " is a map of type and value, not " + tree);
  }

  Outcome run(ExpressionCompiler compiler) {
    if (!(tree.get("expr") instanceof String text)) {
      throw new IllegalArgumentException("the case has no text named 'expr'");
    }
    try {
      Expression expression = compiler.compile(text, vocabulary);
      if (isSet("compileError")) {
        problems.add("it compiles, but must not");
      }
      evaluate(expression);
    } catch (ExpressionException e) {
      found.put("compileError", e.getMessage());
      if (!isSet("compileError")) {
        problems.add("it does not compile: " + e.getMessage());
      }
    }
    return new Outcome(id, List.copyOf(problems), found);
  }

  private boolean isSet(String expectation) {
    Object value = tree.get(expectation);
    return value != null && !Boolean.FALSE.equals(value);
  }

  private void evaluate(Expression expression) {
    found.put("resultType", expression.type().name());
    Object wantedType = tree.get("resultType");
    if (wantedType != null && !wantedType.equals(expression.type().name())) {
      problems.add("its type is " + expression.type() + ", not " + wantedType);
    }
    RequestBag bag = RequestBag.of(vocabulary, attributes);
    try {
      Object value = expression.evaluate(bag);
      found.put("result", TypedValues.write(value));
      if (isSet("evalError")) {
        problems.add("it has a value, but must fail");
      } else if (tree.get("result") != null) {
        compare(value, map(tree.get("result"), "a result"));
      }
    } catch (EvaluationException e) {
      found.put("evalError", e.getMessage());
      if (!isSet("evalError")) {
        problems.add("it fails: " + e.getMessage());
      }
    }
    compareReferences(expression, references(bag));
  }

  private void compare(Object value, Map<?, ?> wantedTree) {
    Object wanted = TypedValues.read(wantedTree);
    if (wanted == null) {
      return;
    }
    // Text names an address, bytes spell it; everything else has one form.
    boolean same =
        wanted instanceof IpAddress address && !"IP_ADDRESS".equals(wantedTree.get("type"))
            ? value instanceof IpAddress other && Arrays.equals(address.octets(), other.octets())
            : wanted.equals(value);
    if (!same) {
      problems.add("its value is " + TypedValues.write(value) + ", not " + wantedTree);
    }
  }

  private static Set<String> references(RequestBag bag) {
    var set = new TreeSet<String>();
    for (var reference : bag.references().list()) {
      set.add(
          (reference.condition() == Condition.ABSENCE ? "-" : "")
              + reference.name()
              + (reference.key() == null ? "" : "[" + reference.key() + "]"));
    }
    return set;
  }

  /**
   * A map that was read counts as a reference in the cases, though not on the wire, where only its
   * keys do. Both ways of counting pass.
   */
  private void compareReferences(Expression expression, Set<String> recorded) {
    var counted = new TreeSet<>(recorded);
    for (Attribute attribute : expression.attributes()) {
      if (attribute.type() == ValueType.STRING_MAP && reads(expression, attribute.name())) {
        counted.add(attribute.name());
      }
    }
    found.put("referenced", List.copyOf(counted));
    if (tree.get("referenced") instanceof List<?> list && !list.isEmpty()) {
      var wanted = new TreeSet<String>();
      list.forEach(reference -> wanted.add(reference.toString()));
      if (!wanted.equals(counted) && !wanted.equals(recorded)) {
        problems.add("it references " + counted + ", not " + wanted);
      }
    }
  }

  /** Whether the map is read: put a number in its place, which a read records by its name. */
  private boolean reads(Expression expression, String map) {
    if (!(attributes.get(map) instanceof StringMap)) {
      return false;
    }
    var mistyped = new HashMap<>(attributes);
    mistyped.put(map, 0L);
    RequestBag bag = RequestBag.of(vocabulary, mistyped);
    try {
      expression.evaluate(bag);
      return false;
    } catch (EvaluationException e) {
      return references(bag).contains(map);
    }
  }
}
