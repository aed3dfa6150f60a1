package io.keelson.adapter.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.ExtensionRegistry;
import io.keelson.adapter.template.Field.FieldType;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import io.keelson.attribute.ValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated templates against the specification's tables, read out of its text. */
class StandardTemplatesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Za-z_]+)` \\| (\\d+) \\| ([^|]+?) *\\|.*");
  private static final Pattern OVERVIEW =
      Pattern.compile(
          "\\| `([a-z]+)` \\| `([A-Za-z.]+)` \\| `([a-z.]+)` \\| ([A-Z_]+) \\| `/([^`]+)` \\|.*");

  static Stream<Template> all() {
    return StandardTemplates.all().stream();
  }

  private static String spec() throws Exception {
    return Files.readString(Path.of(System.getProperty("keelson.shared"), "spec", "templates.md"));
  }

  /** The section of one template, from its heading to the next. */
  private static String section(Template template) throws Exception {
    Matcher heading =
        Pattern.compile(
                "### 5\\.\\d+ " + template.name() + " .*?(?=\\n### |\\n---)", Pattern.DOTALL)
            .matcher(spec());
    assertThat(heading.find()).as("the section of " + template.name()).isTrue();
    return heading.group();
  }

  /** Rows {@code name | number | type} of every table, by the label above it. */
  private static Map<String, Map<String, String>> tables(String section) {
    Map<String, Map<String, String>> tables = new TreeMap<>();
    String label = "Template";
    for (String line : section.lines().toList()) {
      Matcher named = Pattern.compile("`([A-Za-z]+)`.*").matcher(line);
      if (named.matches() && !line.contains("{") && !line.startsWith("|")) {
        label = named.group(1);
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        String type = row.group(3).replaceAll(" \\(.*\\)", "").replace(" ", "");
        tables
            .computeIfAbsent(label, l -> new TreeMap<>())
            .put(row.group(1), row.group(2) + " " + type);
      }
    }
    return tables;
  }

  private static Map<String, String> schema(List<Field> fields) {
    Map<String, String> schema = new TreeMap<>();
    fields.forEach(field -> schema.put(field.name(), field.number() + " " + text(field.type())));
    return schema;
  }

  private static String text(FieldType type) {
    return switch (type) {
      case FieldType.Scalar scalar -> text(scalar.type());
      case FieldType.Dynamic dynamic -> "Value";
      case FieldType.ScalarMap map -> "map<string," + text(map.type()) + ">";
      case FieldType.DynamicMap map -> "map<string,Value>";
      case FieldType.Nested nested -> nested.message();
      case FieldType.NestedMap map -> "map<string," + map.message() + ">";
    };
  }

  private static String text(ValueType type) {
    return switch (type) {
      case STRING -> "string";
      case INT64 -> "int64";
      case DOUBLE -> "double";
      case BOOL -> "bool";
      case TIMESTAMP -> "TimeStamp";
      case DURATION -> "Duration";
      case IP_ADDRESS -> "IPAddress";
      case STRING_MAP -> "map<string,string>";
      case DNS_NAME, EMAIL_ADDRESS, URI, VALUE_TYPE_UNSPECIFIED -> type.name();
    };
  }

  @ParameterizedTest
  @MethodSource("all")
  void schemasAreTheSpecifications(Template template) throws Exception {
    Map<String, Map<String, String>> tables = tables(section(template));
    assertThat(schema(template.fields())).isEqualTo(tables.getOrDefault("Template", Map.of()));
    assertThat(schema(template.outputs()))
        .isEqualTo(tables.getOrDefault("OutputTemplate", Map.of()));
    for (Field field : template.fields()) {
      if (field.type() instanceof FieldType.Nested nested) {
        assertThat(schema(nested.fields())).isEqualTo(tables.get(nested.message()));
      }
    }
  }

  @Test
  void namesPackagesVarietiesAndPathsAreTheSpecifications() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (String line : spec().lines().toList()) {
      Matcher row = OVERVIEW.matcher(line);
      if (row.matches()) {
        expected.put(row.group(1), row.group(3) + " " + row.group(4) + " " + row.group(5));
      }
    }
    assertThat(expected).hasSize(11);
    Map<String, String> actual = new TreeMap<>();
    for (Template template : StandardTemplates.all()) {
      MethodDescriptor method = method(template);
      actual.put(
          template.name(),
          template.protoPackage()
              + " "
              + template.variety()
              + " "
              + method.getService().getFullName()
              + "/"
              + method.getName());
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static FileDescriptor linked(Template template) throws Exception {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    Extensions.registerAllExtensions(registry);
    FileDescriptorSet set =
        FileDescriptorSet.parseFrom(StandardTemplates.serviceDescriptor(template.name()), registry);
    Map<String, FileDescriptor> linked = new HashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor[] imports =
          file.getDependencyList().stream().map(linked::get).toArray(FileDescriptor[]::new);
      linked.put(file.getName(), FileDescriptor.buildFrom(file, imports));
    }
    return linked.get(set.getFile(set.getFileCount() - 1).getName());
  }

  private static MethodDescriptor method(Template template) throws Exception {
    return linked(template).getServices().getFirst().getMethods().getFirst();
  }

  private static List<String> fields(Descriptor message) {
    List<String> fields = new ArrayList<>();
    for (FieldDescriptor field : message.getFields()) {
      fields.add(field.getName() + " " + field.getNumber() + " " + type(field));
    }
    return fields;
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map<string," + type(field.getMessageType().findFieldByName("value")) + ">";
    }
    String type =
        switch (field.getType()) {
          case MESSAGE -> field.getMessageType().getName();
          case ENUM -> field.getEnumType().getName();
          default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    return field.isRepeated() ? "repeated " + type : type;
  }

  @ParameterizedTest
  @MethodSource("all")
  void instanceMessagesCarryTheSchemaAndTheName(Template template) throws Exception {
    FileDescriptor file = linked(template);
    List<String> expected = new ArrayList<>();
    expected.add("name 72295727 string");
    for (Field field : template.fields()) {
      String suffix = field.type() instanceof FieldType.Nested ? "Msg" : "";
      expected.add(field.name() + " " + field.number() + " " + text(field.type()) + suffix);
    }
    assertThat(fields(file.findMessageTypeByName("InstanceMsg"))).isEqualTo(expected);
    if (!template.outputs().isEmpty()) {
      List<String> outputs = new ArrayList<>();
      template
          .outputs()
          .forEach(f -> outputs.add(f.name() + " " + f.number() + " " + text(f.type())));
      assertThat(fields(file.findMessageTypeByName("OutputMsg"))).isEqualTo(outputs);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void parametersAreTexts(Template template) throws Exception {
    List<String> expected = new ArrayList<>();
    for (Field field : template.fields()) {
      String type =
          switch (field.type()) {
            case FieldType.Nested nested -> nested.message() + "InstanceParam";
            case FieldType.NestedMap map -> "map<string," + map.message() + "InstanceParam>";
            case FieldType.DynamicMap map -> "map<string,string>";
            case FieldType.ScalarMap map -> "map<string,string>";
            case FieldType.Scalar scalar -> "string";
            case FieldType.Dynamic dynamic -> "string";
          };
      expected.add(field.name() + " " + field.number() + " " + type);
    }
    if (template.variety() == Variety.ATTRIBUTE_GENERATOR) {
      expected.add("attribute_bindings 72295728 map<string,string>");
    }
    assertThat(fields(linked(template).findMessageTypeByName("InstanceParam"))).isEqualTo(expected);
  }

  @Test
  void typesAreTheSpecifications() throws Exception {
    Map<String, List<String>> expected =
        Map.of(
            "authorization", List.of("subject 1 SubjectType", "action 2 ActionType"),
            "listentry", List.of("value 1 ValueType"),
            "logentry",
                List.of(
                    "variables 1 map<string,ValueType>",
                    "monitored_resource_dimensions 5 map<string,ValueType>"),
            "metric",
                List.of(
                    "value 1 ValueType",
                    "dimensions 2 map<string,ValueType>",
                    "monitored_resource_dimensions 4 map<string,ValueType>"),
            "quota", List.of("dimensions 1 map<string,ValueType>"),
            "tracespan", List.of("span_tags 7 map<string,ValueType>"));
    for (Template template : StandardTemplates.all()) {
      assertThat(fields(linked(template).findMessageTypeByName("Type")))
          .as(template.name())
          .isEqualTo(expected.getOrDefault(template.name(), List.of()));
    }
    FileDescriptor authorization = linked(StandardTemplates.find("authorization").orElseThrow());
    assertThat(fields(authorization.findMessageTypeByName("SubjectType")))
        .containsExactly("properties 3 map<string,ValueType>");
    assertThat(fields(authorization.findMessageTypeByName("ActionType")))
        .containsExactly("properties 5 map<string,ValueType>");
  }

  @Test
  void reservedNumbersOfKubernetesStayReserved() throws Exception {
    FileDescriptor file = linked(StandardTemplates.find("kubernetes").orElseThrow());
    for (int number : new int[] {5, 12, 15, 16, 17, 18, 19, 21}) {
      assertThat(file.findMessageTypeByName("OutputMsg").isReservedNumber(number)).isTrue();
    }
    assertThat(file.findMessageTypeByName("OutputMsg").isReservedNumber(20)).isFalse();
    assertThat(file.findMessageTypeByName("InstanceMsg").isReservedNumber(5)).isTrue();
    assertThat(file.findMessageTypeByName("InstanceMsg").isReservedNumber(6)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void serviceFilesCarryVarietyAndName(Template template) throws Exception {
    var options = linked(template).getOptions();
    assertThat(options.getExtension(Extensions.templateVariety).getNumber())
        .isEqualTo(template.variety().number());
    assertThat(options.getExtension(Extensions.templateName)).isEqualTo(template.name());
    assertThat(StandardTemplates.serviceProto(template.name()))
        .contains("package " + template.protoPackage() + ";")
        .contains("service Handle" + template.interfaceName() + "Service {");
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyFieldIsDocumented(Template template) {
    assertThat(template.fields()).allSatisfy(f -> assertThat(f.documentation()).isNotBlank());
    assertThat(template.outputs()).allSatisfy(f -> assertThat(f.documentation()).isNotBlank());
  }

  @Test
  void unknownNamesAreRefused() {
    assertThat(StandardTemplates.find("nothing")).isEmpty();
    assertThatThrownBy(() -> StandardTemplates.serviceDescriptor("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nothing'");
  }
}
