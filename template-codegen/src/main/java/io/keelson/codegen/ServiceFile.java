package io.keelson.codegen;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.keelson.api.adapter.model.v1beta1.CheckResult;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import io.keelson.api.adapter.model.v1beta1.QuotaResult;
import io.keelson.api.adapter.model.v1beta1.ReportResult;
import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import io.keelson.api.policy.v1beta1.Value;
import io.keelson.api.policy.v1beta1.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Derives the gRPC service that adapters outside the process serve for a template. */
public final class ServiceFile {
  static final String MODEL = ".istio.mixer.adapter.model.v1beta1.";

  /** In the order of the import statements; exactly these. */
  private static final List<FileDescriptor> IMPORTS =
      List.of(
          AnyProto.getDescriptor(),
          CheckResult.getDescriptor().getFile(),
          Extensions.getDescriptor(),
          QuotaResult.getDescriptor().getFile(),
          ReportResult.getDescriptor().getFile(),
          Value.getDescriptor().getFile(),
          ValueType.getDescriptor().getFile());

  private final TemplateModel model;
  private final CommentedFile file;

  private ServiceFile(TemplateModel model) {
    this.model = model;
    this.file = new CommentedFile(model.name() + "_handler_service.proto");
  }

  /** The file, with comments, without its imports. */
  public static FileDescriptorProto of(TemplateModel model) {
    return new ServiceFile(model).build();
  }

  /** The file and all that it imports, each after what it imports itself. */
  public static FileDescriptorSet withImports(FileDescriptorProto file) {
    Map<String, FileDescriptorProto> imports = new LinkedHashMap<>();
    for (FileDescriptor each : IMPORTS) {
      if (file.getDependencyList().contains(each.getName())) {
        collect(each, imports);
      }
    }
    return FileDescriptorSet.newBuilder().addAllFile(imports.values()).addFile(file).build();
  }

  private static void collect(FileDescriptor each, Map<String, FileDescriptorProto> imports) {
    each.getDependencies().forEach(dependency -> collect(dependency, imports));
    imports.putIfAbsent(each.getName(), each.toProto());
  }

  private FileDescriptorProto build() {
    String x = model.interfaceName();
    FileDescriptorProto.Builder proto = file.proto();
    proto.setPackage(model.protoPackage()).setSyntax("proto3");
    proto
        .getOptionsBuilder()
        .setExtension(Extensions.templateVariety, model.variety())
        .setExtension(Extensions.templateName, model.name());
    file.service(
        ServiceDescriptorProto.newBuilder()
            .setName("Handle" + x + "Service")
            .addMethod(
                MethodDescriptorProto.newBuilder()
                    .setName("Handle" + x)
                    .setInputType(local("Handle" + x + "Request"))
                    .setOutputType(response())
                    .setOptions(
                        com.google.protobuf.DescriptorProtos.MethodOptions.getDefaultInstance()))
            .build(),
        "Takes instances of the template " + model.name() + ".",
        Calls.documentation(model));
    request();
    if (model.variety() == TemplateVariety.TEMPLATE_VARIETY_CHECK_WITH_OUTPUT) {
      file.message("Handle" + x + "Response", "The answer, and the values that go with it.")
          .message("result", 1, MODEL + "CheckResult", "")
          .message("output", 2, local("OutputMsg"), "")
          .add();
    }
    if (model.output() != null) {
      message("OutputMsg", model.output(), new Msg()).add();
    }
    message("InstanceMsg", model.template(), new Msg(), "The instance's full name.").add();
    model.resources().values().forEach(r -> message(r.name() + "Msg", r, new Msg()).add());
    message("Type", model.template(), new Types()).add();
    model.resources().values().forEach(r -> message(r.name() + "Type", r, new Types()).add());
    MessageBuilder parameters = message("InstanceParam", model.template(), new Params());
    if (model.variety() == TemplateVariety.TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR) {
      parameters.map(
          "attribute_bindings",
          MessageReader.BINDINGS_NUMBER,
          Type.TYPE_STRING,
          null,
          "Attributes to set, to expressions over the output.");
    }
    parameters.add();
    model
        .resources()
        .values()
        .forEach(r -> message(r.name() + "InstanceParam", r, new Params()).add());
    return file.build(IMPORTS);
  }

  private String local(String message) {
    return "." + model.protoPackage() + "." + message;
  }

