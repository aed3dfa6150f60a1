package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks the messages of one template's package. */
final class MessageReader {
  static final int NAME_NUMBER = 72295727;
  static final int BINDINGS_NUMBER = 72295728;

  private static final String VALUE = ScalarKind.POLICY + "Value";
  private static final String TEMPLATE = "Template";
  private static final String OUTPUT = "OutputTemplate";

  /** A message and where it stands. */
  private record Found(
      FileDescriptorProto file, SourceIndex index, int position, DescriptorProto message) {
    Integer[] path(Integer... rest) {
      List<Integer> path = new ArrayList<>();
      path.add(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER);
      path.add(position);
      path.addAll(List.of(rest));
      return path.toArray(Integer[]::new);
    }
  }

  private final FileDescriptorProto file;
  private final SourceIndex index;
  private final TemplateVariety variety;
  private final Diagnostics errors;
  private final Map<String, Found> messages = new LinkedHashMap<>();

  MessageReader(
      FileDescriptorProto file,
      TemplateVariety variety,
      String interfaceName,
      List<FileDescriptorProto> all,
      Diagnostics errors) {
    this.file = file;
    this.index = new SourceIndex(file);
    this.variety = variety;
    this.errors = errors;
    for (FileDescriptorProto each : all) {
      if (each.getPackage().equals(file.getPackage())
          && (each == file || !file.getPackage().isEmpty())) {
        collect(each);
      }
    }
    checkGeneratedNames(interfaceName);
  }

  private void collect(FileDescriptorProto each) {
    SourceIndex places = new SourceIndex(each);
    if (!each.getSyntax().equals("proto3")) {
      String syntax = each.getSyntax().isEmpty() ? "proto2" : each.getSyntax();
      errors.add(
          each,
          places,
          "only syntax proto3 is accepted, and this file has " + syntax,
          FileDescriptorProto.SYNTAX_FIELD_NUMBER);
    }
    for (int i = 0; i < each.getMessageTypeCount(); i++) {
      DescriptorProto message = each.getMessageType(i);
      messages.put(message.getName(), new Found(each, places, i, message));
    }
  }

  /** The generator adds to the author's names; what results must stay unambiguous. */
  private void checkGeneratedNames(String interfaceName) {
    Set<String> javaNames = Set.of(interfaceName + "Instance", interfaceName + "Type");
    Map<String, String> origins = new HashMap<>();
    for (String own : List.of("InstanceMsg", "Type", "InstanceParam", "OutputMsg")) {
      origins.put(own, "the template itself");
    }
    for (String name : new TreeSet<>(messages.keySet())) {
      if (name.equals(TEMPLATE) || name.equals(OUTPUT)) {
        continue;
      }
      if (javaNames.contains(name)) {
        Found found = messages.get(name);
        errors.add(
            found.file(),
            found.index(),
            "the message '" + name + "' has the name of a generated class; rename it",
            found.path());
      }
      for (String suffix : List.of("Msg", "Type", "InstanceParam")) {
        String other = origins.put(name + suffix, "the message '" + name + "'");
        if (other != null) {
          Found found = messages.get(name);
          errors.add(
              found.file(),
              found.index(),
              "the message '"
                  + name
                  + "' needs a generated message '"
                  + name
                  + suffix
                  + "', which "
                  + other
                  + " needs too; rename it",
              found.path());
        }
      }
    }
  }

  MessageModel template() {
    Found found = messages.get(TEMPLATE);
    if (found == null) {
      errors.add(file, index, "the message 'Template' is not defined");
      return null;
    }
    return read(found, this::inputKind);
  }

  /** Null for varieties without output. */
  MessageModel output() {
    if (variety != TemplateVariety.TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR
        && variety != TemplateVariety.TEMPLATE_VARIETY_CHECK_WITH_OUTPUT) {
      return null;
    }
    Found found = messages.get(OUTPUT);
    if (found == null) {
      errors.add(
          file, index, "the message 'OutputTemplate' is not defined, and " + variety + " needs it");
      return null;
    }
    return read(found, this::outputKind);
  }

  Map<String, MessageModel> resources() {
    Map<String, MessageModel> models = new LinkedHashMap<>();
    messages.forEach(
        (name, found) -> {
          if (!name.equals(TEMPLATE) && !name.equals(OUTPUT)) {
            models.put(name, read(found, this::inputKind));
          }
        });
    return models;
  }

  /** Finds the kind of a field or says why it has none. */
  private interface Kinds {
    FieldKind kind(DescriptorProto message, FieldDescriptorProto field) throws Unsupported;
  }

