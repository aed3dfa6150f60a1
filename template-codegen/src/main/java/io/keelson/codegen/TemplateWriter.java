package io.keelson.codegen;

import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.util.ArrayList;
import java.util.List;

/** Writes the class that shows a template to the server. */
final class TemplateWriter {
  private final TemplateModel model;
  private final JavaSource out;
  private final String x;
  private final String object;
  private final String string;
  private final String slots;

  TemplateWriter(TemplateModel model, JavaSource out) {
    this.model = model;
    this.out = out;
    this.x = model.interfaceName();
    this.object = out.lang("Object");
    this.string = out.lang("String");
    this.slots = out.ref(JavaGenerator.TEMPLATE + "Slots");
  }

  JavaSource write() {
    String template = out.ref(JavaGenerator.TEMPLATE + "Template");
    String list = out.ref("java.util.List");
    String field = out.ref(JavaGenerator.TEMPLATE + "Field");
    String handler = out.ref(JavaGenerator.SDK + "Handler");
    out.doc("", "The template " + model.name() + ".");
    out.line("public final class " + x + "Template implements " + template + "." + role() + " {");
    out.doc("  ", "The one object.");
    out.line("  public static final " + x + "Template INSTANCE = new " + x + "Template();");
    out.line();
    out.line("  private final " + list + "<" + field + "> fields;");
    if (model.output() != null) {
      out.line("  private final " + list + "<" + field + "> outputs;");
    }
    out.line();
    constructor(list, field);
    getter(string, "name", JavaSource.literal(model.name()));
    getter(string, "interfaceName", JavaSource.literal(x));
    getter(string, "protoPackage", JavaSource.literal(model.protoPackage()));
    getter(list + "<" + field + ">", "fields", "fields");
    if (model.output() != null) {
      getter(list + "<" + field + ">", "outputs", "outputs");
    }
    String classOf = out.lang("Class");
    getter(classOf + "<" + x + "Handler>", "handlerType", x + "Handler.class");
    getter(classOf + "<Async" + x + "Handler>", "asyncHandlerType", "Async" + x + "Handler.class");
    new FillWriter(model, out).write();
    call(handler, false);
    call(handler, true);
    return out.line("}");
  }

