package io.keelson.codegen;

/** The handler method of a template, by variety. */
final class Calls {
  private Calls() {}

  static String method(TemplateModel model) {
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR ->
          "generate" + model.interfaceName() + "Attributes";
      default -> "handle" + model.interfaceName();
    };
  }

  static String result(TemplateModel model, JavaSource out) {
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_CHECK -> out.ref(JavaGenerator.SDK + "CheckResult");
      case TEMPLATE_VARIETY_REPORT -> "void";
      case TEMPLATE_VARIETY_QUOTA -> out.ref(JavaGenerator.SDK + "QuotaResult");
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR -> model.interfaceName() + "Output";
      case TEMPLATE_VARIETY_CHECK_WITH_OUTPUT -> model.interfaceName() + "CheckOutput";
      case UNRECOGNIZED -> throw unknown(model);
    };
  }

  static String parameters(TemplateModel model, JavaSource out) {
    String instance = model.interfaceName() + "Instance";
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_REPORT -> out.ref("java.util.List") + "<" + instance + "> instances";
      case TEMPLATE_VARIETY_QUOTA ->
          instance + " instance, " + out.ref(JavaGenerator.SDK + "QuotaArgs") + " args";
      default -> instance + " instance";
    };
  }

  static String documentation(TemplateModel model) {
    return switch (model.variety()) {
      case TEMPLATE_VARIETY_CHECK -> "Says whether a request may pass.";
      case TEMPLATE_VARIETY_REPORT -> "Takes what happened, one or more instances at a time.";
      case TEMPLATE_VARIETY_QUOTA -> "Grants units of a quota.";
      case TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR ->
          "Produces attributes; answers from memory, for every request waits for it.";
      case TEMPLATE_VARIETY_CHECK_WITH_OUTPUT ->
          "Says whether a request may pass, and gives values to header operations.";
      case UNRECOGNIZED -> throw unknown(model);
    };
  }

  static IllegalArgumentException unknown(TemplateModel model) {
    return new IllegalArgumentException(
        model.file() + " has a variety that is newer than this generator");
  }
}