  private static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String reason) {
      super(reason, null, false, false);
    }
  }

  private MessageModel read(Found found, Kinds kinds) {
    DescriptorProto message = found.message();
    List<FieldModel> fields = new ArrayList<>();
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      Integer[] path = found.path(DescriptorProto.FIELD_FIELD_NUMBER, i);
      String where =
          "the field '" + field.getName() + "' of the message '" + message.getName() + "' ";
      if (field.getName().toLowerCase(Locale.ROOT).equals("name")) {
        errors.add(
            found.file(),
            found.index(),
            where + "has a reserved name: every instance has a 'name' of its own",
            path);
        continue;
      }
      if (Set.of(NAME_NUMBER, BINDINGS_NUMBER).contains(field.getNumber())) {
        errors.add(
            found.file(),
            found.index(),
            where + "has the number " + field.getNumber() + ", which a generated field needs",
            path);
        continue;
      }
      try {
        fields.add(
            new FieldModel(
                field.getName(),
                field.getNumber(),
                kinds.kind(message, field),
                found.index().comment(path)));
      } catch (Unsupported unsupported) {
        errors.add(found.file(), found.index(), where + unsupported.getMessage(), path);
      }
    }
    return new MessageModel(
        message.getName(),
        fields,
        message.getReservedRangeList(),
        message.getReservedNameList(),
        found.index().comment(found.path()));
  }

  private FieldKind inputKind(DescriptorProto message, FieldDescriptorProto field)
      throws Unsupported {
    FieldDescriptorProto value = mapValue(message, field);
    if (value != null) {
      FieldKind kind;
      try {
        kind = inputKind(value);
      } catch (Unsupported unsupported) {
        throw new Unsupported("is a map whose value " + unsupported.getMessage());
      }
      if (kind instanceof FieldKind.Scalar scalar) {
        return new FieldKind.ScalarMap(scalar.kind());
      }
      return kind instanceof FieldKind.Nested nested
          ? new FieldKind.NestedMap(nested.message())
          : new FieldKind.DynamicMap();
    }
    if (field.getLabel() == Label.LABEL_REPEATED) {
      throw new Unsupported(
          "is repeated, and expressions make no lists; use a map from string, or one text");
    }
    return inputKind(field);
  }

  private FieldKind inputKind(FieldDescriptorProto field) throws Unsupported {
    var scalar = ScalarKind.of(field);
    if (scalar.isPresent()) {
      return new FieldKind.Scalar(scalar.get());
    }
    if (field.getType() == Type.TYPE_MESSAGE) {
      String type = field.getTypeName().substring(1);
      if (type.equals(VALUE) && variety != TemplateVariety.TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR) {
        return new FieldKind.Dynamic();
      }
      String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
      if (type.startsWith(prefix)) {
        String local = type.substring(prefix.length());
        if (messages.containsKey(local) && !local.equals(TEMPLATE) && !local.equals(OUTPUT)) {
          return new FieldKind.Nested(local);
        }
      }
    }
    throw new Unsupported(
        "has the unsupported type "
            + typeName(field)
            + "; supported types: "
            + ScalarKind.names()
            + (variety == TemplateVariety.TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR ? "" : ", " + VALUE)
            + ", messages at the top level of the same package, maps from string to any of these");
  }

  private FieldKind outputKind(DescriptorProto message, FieldDescriptorProto field)
      throws Unsupported {
    String reason = "; supported types of outputs: " + ScalarKind.names() + ", map<string, string>";
    if (field.getLabel() == Label.LABEL_REPEATED) {
      FieldDescriptorProto value = mapValue(message, field);
      if (value == null) {
        throw new Unsupported("is repeated" + reason);
      }
      if (value.getType() != Type.TYPE_STRING) {
        throw new Unsupported(
            "has the unsupported type map<string, " + typeName(value) + ">" + reason);
      }
      return new FieldKind.ScalarMap(ScalarKind.STRING);
    }
    return ScalarKind.of(field)
        .<FieldKind>map(FieldKind.Scalar::new)
        .orElseThrow(() -> new Unsupported("has the unsupported type " + typeName(field) + reason));
  }

  /** The value of a map field's entry; null where the field is no map. */
  private static FieldDescriptorProto mapValue(DescriptorProto message, FieldDescriptorProto field)
      throws Unsupported {
    if (field.getType() != Type.TYPE_MESSAGE || field.getLabel() != Label.LABEL_REPEATED) {
      return null;
    }
    for (DescriptorProto nested : message.getNestedTypeList()) {
      if (nested.getOptions().getMapEntry()
          && field.getTypeName().endsWith("." + message.getName() + "." + nested.getName())) {
        if (nested.getField(0).getType() != Type.TYPE_STRING) {
          throw new Unsupported(
              "is a map with the unsupported key type "
                  + typeName(nested.getField(0))
                  + "; keys must be string");
        }
        return nested.getField(1);
      }
    }
    return null;
  }

  private static String typeName(FieldDescriptorProto field) {
    return switch (field.getType()) {
      case TYPE_MESSAGE, TYPE_GROUP -> field.getTypeName().substring(1);
      case TYPE_ENUM -> "enum " + field.getTypeName().substring(1);
      default -> field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    };
  }
}
