package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One generated {@code .proto} in the making, with comments. */
final class CommentedFile {
  private final FileDescriptorProto.Builder proto = FileDescriptorProto.newBuilder();
  private final SourceCodeInfo.Builder comments = SourceCodeInfo.newBuilder();

  CommentedFile(String name) {
    proto.setName(name);
  }

  FileDescriptorProto.Builder proto() {
    return proto;
  }

  String qualified(String message) {
    return "." + proto.getPackage() + "." + message;
  }

  void service(ServiceDescriptorProto service, String comment, String methodComment) {
    int position = proto.getServiceCount();
    proto.addService(service);
    comment(comment, FileDescriptorProto.SERVICE_FIELD_NUMBER, position);
    comment(
        methodComment,
        FileDescriptorProto.SERVICE_FIELD_NUMBER,
        position,
        ServiceDescriptorProto.METHOD_FIELD_NUMBER,
        0);
  }

  MessageBuilder message(String name, String comment) {
    return new MessageBuilder(this, name, comment);
  }

  void add(DescriptorProto message, String comment, List<String> fieldComments) {
    int position = proto.getMessageTypeCount();
    proto.addMessageType(message);
    comment(comment, FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, position);
    for (int i = 0; i < fieldComments.size(); i++) {
      comment(
          fieldComments.get(i),
          FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
          position,
          DescriptorProto.FIELD_FIELD_NUMBER,
          i);
    }
  }

  private void comment(String text, Integer... path) {
    if (!text.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      text.lines()
          .forEach(line -> lines.append(line.isEmpty() ? "" : " ").append(line).append('\n'));
      comments
          .addLocationBuilder()
          .addAllPath(List.of(path))
          .addAllSpan(List.of(0, 0, 0))
          .setLeadingComments(lines.toString());
    }
  }

  /** Imports those files that something here refers to. */
  FileDescriptorProto build(List<FileDescriptor> imports) {
    Set<String> used = new HashSet<>();
    proto.getMessageTypeList().forEach(message -> collect(message, used));
    proto
        .getServiceList()
        .forEach(
            service -> service.getMethodList().forEach(method -> used.add(method.getOutputType())));
    for (FileDescriptor each : imports) {
      boolean options = each == Extensions.getDescriptor();
      if (options || defines(each, used)) {
        proto.addDependency(each.getName());
      }
    }
    return proto.setSourceCodeInfo(comments).build();
  }

  private static void collect(DescriptorProto message, Set<String> used) {
    message.getFieldList().stream().map(FieldDescriptorProto::getTypeName).forEach(used::add);
    message.getNestedTypeList().forEach(nested -> collect(nested, used));
  }

  private static boolean defines(FileDescriptor file, Set<String> used) {
    return file.getMessageTypes().stream()
            .map(Descriptor::getFullName)
            .anyMatch(name -> used.contains("." + name))
        || file.getEnumTypes().stream().anyMatch(e -> used.contains("." + e.getFullName()));
  }
}
