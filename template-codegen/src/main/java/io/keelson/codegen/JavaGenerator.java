package io.keelson.codegen;

import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the Java sources of one template. */
public final class JavaGenerator {
  static final String SDK = "io.keelson.adapter.";
  static final String TEMPLATE = SDK + "template.";

  private final TemplateModel model;
  private final String javaPackage;
  private final Map<String, String> files = new LinkedHashMap<>();

  private JavaGenerator(TemplateModel model, String basePackage) {
    this.model = model;
    this.javaPackage = basePackage + "." + Names.identifier(model.name());
  }

  /**
   * Generates everything.
   *
   * @param basePackage the package above the template's own, which has the template's name
   * @return texts by path below a source root
   */
  public static Map<String, String> generate(TemplateModel model, String basePackage) {
    JavaGenerator generator = new JavaGenerator(model, basePackage);
    generator.instance();
    generator.type();
    if (model.output() != null) {
      generator.add(new OutputWriter(model, generator.source("Output", Set.of("Builder"))).write());
      if (model.variety() == TemplateVariety.TEMPLATE_VARIETY_CHECK_WITH_OUTPUT) {
        generator.checkOutput();
      }
    }
    generator.handler(false);
    generator.handler(true);
    generator.add(new TemplateWriter(model, generator.source("Template", Set.of())).write());
    return generator.files;
  }

  private JavaSource source(String suffix, Set<String> taken) {
    return named(model.interfaceName() + suffix, taken);
  }

  /** The other classes of the package must not be mistaken for those of the SDK either. */
  private JavaSource named(String name, Set<String> taken) {
    Set<String> all = new HashSet<>(taken);
    String x = model.interfaceName();
    for (String suffix :
        List.of("Instance", "Type", "Handler", "Template", "Output", "CheckOutput")) {
      all.add(x + suffix);
    }
    all.add("Async" + x + "Handler");
    return new JavaSource(model.file(), javaPackage, name, all);
  }

  private void add(JavaSource source) {
    files.put(source.path(), source.text());
  }

  private void instance() {
    JavaSource out = source("Instance", model.resources().keySet());
    String doc = model.template().comment();
    out.doc(
        "",
        doc.isEmpty() ? "An instance of the template " + model.name() + "." : doc,
        docParams(
            "@param name the instance's full name, such as {@code x." + model.name() + ".default}",
            model.template().fields()));
    out.line(
        "public record "
            + model.interfaceName()
            + "Instance("
            + components(out, model.template().fields(), out.lang("String") + " name", this::value)
            + ") implements "
            + out.ref(TEMPLATE + "Instance")
            + " {");
    for (MessageModel resource : model.resources().values()) {
      out.line();
      out.doc("  ", resource.comment(), docParams(null, resource.fields()));
      out.line(
          "  public record "
              + resource.name()
              + "("
              + components(out, resource.fields(), null, this::value)
              + ") {}");
    }
    add(out.line("}"));
  }

  private void type() {
    JavaSource out = source("Type", model.resources().keySet());
    out.doc("", "What the expressions of an instance of " + model.name() + " turned out to be.");
    out.line(
        "public record "
            + model.interfaceName()
            + "Type("
            + components(out, typed(model.template()), out.lang("String") + " name", this::inferred)
            + ") implements "
            + out.ref(TEMPLATE + "InstanceType")
            + " {");
    for (MessageModel resource : model.resources().values()) {
      if (model.hasDynamic(new FieldKind.Nested(resource.name()))) {
        out.line();
        out.doc("  ", resource.comment());
        out.line(
            "  public record "
                + resource.name()
                + "("
                + components(out, typed(resource), null, this::inferred)
                + ") {}");
      }
    }
    add(out.line("}"));
  }

  private List<FieldModel> typed(MessageModel message) {
    return message.fields().stream().filter(f -> model.hasDynamic(f.kind())).toList();
  }

  private interface Types {
    String of(JavaSource out, FieldKind kind);
  }

  private static String components(
      JavaSource out, List<FieldModel> fields, String first, Types types) {
    List<String> components =
        fields.stream().map(f -> types.of(out, f.kind()) + " " + f.javaName()).toList();
    StringBuilder text = new StringBuilder();
    if (first != null) {
      text.append("\n    ").append(first);
    }
    for (String component : components) {
      text.append(text.isEmpty() ? "" : ",").append("\n    ").append(component);
    }
    return text.toString();
  }

  private static String[] docParams(String first, List<FieldModel> fields) {
    List<String> lines = new ArrayList<>();
    if (first != null) {
      lines.add(first);
    }
    for (FieldModel field : fields) {
      if (!field.comment().isEmpty()) {
        lines.add(
            "@param "
                + field.javaName()
                + " "
                + JavaSource.escape(field.comment().replace('\n', ' ')));
      }
    }
    return lines.toArray(String[]::new);
  }

  private String value(JavaSource out, FieldKind kind) {
    if (kind instanceof FieldKind.Scalar scalar) {
      return scalarType(out, scalar.kind());
    }
    if (kind instanceof FieldKind.Dynamic) {
      return out.lang("Object");
    }
    if (kind instanceof FieldKind.Nested nested) {
      return nested.message();
    }
    if (kind instanceof FieldKind.NestedMap map) {
      return out.ref("java.util.Map") + "<" + out.lang("String") + ", " + map.message() + ">";
    }
    return out.ref(TEMPLATE + "Dimensions");
  }

  static String scalarType(JavaSource out, ScalarKind kind) {
    String type = kind.javaType();
    return type.equals("String") ? out.lang(type) : out.ref(type);
  }

  private String inferred(JavaSource out, FieldKind kind) {
    if (kind instanceof FieldKind.Dynamic) {
      return out.ref("io.keelson.attribute.ValueType");
    }
    if (kind instanceof FieldKind.Nested nested) {
      return nested.message();
    }
    if (kind instanceof FieldKind.NestedMap map) {
      return out.ref("java.util.Map") + "<" + out.lang("String") + ", " + map.message() + ">";
    }
    return out.ref(TEMPLATE + "DimensionTypes");
  }

  private void checkOutput() {
    String x = model.interfaceName();
    JavaSource out = source("CheckOutput", Set.of());
    out.doc("", "The answer of a handler of " + model.name() + ", and the values that go with it.");
    out.line(
        "public record "
            + x
            + "CheckOutput("
            + out.ref(SDK + "CheckResult")
            + " result, "
            + x
            + "Output output) {}");
    add(out);
  }

  private void handler(boolean async) {
    String x = model.interfaceName();
    JavaSource out = named((async ? "Async" : "") + x + "Handler", Set.of());
    String result = Calls.result(model, out);
    String returns = result;
    if (async) {
      String boxed = result.equals("void") ? out.lang("Void") : result;
      returns = out.ref("java.util.concurrent.CompletionStage") + "<" + boxed + ">";
    }
    out.doc(
        "",
        "A handler of the template "
            + model.name()
            + (async
                ? " that returns at once and answers later. A stage that fails"
                    + " fails its own request."
                : ". A method that throws fails its own request."));
    out.line(
        "public interface "
            + (async ? "Async" : "")
            + x
            + "Handler extends "
            + out.ref(SDK + "Handler")
            + " {");
    out.doc("  ", Calls.documentation(model));
    out.line(
        "  "
            + returns
            + " "
            + Calls.method(model)
            + "("
            + Calls.parameters(model, out)
            + ")"
            + (async ? ";" : " throws " + out.lang("Exception") + ";"));
    add(out.line("}"));
  }
}