  private String response() {
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_CHECK -> MODEL + "CheckResult";
      case TEMPLATE_VARIETY_REPORT -> MODEL + "ReportResult";
      case TEMPLATE_VARIETY_QUOTA -> MODEL + "QuotaResult";
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR -> local("OutputMsg");
      case TEMPLATE_VARIETY_CHECK_WITH_OUTPUT ->
          local("Handle" + model.interfaceName() + "Response");
      case UNRECOGNIZED -> throw Calls.unknown(model);
    };
  }

  private void request() {
    MessageBuilder request =
        file.message("Handle" + model.interfaceName() + "Request", "What one call carries.");
    if (model.variety() == TemplateVariety.TEMPLATE_VARIETY_REPORT) {
      request.repeated("instances", 1, local("InstanceMsg"), "What happened.");
    } else {
      request.message("instance", 1, local("InstanceMsg"), "The instance, filled.");
    }
    request.message(
        "adapter_config",
        2,
        ".google.protobuf.Any",
        "The handler's parameters; not there where the adapter has none or keeps sessions.");
    request.scalar("dedup_id", 3, Type.TYPE_STRING, "The same for all tries of one call.");
    if (model.variety() == TemplateVariety.TEMPLATE_VARIETY_QUOTA) {
      request.message("quota_request", 4, MODEL + "QuotaRequest", "How much is wanted.");
    }
    request.add();
  }

  private MessageBuilder message(String name, MessageModel from, Rendering rendering) {
    return message(name, from, rendering, null);
  }

  private MessageBuilder message(
      String name, MessageModel from, Rendering rendering, String nameComment) {
    MessageBuilder message = file.message(name, from.comment());
    if (!(rendering instanceof Types)) {
      message.reserve(from);
    }
    if (nameComment != null) {
      message.scalar("name", MessageReader.NAME_NUMBER, Type.TYPE_STRING, nameComment);
    }
    from.fields().forEach(field -> rendering.add(message, field));
    return message;
  }

  /** How the fields of one of the derived messages look. */
  private interface Rendering {
    void add(MessageBuilder message, FieldModel field);
  }

  /** Values as they travel. */
  private final class Msg implements Rendering {
    @Override
    public void add(MessageBuilder message, FieldModel field) {
      FieldKind kind = field.kind();
      boolean map = true;
      Type type = Type.TYPE_MESSAGE;
      String name;
      if (kind instanceof FieldKind.Scalar scalar) {
        map = false;
        type = scalar.kind().type();
        name = "." + scalar.kind().protoName();
      } else if (kind instanceof FieldKind.ScalarMap scalar) {
        type = scalar.kind().type();
        name = "." + scalar.kind().protoName();
      } else if (kind instanceof FieldKind.Dynamic || kind instanceof FieldKind.DynamicMap) {
        map = kind instanceof FieldKind.DynamicMap;
        name = "." + ScalarKind.POLICY + "Value";
      } else {
        map = kind instanceof FieldKind.NestedMap;
        name = local(TemplateModel.messageOf(kind) + "Msg");
      }
      message.any(map, field, type, type == Type.TYPE_MESSAGE ? name : null);
    }
  }

  /** Inferred types. */
  private final class Types implements Rendering {
    @Override
    public void add(MessageBuilder message, FieldModel field) {
      FieldKind kind = field.kind();
      String valueType = "." + ScalarKind.POLICY + "ValueType";
      if (kind instanceof FieldKind.Dynamic || kind instanceof FieldKind.DynamicMap) {
        message.any(kind instanceof FieldKind.DynamicMap, field, Type.TYPE_ENUM, valueType);
      } else if (TemplateModel.messageOf(kind) != null) {
        message.any(
            kind instanceof FieldKind.NestedMap,
            field,
            Type.TYPE_MESSAGE,
            local(TemplateModel.messageOf(kind) + "Type"));
      }
    }
  }

  /** What operators write: expressions, as text. */
  private final class Params implements Rendering {
    @Override
    public void add(MessageBuilder message, FieldModel field) {
      FieldKind kind = field.kind();
      String nested = TemplateModel.messageOf(kind);
      boolean map =
          kind instanceof FieldKind.NestedMap
              || kind instanceof FieldKind.ScalarMap
              || kind instanceof FieldKind.DynamicMap;
      message.any(
          map,
          field,
          nested == null ? Type.TYPE_STRING : Type.TYPE_MESSAGE,
          nested == null ? null : local(nested + "InstanceParam"));
    }
  }
}
