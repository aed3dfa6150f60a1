package io.keelson.config.snapshot;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.keelson.api.policy.v1beta1.DirectHttpResponse;
import io.keelson.attribute.DurationText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the messages that protobuf JSON writes in a form of their own. */
final class WellKnown {
  private static final String PACKAGE = "google.protobuf.";
  private static final Set<String> WRAPPERS =
      Set.of(
          "DoubleValue",
          "FloatValue",
          "Int64Value",
          "UInt64Value",
          "Int32Value",
          "UInt32Value",
          "BoolValue",
          "StringValue",
          "BytesValue");
  private static final Set<String> HANDLED =
      Set.of("Duration", "Timestamp", "Struct", "Value", "ListValue", "Any");

  /** What google.protobuf.Any may hold. */
  private static final Map<String, Message> ANY_TYPES =
      Stream.<Message>of(
              DirectHttpResponse.getDefaultInstance(),
              Struct.getDefaultInstance(),
              Duration.getDefaultInstance(),
              Timestamp.getDefaultInstance())
          .collect(
              Collectors.toUnmodifiableMap(
                  message -> message.getDescriptorForType().getFullName(), message -> message));

  /** Fills a message that has no form of its own. */
  @FunctionalInterface
  interface Plain {
    void fill(Object tree, Message.Builder builder, String path);
  }

  private final Problems problems;
  private final Plain plain;

  WellKnown(Problems problems, Plain plain) {
    this.problems = problems;
    this.plain = plain;
  }

  static boolean handles(Descriptor type) {
    if (!type.getFullName().startsWith(PACKAGE)) {
      return false;
    }
    String name = type.getFullName().substring(PACKAGE.length());
    return HANDLED.contains(name) || WRAPPERS.contains(name);
  }

  void fill(Object tree, Message.Builder builder, String path) {
    Descriptor type = builder.getDescriptorForType();
    switch (type.getName()) {
      case "Duration" -> duration(tree, builder, path);
      case "Timestamp" -> timestamp(tree, builder, path);
      case "Struct" -> {
        if (tree instanceof Map<?, ?> map) {
          replace(builder, struct(map));
        } else if (tree != null) {
          wrong(path, tree, "expected a map");
        }
      }
      case "ListValue" -> {
        if (tree instanceof List<?> list) {
          replace(builder, listValue(list));
        } else {
          wrong(path, tree, "expected a list");
        }
      }
      case "Value" -> replace(builder, value(tree));
      case "Any" -> any(tree, builder, path);
      default -> {
        wrapped(type.findFieldByName("value"), tree, builder, path);
      }
    }
  }

  private void wrapped(FieldDescriptor field, Object tree, Message.Builder builder, String path) {
    Object decoded =
        switch (field.getType()) {
          case STRING -> Scalars.text(tree, path, problems);
          case BOOL -> Scalars.bool(tree, path, problems);
          case BYTES -> Scalars.bytes(tree, path, problems);
          case DOUBLE -> Scalars.real(tree, path, problems);
          case FLOAT -> {
            Double real = Scalars.real(tree, path, problems);
            yield real == null ? null : (Object) real.floatValue();
          }
          case INT32 -> {
            Long n = Scalars.integer(tree, Integer.MIN_VALUE, Integer.MAX_VALUE, path, problems);
            yield n == null ? null : (Object) n.intValue();
          }
          case UINT32 -> {
            Long n = Scalars.integer(tree, 0, 0xFFFFFFFFL, path, problems);
            yield n == null ? null : (Object) n.intValue();
          }
          case UINT64 -> Scalars.unsigned(tree, path, problems);
          default -> Scalars.integer(tree, Long.MIN_VALUE, Long.MAX_VALUE, path, problems);
        };
    if (decoded != null) {
      builder.setField(field, decoded);
    }
  }

