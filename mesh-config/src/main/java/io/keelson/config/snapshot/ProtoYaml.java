package io.keelson.config.snapshot;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Fills protobuf messages from YAML trees, by the rules of protobuf JSON where an operator would
 * not be surprised by them:
 *
 * <ul>
 *   <li>a field may be spelt as in the {@code .proto} or in lowerCamelCase; where both are given
 *       the latter counts
 *   <li>sub-messages merge into the defaults; lists and maps replace them; null leaves them
 *   <li>durations are Go text ({@code 1h30m}), timestamps RFC 3339, enums names or numbers, also as
 *       values of maps, and 64-bit integers numbers or text
 *   <li>nothing is guessed: a number is not text, an unknown field is an error
 * </ul>
 *
 * <p>All faults are collected, each with the path of its field in the operator's own spelling.
 */
public final class ProtoYaml {
  private final Problems problems;

  private ProtoYaml(Problems problems) {
    this.problems = problems;
  }

  /**
   * Lays a tree over a message.
   *
   * @param tree a Map with text keys; null is an empty one
   * @param path of the tree in its resource, such as {@code spec.params}
   * @return the message; where problems were found, as far as it could be filled
   */
  @SuppressWarnings("unchecked")
  public static <M extends Message> M decode(
      Object tree, M defaults, String path, Problems problems) {
    Message.Builder builder = defaults.toBuilder();
    new ProtoYaml(problems).message(tree, builder, path);
    return (M) builder.buildPartial();
  }

  private void message(Object tree, Message.Builder builder, String path) {
    if (WellKnown.handles(builder.getDescriptorForType())) {
      new WellKnown(problems, this::message).fill(tree, builder, path);
      return;
    }
    if (tree == null) {
      return;
    }
    if (!(tree instanceof Map<?, ?> map)) {
      problems.error("wrong-type", path, tree, "expected a map of fields, found " + kind(tree));
      return;
    }
    Descriptor type = builder.getDescriptorForType();
    var fields = new LinkedHashMap<FieldDescriptor, String>();
    for (Object key : map.keySet()) {
      String name = (String) key;
      FieldDescriptor field = find(type, name);
      if (field == null) {
        unknown(type, name, path);
      } else if (!fields.containsKey(field) || name.equals(field.getJsonName())) {
        fields.put(field, name);
      }
    }
    var oneofs = new HashMap<OneofDescriptor, String>();
    fields.forEach(
        (field, name) -> {
          Object value = map.get(name);
          OneofDescriptor oneof = field.getContainingOneof();
          String other = oneof == null || value == null ? null : oneofs.putIfAbsent(oneof, name);
          if (other != null) {
            problems.error(
                "conflicting-fields",
                at(path, name),
                value,
                "only one of '" + other + "' and '" + name + "' may be given");
          } else {
            field(field, value, builder, at(path, name));
          }
        });
  }

