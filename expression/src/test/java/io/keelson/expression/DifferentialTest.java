package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Generated code against a plain walk over the same tree, for random expressions and requests:
 * value, error and references must be the same. Parts are repeated on purpose, so that cut methods
 * and remembered attributes are met.
 */
class DifferentialTest {
  private final Random random = new Random(2024);

  @Test
  void compiledCodeDoesWhatTheTreeSays() throws Exception {
    int values = 0;
    int errors = 0;
    for (int round = 0; round < 3_000; round++) {
      ValueType[] types = {
        ValueType.BOOL,
        ValueType.BOOL,
        ValueType.STRING,
        ValueType.INT64,
        ValueType.DOUBLE,
        ValueType.DURATION,
        ValueType.STRING_MAP
      };
      String text = generate(types[random.nextInt(types.length)], 1 + random.nextInt(5));
      Syntax syntax = Parser.parse(text);
      Node tree = Simplifier.simplify(new Checker(Sample.VOCABULARY).check(syntax));
      Expression compiled = Sample.compile(text);
      for (int request = 0; request < 6; request++) {
        Map<String, Object> attributes = request();
        RequestBag walked = RequestBag.of(Sample.VOCABULARY, attributes);
        RequestBag evaluated = RequestBag.of(Sample.VOCABULARY, attributes);
        Object wanted = outcome(() -> walk(tree, walked, false));
        Object actual = outcome(() -> compiled.evaluate(evaluated));
        assertThat(actual).as("%s with %s", text, attributes).isEqualTo(wanted);
        assertThat(Sample.references(evaluated))
            .as("%s with %s", text, attributes)
            .isEqualTo(Sample.references(walked));
        if (wanted instanceof String message && message.startsWith("error: ")) {
          errors++;
        } else {
          values++;
        }
      }
    }
    assertThat(values).isGreaterThan(3_000);
    assertThat(errors).isGreaterThan(1_000);
  }

  private interface Evaluation {
    Object run();
  }

  private static Object outcome(Evaluation evaluation) {
    try {
      return evaluation.run();
    } catch (EvaluationException e) {
      return "error: " + e.getMessage();
    }
  }

  private Map<String, Object> request() {
    var attributes = new HashMap<>(Sample.attributes());
    attributes.put("i1", (long) random.nextInt(3));
    attributes.put("b1", random.nextBoolean());
    attributes.put("smiss", "s");
    attributes.put("bmiss", random.nextBoolean());
    attributes.put("imiss", 1L);
    attributes.put("mmiss", StringMap.of(Map.of("s", "t")));
    attributes.keySet().removeIf(name -> random.nextInt(4) == 0);
    if (random.nextInt(4) == 0) {
      attributes.put("s2", 5L);
    }
    return attributes;
  }

