package io.keelson.config.snapshot;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Field.FieldType;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.ValueType;
import io.keelson.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns instances into builders, and infers their types. Numbers equal maps of expressions alike.
 */
final class InstanceCompiler {
  private static final String OUTPUT = "$out.";

  private record Plan(CompiledInstance.Part part, Object type) {
    static final Plan NONE = new Plan(null, null);
  }

  private record SharedKey(List<String> keys, List<String> texts, ValueType expected) {}

  private record Shared(int id, DimensionTypes types) {}

  private final Expressions expressions;
  private final Map<SharedKey, Shared> shared = new HashMap<>();

  InstanceCompiler(Expressions expressions) {
    this.expressions = expressions;
  }

  /** How many different maps of expressions were met. */
  int sharedDimensions() {
    return shared.size();
  }

  /** Compiles one; null where problems were added. */
  InstanceConfig compile(InstanceShape shape, Problems problems) {
    Template template = shape.template();
    String name = shape.resource().key().fullName();
    var known = new TreeSet<String>();
    if (template instanceof Template.Generator) {
      known.add("attribute_bindings");
      known.add("attributeBindings");
    }
    Plan[] plans =
        new Message(name, problems)
            .fields(template.fields(), shape.fields(), shape.path(), "", known);
    List<AttributeBinding> bindings = bindings(shape, problems);
    if (problems.hasErrors()) {
      return null;
    }
    InstanceType type = template.newType(name, types(plans));
    return new InstanceConfig(
        shape.resource().key(),
        template,
        type,
        new CompiledInstance(name, template, parts(plans)),
        bindings);
  }

  private List<AttributeBinding> bindings(InstanceShape shape, Problems problems) {
    if (!(shape.template() instanceof Template.Generator generator)) {
      if (!shape.bindings().isEmpty()) {
        problems.error(
            "unexpected-bindings",
            shape.bindingsPath(),
            "",
            "the template "
                + shape.template().name()
                + " generates no attributes; remove the bindings");
      }
      return List.of();
    }
    String prefix = VocabularyBuilder.outputPrefix(generator);
    var bindings = new TreeMap<String, AttributeBinding>();
    shape
        .bindings()
        .forEach(
            (key, tree) -> {
              String path = shape.bindingsPath() + "[" + key + "]";
              String text = Scalars.text(tree, path, problems);
              Attribute target = expressions.vocabulary().find((String) key);
              if (target == null) {
                problems.error(
                    "unknown-attribute",
                    path,
                    key,
                    "no attributemanifest declares the attribute "
                        + key
                        + Nearest.question((String) key, expressions.names()));
              } else if (text != null) {
                Expression value =
                    expressions.compile(
                        text.replace(OUTPUT, prefix), target.type(), path, problems);
                if (value != null) {
                  bindings.put(target.name(), new AttributeBinding(target, value));
                }
              }
            });
    return List.copyOf(bindings.values());
  }

  private static CompiledInstance.Part[] parts(Plan[] plans) {
    var parts = new CompiledInstance.Part[plans.length];
    for (int i = 0; i < plans.length; i++) {
      parts[i] = plans[i].part;
    }
    return parts;
  }

  private static Object[] types(Plan[] plans) {
    var types = new Object[plans.length];
    for (int i = 0; i < plans.length; i++) {
      types[i] = plans[i].type;
    }
    return types;
  }

  /** The fields of one instance and of the messages in it. */
  private final class Message {
    private final String instance;
    private final Problems problems;

    Message(String instance, Problems problems) {
      this.instance = instance;
      this.problems = problems;
    }

    Plan[] fields(
        List<Field> fields, Map<?, ?> tree, String path, String label, TreeSet<String> others) {
      var names = new TreeSet<String>();
      var plans = new Plan[fields.size()];
      for (int i = 0; i < plans.length; i++) {
        Field field = fields.get(i);
        String camel = Names.lowerCamel(field.name());
        names.add(camel);
        String spelling = tree.containsKey(camel) ? camel : field.name();
        plans[i] =
            field(
                field.type(),
                tree.get(spelling),
                path + "." + spelling,
                label + Names.upperCamel(field.name()));
      }
      for (Object key : tree.keySet()) {
        String name = (String) key;
        boolean known = others.contains(name) || names.contains(name);
        if (!known && fields.stream().noneMatch(field -> field.name().equals(name))) {
          problems.error(
              "unknown-field", path + "." + name, "", ProtoYaml.unknownField(name, names));
        }
      }
      return plans;
    }

