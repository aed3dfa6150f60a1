package io.keelson.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.keelson.api.adapter.model.v1beta1.Check;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import io.keelson.api.adapter.model.v1beta1.InfoOuterClass;
import io.keelson.api.adapter.model.v1beta1.InfrastructureBackendOuterClass;
import io.keelson.api.adapter.model.v1beta1.TemplateOuterClass;
import io.keelson.api.mixer.v1.AttributesOuterClass;
import io.keelson.api.mixer.v1.MixerOuterClass;
import io.keelson.api.mixer.v1.config.client.ApiSpec;
import io.keelson.api.mixer.v1.config.client.ClientConfig;
import io.keelson.api.mixer.v1.config.client.QuotaOuterClass;
import io.keelson.api.mixer.v1.config.client.Service;
import io.keelson.api.policy.v1beta1.Cfg;
import io.keelson.api.policy.v1beta1.HttpResponse;
import io.keelson.api.policy.v1beta1.Type;
import io.keelson.api.policy.v1beta1.ValueTypeOuterClass;
import io.keelson.api.rpc.StatusOuterClass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The generated classes against the tables of the wire's specification, in both directions. */
class SpecConformanceTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          AttributesOuterClass.getDescriptor(),
          io.keelson.api.mixer.v1.Check.getDescriptor(),
          io.keelson.api.mixer.v1.Report.getDescriptor(),
          MixerOuterClass.getDescriptor(),
          ApiSpec.getDescriptor(),
          ClientConfig.getDescriptor(),
          QuotaOuterClass.getDescriptor(),
          Service.getDescriptor(),
          Cfg.getDescriptor(),
          HttpResponse.getDescriptor(),
          Type.getDescriptor(),
          ValueTypeOuterClass.getDescriptor(),
          Check.getDescriptor(),
          Extensions.getDescriptor(),
          InfoOuterClass.getDescriptor(),
          InfrastructureBackendOuterClass.getDescriptor(),
          io.keelson.api.adapter.model.v1beta1.Quota.getDescriptor(),
          io.keelson.api.adapter.model.v1beta1.Report.getDescriptor(),
          TemplateOuterClass.getDescriptor(),
          StatusOuterClass.getDescriptor());

  private static SpecTables spec;

  @BeforeAll
  static void read() throws Exception {
    spec = SpecTables.read(Path.of(System.getProperty("keelson.shared"), "spec", "mixer-api.md"));
  }

  private static List<Descriptor> messages() {
    List<Descriptor> all = new ArrayList<>();
    FILES.forEach(file -> file.getMessageTypes().forEach(m -> collect(m, all)));
    return all;
  }

  private static void collect(Descriptor message, List<Descriptor> all) {
    if (!message.getOptions().getMapEntry()) {
      all.add(message);
      message.getNestedTypes().forEach(nested -> collect(nested, all));
    }
  }

  private static Map<String, String> fields(Descriptor message) {
    Map<String, String> fields = new TreeMap<>();
    for (FieldDescriptor field : message.getFields()) {
      String label = "one";
      if (field.isMapField()) {
        label = "map";
      } else if (field.isRepeated()) {
        label = "rep";
      } else if (field.getContainingOneof() != null) {
        label = "oneof " + field.getContainingOneof().getName();
      }
      fields.put(field.getName(), field.getNumber() + " " + type(field) + " " + label);
    }
    return fields;
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<"
          + type(entry.findFieldByName("key"))
          + ","
          + type(entry.findFieldByName("value"))
          + ">";
    }
    return switch (field.getType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static final Set<String> SCALARS =
      Set.of("string", "bytes", "bool", "int32", "int64", "uint32", "sint32", "double");

  /**
   * The full name that a table's short one stands for: in the message, around it, or in the
   * package.
   */
  private static String resolve(String owner, String type, Set<String> known) {
    if (type.startsWith("map<")) {
      int comma = type.indexOf(',');
      return "map<"
          + resolve(owner, type.substring(4, comma), known)
          + ","
          + resolve(owner, type.substring(comma + 1, type.length() - 1), known)
          + ">";
    }
    if (SCALARS.contains(type) || type.startsWith("google.protobuf.")) {
      return type;
    }
    String scope = owner;
    while (!scope.isEmpty()) {
      if (known.contains(scope + "." + type)) {
        return scope + "." + type;
      }
      scope = scope.contains(".") ? scope.substring(0, scope.lastIndexOf('.')) : "";
    }
    return type;
  }

  @Test
  void theTablesAreRead() {
    assertThat(spec.messages)
        .hasSizeGreaterThan(65)
        .containsKeys(
            "istio.mixer.v1.CheckResponse.PreconditionResult",
            "istio.mixer.v1.config.client.QuotaSpecBinding.QuotaSpecReference",
            "istio.policy.v1beta1.Rule.HeaderOperationTemplate",
            "istio.mixer.adapter.model.v1beta1.ReportResult",
            "google.rpc.Status");
    int fields = spec.messages.values().stream().mapToInt(Map::size).sum();
    assertThat(fields).isGreaterThan(210);
    assertThat(spec.enums).hasSize(10);
    assertThat(spec.methods).hasSize(5);
    assertThat(spec.options).hasSize(2);
  }

  @Test
  void noMessageIsMissingAndNoneIsInvented() {
    Set<String> actual = new TreeSet<>();
    messages().forEach(message -> actual.add(message.getFullName()));
    assertThat(actual).isEqualTo(spec.messages.keySet());
  }

  @Test
  void everyFieldHasItsNameNumberTypeAndLabel() {
    Set<String> known = new TreeSet<>(spec.messages.keySet());
    known.addAll(spec.enums.keySet());
    Map<String, Map<String, String>> expected = new TreeMap<>();
    spec.messages.forEach(
        (message, rows) -> {
          Map<String, String> fields = new TreeMap<>();
          rows.values()
              .forEach(
                  row ->
                      fields.put(
                          row.name(),
                          row.number()
                              + " "
                              + resolve(message, row.type(), known)
                              + " "
                              + row.label()));
          expected.put(message, fields);
        });
    Map<String, Map<String, String>> actual = new TreeMap<>();
    messages().forEach(m -> actual.put(m.getFullName(), fields(m)));
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach(
        (message, fields) -> assertThat(fields).as(message).isEqualTo(expected.get(message)));
  }

  @Test
  void everyEnumHasItsConstants() {
    Map<String, Map<String, Integer>> actual = new TreeMap<>();
    List<EnumDescriptor> enums = new ArrayList<>();
    FILES.forEach(file -> enums.addAll(file.getEnumTypes()));
    messages().forEach(message -> enums.addAll(message.getEnumTypes()));
    enums.forEach(
        e -> {
          Map<String, Integer> constants = new TreeMap<>();
          e.getValues().forEach(v -> constants.put(v.getName(), v.getNumber()));
          actual.put(e.getFullName(), constants);
        });
    assertThat(actual).isEqualTo(spec.enums);
  }

  @Test
  void unusedNumbersStayUnused() {
    assertThat(spec.unused).isNotEmpty();
    spec.unused.forEach(
        (message, numbers) -> {
          Descriptor descriptor =
              messages().stream()
                  .filter(m -> m.getFullName().equals(message))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("no message " + message));
          numbers.forEach(n -> assertThat(descriptor.findFieldByNumber(n)).isNull());
        });
    assertThat(spec.unused)
        .containsEntry("istio.mixer.v1.CheckResponse.PreconditionResult", Set.of(4));
    assertThat(
            io.keelson.api.mixer.v1.CheckResponse.PreconditionResult.getDescriptor()
                .isReservedNumber(4))
        .isTrue();
  }

  @Test
  void everyServiceHasItsMethodsAndNoneStreams() {
    Set<String> methods = new TreeSet<>();
    for (FileDescriptor file : FILES) {
      file.getServices()
          .forEach(
              service ->
                  service
                      .getMethods()
                      .forEach(
                          method -> {
                            assertThat(method.isClientStreaming()).isFalse();
                            assertThat(method.isServerStreaming()).isFalse();
                            methods.add(
                                service.getFullName()
                                    + " "
                                    + method.getName()
                                    + " "
                                    + method.getInputType().getName()
                                    + " "
                                    + method.getOutputType().getName());
                          }));
    }
    assertThat(methods).isEqualTo(spec.methods);
  }

  @Test
  void fileOptionsHaveTheirNumbers() {
    Map<String, Integer> options = new TreeMap<>();
    FILES.forEach(f -> f.getExtensions().forEach(e -> options.put(e.getFullName(), e.getNumber())));
    assertThat(options).isEqualTo(spec.options);
    assertThat(Extensions.getDescriptor().getExtensions())
        .allSatisfy(
            e ->
                assertThat(e.getContainingType().getFullName())
                    .isEqualTo("google.protobuf.FileOptions"));
  }

  @Test
  void theShippedDescriptorSetHasTheSameFiles() throws Exception {
    try (var in = getClass().getResourceAsStream("/META-INF/keelson/api.descriptor_set")) {
      FileDescriptorSet set = FileDescriptorSet.parseFrom(in);
      Map<String, FileDescriptorProto> shipped = new TreeMap<>();
      set.getFileList().stream()
          .filter(file -> !file.getPackage().equals("google.protobuf"))
          .forEach(file -> shipped.put(file.getName(), file));
      Map<String, FileDescriptorProto> generated = new TreeMap<>();
      FILES.forEach(file -> generated.put(file.getName(), file.toProto()));
      assertThat(shipped.keySet()).isEqualTo(generated.keySet());
      generated.forEach(
          (name, file) ->
              assertThat(shipped.get(name).getMessageTypeCount())
                  .as(name)
                  .isEqualTo(file.getMessageTypeCount()));
    }
  }
}