  private String generate(ValueType type, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return leaf(type);
    }
    if (random.nextInt(3) == 0) {
      int count = random.nextInt(40) == 0 ? 150 : 2 + random.nextInt(3);
      var chain = new StringBuilder("(").append(generate(type, depth - 1));
      for (int i = 1; i < count; i++) {
        chain.append(" | ").append(generate(type, count > 10 ? 0 : depth - 1));
      }
      return chain.append(')').toString();
    }
    if (random.nextInt(8) == 0) {
      return "conditional(%s, %s, %s)"
          .formatted(
              generate(ValueType.BOOL, depth - 1),
              generate(type, depth - 1),
              generate(type, depth - 1));
    }
    return switch (type) {
      case BOOL -> condition(depth);
      case STRING ->
          switch (random.nextInt(5)) {
            case 0 -> sum(type, depth);
            case 1 -> "toLower(" + generate(type, depth - 1) + ")";
            case 2 ->
                "conditionalString(%s, %s, %s)"
                    .formatted(
                        generate(ValueType.BOOL, depth - 1),
                        generate(type, depth - 1),
                        generate(type, depth - 1));
            default ->
                generate(ValueType.STRING_MAP, depth - 1) + "[" + generate(type, depth - 1) + "]";
          };
      case INT64 ->
          random.nextBoolean()
              ? sum(type, depth)
              : "size(" + generate(ValueType.STRING, depth - 1) + ")";
      case DOUBLE -> sum(type, depth);
      default -> leaf(type);
    };
  }

  private String condition(int depth) {
    ValueType[] comparable = {ValueType.STRING, ValueType.INT64, ValueType.DOUBLE, ValueType.BOOL};
    ValueType type = comparable[random.nextInt(comparable.length)];
    String[] operators = {"==", "!=", "<", "<=", ">", ">="};
    return switch (random.nextInt(5)) {
      case 0, 1 -> {
        int count = random.nextInt(30) == 0 ? 200 : 2 + random.nextInt(3);
        String operator = random.nextBoolean() ? " && " : " || ";
        var chain = new StringBuilder("(").append(generate(ValueType.BOOL, depth - 1));
        for (int i = 1; i < count; i++) {
          chain
              .append(operator)
              .append(generate(ValueType.BOOL, count > 10 ? Math.min(1, depth - 1) : depth - 1));
        }
        yield chain.append(')').toString();
      }
      case 2 ->
          "match(%s, %s)"
              .formatted(
                  generate(ValueType.STRING, depth - 1), generate(ValueType.STRING, depth - 1));
      default ->
          "(%s %s %s)"
              .formatted(
                  generate(type, depth - 1),
                  operators[random.nextInt(type == ValueType.BOOL ? 2 : operators.length)],
                  generate(type, depth - 1));
    };
  }

  private String sum(ValueType type, int depth) {
    int count = random.nextInt(20) == 0 ? 250 : 2 + random.nextInt(2);
    var sum = new StringBuilder("(").append(generate(type, depth - 1));
    for (int i = 1; i < count; i++) {
      sum.append(" + ").append(generate(type, count > 10 ? 0 : depth - 1));
    }
    return sum.append(')').toString();
  }

  private String leaf(ValueType type) {
    String[] leaves =
        switch (type) {
          case BOOL -> new String[] {"b1", "bf", "bmiss", "true", "false"};
          case STRING -> new String[] {"s1", "s2", "smiss", "\"k\"", "\"he*\"", "a.b.c"};
          case INT64 -> new String[] {"i1", "i2", "imiss", "1", "70000000000"};
          case DOUBLE -> new String[] {"d1", "dmiss", "0.5"};
          case DURATION -> new String[] {"dur1", "durmiss", "dur2", "\"3s\""};
          case STRING_MAP -> new String[] {"m1", "mmiss", "emptyStringMap()"};
          default -> throw new IllegalArgumentException("no leaf of " + type);
        };
    return leaves[random.nextInt(leaves.length)];
  }

  /** The value of a part; null where it has none and a default stands to its right. */
  private static Object walk(Node node, RequestBag bag, boolean hasDefault) {
    return switch (node) {
      case Node.Constant constant -> constant.value();
      case Node.Outlined outlined -> walk(outlined.body(), bag, hasDefault);
      case Node.Read read -> read(read, bag, hasDefault);
      case Node.Chain chain -> chain(chain, bag, hasDefault);
      case Node.Apply apply -> apply(apply, bag, hasDefault);
    };
  }

  private static Object read(Node.Read read, RequestBag bag, boolean hasDefault) {
    Object value = bag.get(read.attribute().slot());
    if (value == null && !hasDefault) {
      throw new EvaluationException("lookup failed: '" + read.attribute().name() + "'");
    }
    if (value != null && !read.type().valueClass().isInstance(value)) {
      throw new EvaluationException("error converting value to string: '" + value + "'");
    }
    return value;
  }

  private static Object chain(Node.Chain chain, RequestBag bag, boolean hasDefault) {
    List<Node> operands = chain.operands();
    switch (chain.function()) {
      case LAND, LOR -> {
        boolean deciding = chain.function() == Function.LOR;
        for (Node operand : operands) {
          if ((Boolean) walk(operand, bag, false) == deciding) {
            return deciding;
          }
        }
        return !deciding;
      }
      case OR -> {
        int at = 0;
        for (Node operand : operands) {
          boolean last = ++at == operands.size();
          Object value = walk(operand, bag, !last || hasDefault);
          if (value != null) {
            return value;
          }
        }
        return null;
      }
      default -> {
        Object sum = walk(operands.getFirst(), bag, false);
        for (Node operand : operands.subList(1, operands.size())) {
          Object more = walk(operand, bag, false);
          sum =
              switch (sum) {
                case Long number -> (Object) (number + (Long) more);
                case Double number -> number + (Double) more;
                default -> sum + more.toString();
              };
        }
        return sum;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Object apply(Node.Apply apply, RequestBag bag, boolean hasDefault) {
    Node first = apply.operands().getFirst();
    Object a = walk(first, bag, hasDefault && apply.function() == Function.INDEX);
    if (apply.function() == Function.CONDITIONAL) {
      return walk(apply.operands().get((Boolean) a ? 1 : 2), bag, false);
    }
    if (a == null) {
      return null;
    }
    Object b =
        apply.operands().size() < 2
            ? null
            : walk(apply.operands().get(1), bag, hasDefault && apply.function() == Function.INDEX);
    return switch (apply.function()) {
      case INDEX -> {
        String entry = b == null ? null : ((StringMap) a).get((String) b);
        yield entry == null && !hasDefault ? "" : entry;
      }
      case EQ -> a.equals(b);
      case NEQ -> !a.equals(b);
      case LT -> ((Comparable<Object>) a).compareTo(b) < 0;
      case LEQ -> ((Comparable<Object>) a).compareTo(b) <= 0;
      case GT -> ((Comparable<Object>) a).compareTo(b) > 0;
      case GEQ -> ((Comparable<Object>) a).compareTo(b) >= 0;
      case MATCH -> {
        String text = (String) a;
        String pattern = (String) b;
        yield pattern.endsWith("*")
            ? text.startsWith(pattern.substring(0, pattern.length() - 1))
            : pattern.startsWith("*") ? text.endsWith(pattern.substring(1)) : text.equals(pattern);
      }
      case TO_LOWER -> ((String) a).toLowerCase(java.util.Locale.ROOT);
      case SIZE -> (long) ((String) a).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      case CONDITIONAL_STRING -> {
        Object c = walk(apply.operands().get(2), bag, false);
        yield (Boolean) a ? b : c;
      }
      default -> throw new IllegalArgumentException("not generated: " + apply.function());
    };
  }
}