  private void duration(Object tree, Message.Builder builder, String path) {
    if (tree instanceof String text) {
      var parsed = DurationText.parse(text);
      if (parsed.isPresent()) {
        // not toSeconds(): protobuf wants both parts of one sign
        long nanos = parsed.get().toNanos();
        replace(
            builder,
            Duration.newBuilder()
                .setSeconds(nanos / 1_000_000_000)
                .setNanos((int) (nanos % 1_000_000_000))
                .build());
        return;
      }
    }
    String example = tree instanceof Number number ? number + "s" : "1h30m";
    wrong(path, tree, "expected a duration such as " + example);
  }

  private void timestamp(Object tree, Message.Builder builder, String path) {
    if (tree instanceof String text) {
      try {
        Instant instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        replace(
            builder,
            Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build());
        return;
      } catch (DateTimeException e) {
        problems.error(
            "wrong-type",
            path,
            text,
            "'" + Problems.text(text) + "' is no time such as 2026-01-31T23:59:59Z");
        return;
      }
    }
    wrong(path, tree, "expected a time such as 2026-01-31T23:59:59Z");
  }

  private void any(Object tree, Message.Builder builder, String path) {
    if (!(tree instanceof Map<?, ?> map)) {
      wrong(path, tree, "expected a map with the key @type");
      return;
    }
    if (!(map.get("@type") instanceof String url)) {
      problems.error(
          "missing-type",
          path + ".@type",
          "",
          "the message's type is missing; give @type, such as type.googleapis.com/"
              + DirectHttpResponse.getDescriptor().getFullName());
      return;
    }
    String name = url.substring(url.lastIndexOf('/') + 1);
    Message defaults = ANY_TYPES.get(name);
    if (defaults == null) {
      problems.error(
          "unknown-type",
          path + ".@type",
          url,
          "the type '" + name + "' is not known" + Nearest.question(name, ANY_TYPES.keySet()));
      return;
    }
    var content = new LinkedHashMap<Object, Object>(map);
    content.remove("@type");
    Message.Builder inner = defaults.newBuilderForType();
    if (handles(inner.getDescriptorForType())) {
      fill(content.get("value"), inner, path + ".value");
    } else {
      plain.fill(content, inner, path);
    }
    Descriptor any = builder.getDescriptorForType();
    builder.setField(any.findFieldByName("type_url"), "type.googleapis.com/" + name);
    builder.setField(any.findFieldByName("value"), inner.buildPartial().toByteString());
  }

  private static void replace(Message.Builder builder, Message with) {
    builder.clear();
    if (builder.getDescriptorForType() == with.getDescriptorForType()) {
      builder.mergeFrom(with);
      return;
    }
    // the same message by a descriptor that was loaded at run time
    try {
      builder.mergeFrom(with.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(builder.getDescriptorForType().getFullName(), e);
    }
  }

  private void wrong(String path, Object tree, String expected) {
    problems.error("wrong-type", path, tree, expected + ", found " + ProtoYaml.kind(tree));
  }

  static Struct struct(Map<?, ?> map) {
    var struct = Struct.newBuilder();
    map.forEach((key, value) -> struct.putFields((String) key, value(value)));
    return struct.build();
  }

  private static ListValue listValue(List<?> list) {
    var values = ListValue.newBuilder();
    list.forEach(element -> values.addValues(value(element)));
    return values.build();
  }

  private static Value value(Object tree) {
    var value = Value.newBuilder();
    switch (tree) {
      case null -> value.setNullValue(NullValue.NULL_VALUE);
      case String text -> value.setStringValue(text);
      case Boolean bool -> value.setBoolValue(bool);
      case Number number -> value.setNumberValue(number.doubleValue());
      case Map<?, ?> map -> value.setStructValue(struct(map));
      case List<?> list -> value.setListValue(listValue(list));
      default -> throw new IllegalArgumentException("not a YAML value: " + tree.getClass());
    }
    return value.build();
  }
}