  private static FieldDescriptor find(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor candidate : type.getFields()) {
      if (candidate.getJsonName().equals(name)) {
        return candidate;
      }
    }
    return null;
  }

  private void unknown(Descriptor type, String name, String path) {
    Collection<String> known = new TreeSet<>();
    type.getFields().forEach(field -> known.add(field.getJsonName()));
    problems.error("unknown-field", at(path, name), "", unknownField(name, known));
  }

  /** The sentence for a field that does not exist. */
  static String unknownField(String name, Collection<String> known) {
    String question = Nearest.question(name, known);
    if (!question.isEmpty()) {
      return "there is no field '" + name + "'" + question;
    }
    return known.isEmpty()
        ? "there is no field '" + name + "'; no fields are expected here"
        : "there is no field '" + name + "'; the fields are " + String.join(", ", known);
  }

  private void field(FieldDescriptor field, Object value, Message.Builder builder, String path) {
    if (field.isMapField()) {
      map(field, value, builder, path);
    } else if (field.isRepeated()) {
      list(field, value, builder, path);
    } else if (value == null && !isValue(field)) {
      return;
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder child = ((Message) builder.getField(field)).toBuilder();
      message(value, child, path);
      builder.setField(field, child.buildPartial());
    } else {
      Object decoded = scalar(field, value, path);
      if (decoded != null) {
        builder.setField(field, decoded);
      }
    }
  }

  private void list(FieldDescriptor field, Object value, Message.Builder builder, String path) {
    if (value == null) {
      return;
    }
    if (!(value instanceof List<?> list)) {
      problems.error(
          "wrong-type",
          path,
          value,
          "expected a list, found " + kind(value) + "; put '- ' before each element");
      return;
    }
    builder.clearField(field);
    for (int i = 0; i < list.size(); i++) {
      Object element = element(field, list.get(i), builder, path + "[" + i + "]");
      if (element != null) {
        builder.addRepeatedField(field, element);
      }
    }
  }

  private void map(FieldDescriptor field, Object value, Message.Builder builder, String path) {
    if (value == null) {
      return;
    }
    if (!(value instanceof Map<?, ?> map)) {
      problems.error("wrong-type", path, value, "expected a map, found " + kind(value));
      return;
    }
    builder.clearField(field);
    FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    map.forEach(
        (key, entryValue) -> {
          String entryPath = path + "[" + key + "]";
          Message.Builder entry = builder.newBuilderForField(field);
          Object decodedKey = key((String) key, keyField, entryPath);
          Object decodedValue = element(valueField, entryValue, entry, entryPath);
          if (decodedKey != null && decodedValue != null) {
            builder.addRepeatedField(
                field,
                entry.setField(keyField, decodedKey).setField(valueField, decodedValue).build());
          }
        });
  }

  private Object key(String key, FieldDescriptor field, String path) {
    return switch (field.getJavaType()) {
      case STRING -> key;
      case BOOLEAN -> Scalars.bool(key, path, problems);
      default -> scalar(field, key, path);
    };
  }

  private Object element(FieldDescriptor field, Object value, Message.Builder owner, String path) {
    if (value == null && !isValue(field)) {
      problems.error("wrong-type", path, "", "the value is missing; remove the line or give one");
      return null;
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder child = owner.newBuilderForField(field);
      message(value, child, path);
      return child.buildPartial();
    }
    return scalar(field, value, path);
  }

  /** Of google.protobuf.Value null is a value. */
  private static boolean isValue(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && field.getMessageType().getFullName().equals("google.protobuf.Value");
  }

  private Object scalar(FieldDescriptor field, Object value, String path) {
    return switch (field.getType()) {
      case STRING -> Scalars.text(value, path, problems);
      case BOOL -> Scalars.bool(value, path, problems);
      case BYTES -> Scalars.bytes(value, path, problems);
      case DOUBLE -> Scalars.real(value, path, problems);
      case FLOAT -> {
        Double real = Scalars.real(value, path, problems);
        yield real == null ? null : (Object) real.floatValue();
      }
      case INT32, SINT32, SFIXED32 -> {
        Long n = Scalars.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, path, problems);
        yield n == null ? null : (Object) n.intValue();
      }
      case UINT32, FIXED32 -> {
        Long n = Scalars.integer(value, 0, 0xFFFFFFFFL, path, problems);
        yield n == null ? null : (Object) n.intValue();
      }
      case INT64, SINT64, SFIXED64 ->
          Scalars.integer(value, Long.MIN_VALUE, Long.MAX_VALUE, path, problems);
      case UINT64, FIXED64 -> Scalars.unsigned(value, path, problems);
      case ENUM -> enumeration(field.getEnumType(), value, path);
      case MESSAGE, GROUP -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private EnumValueDescriptor enumeration(EnumDescriptor type, Object value, String path) {
    if (value instanceof String name) {
      EnumValueDescriptor found = type.findValueByName(name);
      if (found == null) {
        List<String> names = type.getValues().stream().map(EnumValueDescriptor::getName).toList();
        String question = Nearest.question(name, names);
        problems.error(
            "unknown-enum-value",
            path,
            name,
            "'"
                + name
                + "' is no "
                + type.getName()
                + (question.isEmpty() ? "; the values are " + String.join(", ", names) : question));
      }
      return found;
    }
    Long number = Scalars.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, path, problems);
    if (number == null) {
      return null;
    }
    // an open enum takes numbers that it has no name for
    return type.findValueByNumberCreatingIfUnknown(number.intValue());
  }

  static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** What a tree is, in words. */
  static String kind(Object tree) {
    return switch (tree) {
      case null -> "nothing";
      case Map<?, ?> map -> "a map";
      case List<?> list -> "a list";
      case String text -> "the text '" + Problems.text(text) + "'";
      case Boolean bool -> "the boolean " + bool;
      default -> "the number " + tree;
    };
  }
}
