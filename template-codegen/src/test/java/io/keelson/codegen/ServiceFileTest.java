package io.keelson.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ServiceFileTest {
  private static final String BODY =
      """
      message Template {
        reserved 5, 7 to 9;
        reserved "gone";
        // A text.
        string text = 1;
        int64 httpStatusCode = 2;
        map<string, double> by_key = 3;
        istio.policy.v1beta1.IPAddress ip = 4;
        Res1 res1 = 11;
        map<string, Res1> res_map = 12;
      }
      // A resource.
      message Res1 {
        istio.policy.v1beta1.Uri uri = 6;
        map<string, istio.policy.v1beta1.TimeStamp> times = 2;
        map<string, Res1> deeper = 3;
      }
      """;
  private static final String DYNAMIC =
      """
      message Template {
        istio.policy.v1beta1.Value value = 1;
        map<string, istio.policy.v1beta1.Value> dimensions = 2;
        string text = 3;
        Res1 res1 = 4;
        map<string, Res2> res2 = 5;
      }
      message Res1 { istio.policy.v1beta1.Value v = 9; }
      message Res2 { bool b = 1; }
      """;
  private static final String OUTPUT =
      """
      message OutputTemplate {
        reserved 2;
        bool flag = 1;
        map<string, string> labels = 3;
      }
      """;

  @TempDir private Path folder;

  private FileDescriptorProto service(String protoPackage, String variety, String body)
      throws Exception {
    return ServiceFile.of(
        Protos.in(folder).file("x.proto", Protos.template(protoPackage, variety, body)).read());
  }

  /** {@code label type name = number}, as the specification's tables have them. */
  private static List<String> fields(FileDescriptorProto file, String name) {
    DescriptorProto message =
        file.getMessageTypeList().stream()
            .filter(m -> m.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no message " + name));
    List<String> fields = new ArrayList<>();
    for (FieldDescriptorProto field : message.getFieldList()) {
      Map<String, DescriptorProto> entries =
          message.getNestedTypeList().stream()
              .collect(
                  Collectors.toMap(
                      n -> "." + file.getPackage() + "." + name + "." + n.getName(), n -> n));
      DescriptorProto entry = entries.get(field.getTypeName());
      String type =
          entry != null
              ? "map<" + type(entry.getField(0)) + ", " + type(entry.getField(1)) + ">"
              : (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED ? "repeated " : "")
                  + type(field);
      fields.add(type + " " + field.getName() + " = " + field.getNumber());
    }
    return fields;
  }

  private static String type(FieldDescriptorProto field) {
    return field.hasTypeName()
        ? field.getTypeName().substring(field.getTypeName().lastIndexOf('.') + 1)
        : field.getType().name().substring(5).toLowerCase(java.util.Locale.ROOT);
  }

  private static List<String> names(FileDescriptorProto file) {
    return file.getMessageTypeList().stream().map(DescriptorProto::getName).toList();
  }

  @Test
  void checkHasOneInstanceAndCheckResult() throws Exception {
    var file = service("a.myThing", "CHECK", BODY);
    assertThat(file.getPackage()).isEqualTo("a.mything");
    assertThat(file.getOptions().getExtension(Extensions.templateVariety))
        .isEqualTo(TemplateVariety.TEMPLATE_VARIETY_CHECK);
    assertThat(file.getOptions().getExtension(Extensions.templateName)).isEqualTo("mything");
    assertThat(file.getService(0).getName()).isEqualTo("HandleMyThingService");
    assertThat(file.getService(0).getMethod(0).getName()).isEqualTo("HandleMyThing");
    assertThat(file.getService(0).getMethod(0).getOutputType())
        .isEqualTo(".istio.mixer.adapter.model.v1beta1.CheckResult");
    assertThat(names(file))
        .containsExactly(
            "HandleMyThingRequest",
            "InstanceMsg",
            "Res1Msg",
            "Type",
            "Res1Type",
            "InstanceParam",
            "Res1InstanceParam");
    assertThat(fields(file, "HandleMyThingRequest"))
        .containsExactly(
            "InstanceMsg instance = 1", "Any adapter_config = 2", "string dedup_id = 3");
    assertThat(fields(file, "InstanceMsg"))
        .containsExactly(
            "string name = 72295727",
            "string text = 1",
            "int64 httpStatusCode = 2",
            "map<string, double> by_key = 3",
            "IPAddress ip = 4",
            "Res1Msg res1 = 11",
            "map<string, Res1Msg> res_map = 12");
    assertThat(fields(file, "Res1Msg"))
        .containsExactly(
            "Uri uri = 6", "map<string, TimeStamp> times = 2", "map<string, Res1Msg> deeper = 3");
    assertThat(fields(file, "InstanceParam"))
        .containsExactly(
            "string text = 1",
            "string httpStatusCode = 2",
            "map<string, string> by_key = 3",
            "string ip = 4",
            "Res1InstanceParam res1 = 11",
            "map<string, Res1InstanceParam> res_map = 12");
    assertThat(fields(file, "Type"))
        .containsExactly("Res1Type res1 = 11", "map<string, Res1Type> res_map = 12");
    assertThat(fields(file, "Res1Type")).containsExactly("map<string, Res1Type> deeper = 3");
  }

  @Test
  void typesFollowDynamicFields() throws Exception {
    var file = service("t", "REPORT", DYNAMIC);
    assertThat(fields(file, "HandleTRequest"))
        .containsExactly(
            "repeated InstanceMsg instances = 1", "Any adapter_config = 2", "string dedup_id = 3");
    assertThat(fields(file, "InstanceMsg"))
        .contains("Value value = 1", "map<string, Value> dimensions = 2");
    assertThat(fields(file, "Type"))
        .containsExactly(
            "ValueType value = 1",
            "map<string, ValueType> dimensions = 2",
            "Res1Type res1 = 4",
            "map<string, Res2Type> res2 = 5");
    assertThat(fields(file, "Res1Type")).containsExactly("ValueType v = 9");
    assertThat(fields(file, "Res2Type")).isEmpty();
    assertThat(file.getService(0).getMethod(0).getOutputType()).endsWith(".ReportResult");
  }

  @Test
  void quotaAddsTheWish() throws Exception {
    var file = service("t", "QUOTA", DYNAMIC);
    assertThat(fields(file, "HandleTRequest")).endsWith("QuotaRequest quota_request = 4");
    assertThat(file.getService(0).getMethod(0).getOutputType()).endsWith(".QuotaResult");
  }

  @Test
  void generatorAnswersItsOutputAndTakesBindings() throws Exception {
    var file = service("a.t", "ATTRIBUTE_GENERATOR", BODY + OUTPUT);
    assertThat(file.getService(0).getMethod(0).getOutputType()).isEqualTo(".a.t.OutputMsg");
    assertThat(fields(file, "OutputMsg"))
        .containsExactly("bool flag = 1", "map<string, string> labels = 3");
    assertThat(fields(file, "InstanceParam"))
        .endsWith("map<string, string> attribute_bindings = 72295728");
  }

  @Test
  void checkWithOutputAnswersBoth() throws Exception {
    var file = service("t", "CHECK_WITH_OUTPUT", BODY + OUTPUT);
    assertThat(file.getService(0).getMethod(0).getOutputType()).isEqualTo(".t.HandleTResponse");
    assertThat(fields(file, "HandleTResponse"))
        .containsExactly("CheckResult result = 1", "OutputMsg output = 2");
  }

  @Test
  void reservedNumbersAndNamesStayReserved() throws Exception {
    var file = service("t", "CHECK", BODY);
    for (DescriptorProto message : file.getMessageTypeList()) {
      if (List.of("InstanceMsg", "InstanceParam").contains(message.getName())) {
        assertThat(message.getReservedRangeList())
            .extracting(r -> r.getStart() + "-" + r.getEnd())
            .containsExactly("5-6", "7-10");
        assertThat(message.getReservedNameList()).containsExactly("gone");
      }
    }
  }

  /**
   * The printed text and the descriptor are made apart from each other; the compiler says whether
   * they agree.
   */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UNRECOGNIZED")
  void thePrintedFileCompilesToTheDescriptor(TemplateVariety variety) throws Exception {
    boolean dynamic = variety != TemplateVariety.TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR;
    for (String body : dynamic ? List.of(BODY, DYNAMIC) : List.of(BODY)) {
      for (String protoPackage : List.of("thing", "istio.mixer.google.thing")) {
        var made =
            service(
                protoPackage,
                variety.name().substring("TEMPLATE_VARIETY_".length()),
                body + OUTPUT);
        var compiled =
            Protos.in(folder.resolve("printed"))
                .file(made.getName(), ProtoPrinter.print(made))
                .compile();
        var last = compiled.getFile(compiled.getFileCount() - 1).toBuilder();
        assertThat(last.clearSourceCodeInfo().build())
            .isEqualTo(made.toBuilder().clearSourceCodeInfo().build());
      }
    }
  }

  @Test
  void commentsTravelIntoTheServiceFile() throws Exception {
    var file = service("t", "CHECK", BODY);
    assertThat(ProtoPrinter.print(file))
        .contains("  // A text.\n  string text = 1;")
        .contains("// A resource.\nmessage Res1Msg {");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UNRECOGNIZED")
  void theSetWithImportsLinks(TemplateVariety variety) throws Exception {
    var file = service("t", variety.name().substring("TEMPLATE_VARIETY_".length()), BODY + OUTPUT);
    Map<String, FileDescriptor> linked = new HashMap<>();
    for (FileDescriptorProto each : ServiceFile.withImports(file).getFileList()) {
      FileDescriptor[] dependencies =
          each.getDependencyList().stream().map(linked::get).toArray(FileDescriptor[]::new);
      assertThat(dependencies).as("imports come first").doesNotContainNull();
      linked.put(each.getName(), FileDescriptor.buildFrom(each, dependencies));
    }
    assertThat(linked.get(file.getName()).findMessageTypeByName("InstanceMsg")).isNotNull();
    assertThat(linked.values())
        .as("one file carries the variety")
        .filteredOn(f -> f.getOptions().hasExtension(Extensions.templateVariety))
        .hasSize(1);
  }
}
