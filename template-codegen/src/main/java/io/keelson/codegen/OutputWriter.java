package io.keelson.codegen;

import java.util.Set;

/** Writes the class of a template's output: values with presence, and a builder. */
final class OutputWriter {
  private final TemplateModel model;
  private final JavaSource out;

  OutputWriter(TemplateModel model, JavaSource out) {
    this.model = model;
    this.out = out;
  }

  JavaSource write() {
    String name = model.interfaceName() + "Output";
    String outputs = out.ref(JavaGenerator.TEMPLATE + "Outputs");
    String map = out.ref("java.util.Map");
    String string = out.lang("String");
    String object = out.lang("Object");
    String comment = model.output().comment();
    out.doc(
        "",
        comment.isEmpty() ? "What handlers of " + model.name() + " produce." : comment,
        "Knows of each field whether it was set. Immutable.");
    out.line("public final class " + name + " {");
    out.doc("  ", "With nothing set.");
    out.line("  public static final " + name + " NONE = builder().build();");
    out.line();
    out.line("  private final " + outputs + " outputs;");
    out.line();
    out.line("  private " + name + "(" + outputs + " outputs) {");
    out.line("    this.outputs = outputs;");
    out.line("  }");
    out.line();
    out.doc("  ", "Begins with nothing set.");
    out.line("  public static Builder builder() {");
    out.line("    return new Builder();");
    out.line("  }");
    out.line();
    out.doc("  ", "The values that were set, by the names that the template's definition has.");
    out.line("  public " + outputs + " toOutputs() {");
    out.line("    return outputs;");
    out.line("  }");
    for (FieldModel field : model.output().fields()) {
      out.line();
      out.doc("  ", field.comment(), "@return the value, or null where it was not set");
      out.line("  public " + boxed(field.kind()) + " " + name(field) + "() {");
      out.line(
          "    return ("
              + boxed(field.kind())
              + ") outputs.values().get("
              + JavaSource.literal(field.protoName())
              + ");");
      out.line("  }");
    }
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line("  public boolean equals(" + object + " other) {");
    out.line("    return other instanceof " + name + " that && outputs.equals(that.outputs);");
    out.line("  }");
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line("  public int hashCode() {");
    out.line("    return outputs.hashCode();");
    out.line("  }");
    out.line();
    out.line("  @" + out.lang("Override"));
    out.line("  public " + string + " toString() {");
    out.line("    return outputs.toString();");
    out.line("  }");
    out.line();
    out.doc("  ", "Collects values; null leaves a field as it is. Not thread safe.");
    out.line("  public static final class Builder {");
    out.line(
        "    private final "
            + map
            + "<"
            + string
            + ", "
            + object
            + "> values = new "
            + out.ref("java.util.HashMap")
            + "<>();");
    out.line();
    out.line("    private Builder() {}");
    for (FieldModel field : model.output().fields()) {
      out.line();
      setter(field, field.kind() instanceof FieldKind.ScalarMap);
    }
    out.line();
    out.doc("    ", "The output so far.");
    out.line("    public " + name + " build() {");
    out.line("      return new " + name + "(new " + outputs + "(values));");
    out.line("    }");
    out.line();
    out.line("    private Builder set(" + string + " field, " + object + " value) {");
    out.line("      if (value != null) {");
    out.line("        values.put(field, value);");
    out.line("      }");
    out.line("      return this;");
    out.line("    }");
    out.line("  }");
    return out.line("}");
  }

  private void setter(FieldModel field, boolean map) {
    out.doc(
        "    ", field.comment().isEmpty() ? "Sets " + field.protoName() + "." : field.comment());
    out.line("    public Builder " + name(field) + "(" + parameter(field.kind()) + " value) {");
    out.line("      return set(" + JavaSource.literal(field.protoName()) + ", value);");
    out.line("    }");
    if (map) {
      out.line();
      out.doc("    ", "Sets " + field.protoName() + " to a copy of a map.");
      String string = out.lang("String");
      out.line(
          "    public Builder "
              + name(field)
              + "("
              + out.ref("java.util.Map")
              + "<"
              + string
              + ", "
              + string
              + "> value) {");
      out.line(
          "      return set("
              + JavaSource.literal(field.protoName())
              + ", value == null ? null : "
              + out.ref("io.keelson.attribute.StringMap")
              + ".of(value));");
      out.line("    }");
    }
  }

  /** A field may not take the names of the class's own methods. */
  private static String name(FieldModel field) {
    String name = field.javaName();
    return Set.of("builder", "toOutputs").contains(name) ? name + "_" : name;
  }

  private String parameter(FieldKind kind) {
    return kind instanceof FieldKind.Scalar scalar
        ? JavaGenerator.scalarType(out, scalar.kind())
        : out.ref("io.keelson.attribute.StringMap");
  }

  private String boxed(FieldKind kind) {
    String type = parameter(kind);
    return switch (type) {
      case "long" -> out.lang("Long");
      case "double" -> out.lang("Double");
      case "boolean" -> out.lang("Boolean");
      default -> type;
    };
  }
}