    private Plan field(FieldType type, Object tree, String path, String label) {
      return switch (type) {
        case FieldType.Scalar scalar -> single(tree, scalar.type(), path, label);
        case FieldType.Dynamic dynamic -> single(tree, null, path, label);
        case FieldType.ScalarMap map -> keyed(tree, map.type(), path, label);
        case FieldType.DynamicMap map -> keyed(tree, null, path, label);
        case FieldType.Nested nested -> {
          if (tree == null) {
            yield Plan.NONE;
          }
          Plan[] plans = message(nested.fields(), tree, path, label);
          yield plans == null
              ? Plan.NONE
              : new Plan(new CompiledInstance.Nested(parts(plans)), types(plans));
        }
        case FieldType.NestedMap nested -> nestedMap(nested, tree, path, label);
      };
    }

    private Plan single(Object tree, ValueType expected, String path, String label) {
      Object none = expected == null ? ValueType.VALUE_TYPE_UNSPECIFIED : null;
      String text = tree == null ? "" : text(tree, path);
      if (text == null || text.isEmpty()) {
        return new Plan(null, none);
      }
      Expression expression = expressions.compile(text, expected, path, problems);
      return expression == null
          ? Plan.NONE
          : new Plan(
              new CompiledInstance.Single(instance, label, expression),
              expected == null ? expression.type() : null);
    }

    private String text(Object tree, String path) {
      if (tree instanceof Number || tree instanceof Boolean) {
        problems.error(
            "not-an-expression",
            path,
            tree,
            "an expression must be text; put it in quotes: \"" + tree + "\"");
        return null;
      }
      return Scalars.text(tree, path, problems);
    }

    private Plan keyed(Object tree, ValueType expected, String path, String label) {
      if (tree != null && !(tree instanceof Map<?, ?>)) {
        problems.error(
            "wrong-type",
            path,
            tree,
            "expected a map from names to expressions, found " + ProtoYaml.kind(tree));
        return Plan.NONE;
      }
      var compiled = new TreeMap<String, Expression>();
      Map<?, ?> entries = tree == null ? Map.of() : (Map<?, ?>) tree;
      entries.forEach(
          (key, value) -> {
            String entryPath = path + "[" + key + "]";
            String text = value == null ? "" : text(value, entryPath);
            if (text != null && text.isBlank()) {
              problems.error(
                  "empty-expression",
                  entryPath,
                  "",
                  "the expression is empty; remove the entry, or write '\"\"' for empty text");
            } else if (text != null) {
              Expression expression = expressions.compile(text, expected, entryPath, problems);
              if (expression != null) {
                compiled.put((String) key, expression);
              }
            }
          });
      if (compiled.isEmpty()) {
        return new Plan(new CompiledInstance.Fixed(Dimensions.EMPTY), DimensionTypes.EMPTY);
      }
      var list = List.copyOf(compiled.values());
      List<String> texts = list.stream().map(Expression::text).toList();
      Shared map =
          shared.computeIfAbsent(
              new SharedKey(List.copyOf(compiled.keySet()), texts, expected),
              key -> new Shared(shared.size(), typesOf(compiled)));
      return new Plan(
          new CompiledInstance.Keyed(
              instance, label, map.types, list.toArray(Expression[]::new), map.id),
          map.types);
    }

    private static DimensionTypes typesOf(Map<String, Expression> compiled) {
      var types = new HashMap<String, ValueType>();
      compiled.forEach((key, expression) -> types.put(key, expression.type()));
      return DimensionTypes.of(types);
    }

    private Plan nestedMap(FieldType.NestedMap type, Object tree, String path, String label) {
      if (tree != null && !(tree instanceof Map<?, ?>)) {
        problems.error(
            "wrong-type", path, tree, "expected a map of maps, found " + ProtoYaml.kind(tree));
        return Plan.NONE;
      }
      var entries = new ArrayList<Map.Entry<String, Plan[]>>();
      Map<?, ?> sorted = tree == null ? Map.of() : new TreeMap<>((Map<?, ?>) tree);
      sorted.forEach(
          (key, value) -> {
            String suffix = "[" + key + "]";
            Plan[] plans = message(type.fields(), value, path + suffix, label + suffix);
            if (plans != null) {
              entries.add(Map.entry((String) key, plans));
            }
          });
      Map<String, CompiledInstance.Nested> parts = new LinkedHashMap<>();
      Map<String, Object[]> types = new LinkedHashMap<>();
      for (var entry : entries) {
        parts.put(entry.getKey(), new CompiledInstance.Nested(parts(entry.getValue())));
        types.put(entry.getKey(), types(entry.getValue()));
      }
      return new Plan(new CompiledInstance.NestedByKey(parts), types);
    }

    private Plan[] message(List<Field> fields, Object tree, String path, String label) {
      if (tree != null && !(tree instanceof Map<?, ?>)) {
        problems.error(
            "wrong-type", path, tree, "expected a map of fields, found " + ProtoYaml.kind(tree));
        return null;
      }
      Map<?, ?> map = tree == null ? Map.of() : (Map<?, ?>) tree;
      return fields(fields, map, path, label + ".", new TreeSet<>());
    }
  }
}
