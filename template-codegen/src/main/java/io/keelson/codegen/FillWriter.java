package io.keelson.codegen;

import java.util.ArrayList;
import java.util.List;

/** Writes the methods that fill instances and types from values in field order. */
final class FillWriter {
  private final TemplateModel model;
  private final JavaSource out;
  private final String x;
  private final String object;
  private final String slots;

  FillWriter(TemplateModel model, JavaSource out) {
    this.model = model;
    this.out = out;
    this.x = model.interfaceName();
    this.object = out.lang("Object");
    this.slots = out.ref(JavaGenerator.TEMPLATE + "Slots");
  }

  void write() {
    root(x + "Instance", "newInstance", "values", arguments(model.template(), false));
    root(x + "Type", "newType", "types", arguments(model.template(), true));
    for (MessageModel resource : model.resources().values()) {
      nested(resource, false);
      if (model.hasDynamic(new FieldKind.Nested(resource.name()))) {
        nested(resource, true);
      }
    }
  }

  private void root(String type, String method, String array, List<String> arguments) {
    List<String> all = new ArrayList<>();
    all.add("name");
    arguments.forEach(a -> all.add(a.replace("v[", array + "[")));
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line(
        "  public "
            + type
            + " "
            + method
            + "("
            + out.lang("String")
            + " name, "
            + object
            + "[] "
            + array
            + ") {");
    out.line("    return new " + type + "(");
    out.line("        " + String.join(",\n        ", all) + ");");
    out.line("  }");
  }

  private void nested(MessageModel resource, boolean types) {
    String type = x + (types ? "Type." : "Instance.") + resource.name();
    out.line();
    out.line(
        "  private static "
            + type
            + " "
            + method(resource.name(), types)
            + "("
            + object
            + "[] v) {");
    out.line("    return new " + type + "(");
    out.line("        " + String.join(",\n        ", arguments(resource, types)) + ");");
    out.line("  }");
  }

  private static String method(String message, boolean types) {
    return (types ? "typeOf" : "fill") + message;
  }

  private List<String> arguments(MessageModel message, boolean types) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < message.fields().size(); i++) {
      FieldKind kind = message.fields().get(i).kind();
      if (!types || model.hasDynamic(kind)) {
        arguments.add(argument(kind, "v[" + i + "]", types));
      }
    }
    return arguments;
  }

  private String argument(FieldKind kind, String value, boolean types) {
    if (kind instanceof FieldKind.Scalar scalar) {
      return slots + "." + scalar.kind().reader() + "(" + value + ")";
    }
    if (kind instanceof FieldKind.Dynamic) {
      return types ? slots + ".type(" + value + ")" : value;
    }
    if (kind instanceof FieldKind.Nested nested) {
      String fill = x + "Template::" + method(nested.message(), types);
      if (model.containsItself(nested.message())) {
        return slots + ".nullable(" + value + ", " + fill + ")";
      }
      int size = model.resources().get(nested.message()).fields().size();
      return slots + ".nested(" + value + ", " + size + ", " + fill + ")";
    }
    if (kind instanceof FieldKind.NestedMap map) {
      return slots
          + ".nestedMap("
          + value
          + ", "
          + x
          + "Template::"
          + method(map.message(), types)
          + ")";
    }
    return slots + (types ? ".dimensionTypes(" : ".dimensions(") + value + ")";
  }
}