  private String role() {
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_CHECK -> "Check";
      case TEMPLATE_VARIETY_REPORT -> "Report";
      case TEMPLATE_VARIETY_QUOTA -> "Quota";
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR -> "Generator";
      case TEMPLATE_VARIETY_CHECK_WITH_OUTPUT -> "CheckWithOutput";
      case UNRECOGNIZED -> throw Calls.unknown(model);
    };
  }

  private void getter(String type, String name, String value) {
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line("  public " + type + " " + name + "() {");
    out.line("    return " + value + ";");
    out.line("  }");
  }

  /** Messages may contain each other, so their lists exist before they are filled. */
  private void constructor(String list, String field) {
    out.line("  private " + x + "Template() {");
    String arrayList = model.resources().isEmpty() ? "" : out.ref("java.util.ArrayList");
    for (String resource : model.resources().keySet()) {
      out.line("    " + list + "<" + field + "> of" + resource + " = new " + arrayList + "<>();");
    }
    for (MessageModel resource : model.resources().values()) {
      for (FieldModel each : resource.fields()) {
        out.line("    of" + resource.name() + ".add(" + schema(each, field, false) + ");");
      }
    }
    out.line("    fields =");
    out.line("        " + list + ".of(" + schemas(model.template().fields(), field, false) + ");");
    if (model.output() != null) {
      out.line("    outputs =");
      out.line("        " + list + ".of(" + schemas(model.output().fields(), field, true) + ");");
    }
    out.line("  }");
  }

  private String schemas(List<FieldModel> fields, String field, boolean output) {
    List<String> schemas = new ArrayList<>();
    fields.forEach(f -> schemas.add("\n            " + schema(f, field, output)));
    return String.join(",", schemas);
  }

  private String schema(FieldModel each, String field, boolean output) {
    return "new "
        + field
        + "("
        + JavaSource.literal(each.protoName())
        + ", "
        + each.number()
        + ", new "
        + field
        + ".FieldType."
        + type(each.kind(), output)
        + ", "
        + JavaSource.literal(each.comment())
        + ")";
  }

  private String type(FieldKind kind, boolean output) {
    String valueType = out.ref("io.keelson.attribute.ValueType");
    if (kind instanceof FieldKind.Scalar scalar) {
      return "Scalar(" + valueType + "." + scalar.kind() + ")";
    }
    if (kind instanceof FieldKind.ScalarMap map) {
      return output
          ? "Scalar(" + valueType + ".STRING_MAP)"
          : "ScalarMap(" + valueType + "." + map.kind() + ")";
    }
    if (kind instanceof FieldKind.Nested || kind instanceof FieldKind.NestedMap) {
      String message = TemplateModel.messageOf(kind);
      return (kind instanceof FieldKind.Nested ? "Nested(" : "NestedMap(")
          + JavaSource.literal(message)
          + ", "
          + out.ref("java.util.Collections")
          + ".unmodifiableList(of"
          + message
          + "))";
    }
    return kind instanceof FieldKind.Dynamic ? "Dynamic()" : "DynamicMap()";
  }

  private void call(String handler, boolean async) {
    String instance = out.ref(JavaGenerator.TEMPLATE + "Instance");
    String typed = "(" + x + "Instance) instance";
    String target = "((" + (async ? "Async" : "") + x + "Handler) handler)." + Calls.method(model);
    String stage = async ? out.ref("java.util.concurrent.CompletionStage") : null;
    String result;
    String method;
    String parameters = instance + " instance";
    String call = target + "(" + typed + ")";
    switch (model.variety()) {
      case TEMPLATE_VARIETY_CHECK -> {
        result = out.ref(JavaGenerator.SDK + "CheckResult");
        method = "check";
      }
      case TEMPLATE_VARIETY_REPORT -> {
        result = async ? out.lang("Void") : "void";
        method = "report";
        parameters = out.ref("java.util.List") + "<" + instance + "> instances";
        call = target + "(" + slots + ".batch(instances))";
      }
      case TEMPLATE_VARIETY_QUOTA -> {
        result = out.ref(JavaGenerator.SDK + "QuotaResult");
        method = "allocate";
        parameters += ", " + out.ref(JavaGenerator.SDK + "QuotaArgs") + " args";
        call = target + "(" + typed + ", args)";
      }
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR -> {
        result = out.ref(JavaGenerator.TEMPLATE + "Outputs");
        method = "generate";
        call += async ? ".thenApply(" + x + "Output::toOutputs)" : ".toOutputs()";
      }
      case TEMPLATE_VARIETY_CHECK_WITH_OUTPUT -> {
        result = out.ref(JavaGenerator.TEMPLATE + "CheckOutput");
        method = "check";
        call = async ? call + ".thenApply(" + x + "Template::untyped)" : "untyped(" + call + ")";
      }
      default -> throw Calls.unknown(model);
    }
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line(
        "  public "
            + (async ? stage + "<" + result + ">" : result)
            + " "
            + method
            + (async ? "Async(" : "(")
            + handler
            + " handler, "
            + parameters
            + ")"
            + (async ? " {" : " throws " + out.lang("Exception") + " {"));
    out.line("    " + (result.equals("void") ? "" : "return ") + call + ";");
    out.line("  }");
    if (!async && model.variety() == TemplateVariety.TEMPLATE_VARIETY_CHECK_WITH_OUTPUT) {
      untyped(result);
    }
  }

  /** A handler that refuses need not have made an output. */
  private void untyped(String result) {
    out.line();
    out.line("  private static " + result + " untyped(" + x + "CheckOutput answer) {");
    out.line("    " + x + "Output output = answer.output();");
    out.line("    return new " + result + "(");
    out.line(
        "        answer.result(), output == null ? "
            + out.ref(JavaGenerator.TEMPLATE + "Outputs")
            + ".NONE : output.toOutputs());");
    out.line("  }");
  }
}
