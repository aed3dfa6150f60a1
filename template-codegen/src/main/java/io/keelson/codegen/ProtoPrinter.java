package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes a generated service file as the {@code .proto} that it could have come from. */
public final class ProtoPrinter {
  private final FileDescriptorProto file;
  private final SourceIndex index;
  private final List<String> packageSegments;
  private final StringBuilder text = new StringBuilder();

  private ProtoPrinter(FileDescriptorProto file) {
    this.file = file;
    this.index = new SourceIndex(file);
    this.packageSegments = Arrays.asList(file.getPackage().split("\\."));
  }

  /** The text of a file that {@link ServiceFile} made. */
  public static String print(FileDescriptorProto file) {
    return new ProtoPrinter(file).print();
  }

  private String print() {
    line("// Generated. Changes here are lost.");
    line("syntax = \"proto3\";");
    line("");
    line("package " + file.getPackage() + ";");
    line("");
    file.getDependencyList().forEach(name -> line("import \"" + name + "\";"));
    line("");
    String extensions = "option (istio.mixer.adapter.model.v1beta1.";
    line(
        extensions
            + "template_variety) = "
            + file.getOptions().getExtension(Extensions.templateVariety)
            + ";");
    line(
        extensions
            + "template_name) = \""
            + file.getOptions().getExtension(Extensions.templateName)
            + "\";");
    for (int i = 0; i < file.getServiceCount(); i++) {
      service(file.getService(i), i);
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      message(file.getMessageType(i), i);
    }
    return text.toString();
  }

  private void service(ServiceDescriptorProto service, int position) {
    line("");
    comment("", FileDescriptorProto.SERVICE_FIELD_NUMBER, position);
    line("service " + service.getName() + " {");
    for (int i = 0; i < service.getMethodCount(); i++) {
      MethodDescriptorProto method = service.getMethod(i);
      comment(
          "  ",
          FileDescriptorProto.SERVICE_FIELD_NUMBER,
          position,
          ServiceDescriptorProto.METHOD_FIELD_NUMBER,
          i);
      line(
          "  rpc "
              + method.getName()
              + "("
              + reference(method.getInputType())
              + ") returns ("
              + reference(method.getOutputType())
              + ") {}");
    }
    line("}");
  }

  private void message(DescriptorProto message, int position) {
    line("");
    comment("", FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, position);
    if (message.getFieldCount() == 0 && message.getReservedRangeCount() == 0) {
      line("message " + message.getName() + " {}");
      return;
    }
    line("message " + message.getName() + " {");
    boolean first = reserved(message);
    for (int i = 0; i < message.getFieldCount(); i++) {
      if (!first) {
        line("");
      }
      first = false;
      comment(
          "  ",
          FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
          position,
          DescriptorProto.FIELD_FIELD_NUMBER,
          i);
      FieldDescriptorProto field = message.getField(i);
      line("  " + type(message, field) + " " + field.getName() + " = " + field.getNumber() + ";");
    }
    line("}");
  }

  /** Returns whether nothing was written. */
  private boolean reserved(DescriptorProto message) {
    List<String> ranges = new ArrayList<>();
    for (ReservedRange range : message.getReservedRangeList()) {
      int last = range.getEnd() - 1;
      ranges.add(
          last == range.getStart() ? Integer.toString(last) : range.getStart() + " to " + last);
    }
    if (!ranges.isEmpty()) {
      line("  reserved " + String.join(", ", ranges) + ";");
    }
    if (message.getReservedNameCount() > 0) {
      line("  reserved \"" + String.join("\", \"", message.getReservedNameList()) + "\";");
    }
    return ranges.isEmpty() && message.getReservedNameCount() == 0;
  }

  private String type(DescriptorProto message, FieldDescriptorProto field) {
    for (DescriptorProto nested : message.getNestedTypeList()) {
      if (field.getTypeName().endsWith("." + message.getName() + "." + nested.getName())) {
        return "map<string, " + single(nested.getField(1)) + ">";
      }
    }
    return (field.getLabel() == Label.LABEL_REPEATED ? "repeated " : "") + single(field);
  }

  private String single(FieldDescriptorProto field) {
    return field.getType() == Type.TYPE_MESSAGE || field.getType() == Type.TYPE_ENUM
        ? reference(field.getTypeName())
        : field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
  }

  /** Without the leading dot where no segment of the package could be mistaken for the first. */
  private String reference(String typeName) {
    String prefix = "." + file.getPackage() + ".";
    if (typeName.startsWith(prefix)) {
      return typeName.substring(prefix.length());
    }
    String first = typeName.substring(1, typeName.indexOf('.', 1));
    return packageSegments.contains(first) ? typeName : typeName.substring(1);
  }

  private void comment(String indent, Integer... path) {
    index.comment(path).lines().forEach(l -> line((indent + "// " + l).stripTrailing()));
  }

  private void line(String content) {
    text.append(content).append('\n');
  }
}
