package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import java.util.ArrayList;
import java.util.List;

/** One generated message in the making. */
final class MessageBuilder {
  private final CommentedFile file;
  private final DescriptorProto.Builder proto;
  private final String comment;
  private final List<String> fieldComments = new ArrayList<>();

  MessageBuilder(CommentedFile file, String name, String comment) {
    this.file = file;
    this.proto = DescriptorProto.newBuilder().setName(name);
    this.comment = comment;
  }

  MessageBuilder reserve(MessageModel from) {
    proto.addAllReservedRange(from.reservedRanges()).addAllReservedName(from.reservedNames());
    return this;
  }

  MessageBuilder scalar(String name, int number, Type type, String comment) {
    return field(name, number, Label.LABEL_OPTIONAL, type, null, comment);
  }

  MessageBuilder message(String name, int number, String type, String comment) {
    return field(name, number, Label.LABEL_OPTIONAL, Type.TYPE_MESSAGE, type, comment);
  }

  MessageBuilder repeated(String name, int number, String type, String comment) {
    return field(name, number, Label.LABEL_REPEATED, Type.TYPE_MESSAGE, type, comment);
  }

  /** A field, or a map from string, with the number and comment of an authored one. */
  void any(boolean map, FieldModel from, Type type, String typeName) {
    if (map) {
      map(from.protoName(), from.number(), type, typeName, from.comment());
    } else {
      field(from.protoName(), from.number(), Label.LABEL_OPTIONAL, type, typeName, from.comment());
    }
  }

  void map(String name, int number, Type type, String typeName, String comment) {
    String entry = Names.mapEntry(name);
    DescriptorProto.Builder nested = proto.addNestedTypeBuilder().setName(entry);
    nested.getOptionsBuilder().setMapEntry(true);
    nested.addField(plain("key", 1, Label.LABEL_OPTIONAL, Type.TYPE_STRING, null));
    nested.addField(plain("value", 2, Label.LABEL_OPTIONAL, type, typeName));
    field(
        name,
        number,
        Label.LABEL_REPEATED,
        Type.TYPE_MESSAGE,
        file.qualified(proto.getName()) + "." + entry,
        comment);
  }

  private MessageBuilder field(
      String name, int number, Label label, Type type, String typeName, String comment) {
    proto.addField(plain(name, number, label, type, typeName));
    fieldComments.add(comment);
    return this;
  }

  private static FieldDescriptorProto plain(
      String name, int number, Label label, Type type, String typeName) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setLabel(label)
            .setType(type)
            .setJsonName(Names.json(name));
    if (typeName != null) {
      field.setTypeName(typeName);
    }
    return field.build();
  }

  void add() {
    file.add(proto.build(), comment, fieldComments);
  }
}
