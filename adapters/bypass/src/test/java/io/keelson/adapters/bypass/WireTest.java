package io.keelson.adapters.bypass;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.keelson.adapter.template.StandardTemplates;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin's own copies of messages against those that the SDK's templates come with. */
class WireTest {

  private static final List<FileDescriptor> OWN =
      List.of(
          CheckNothingWire.getDescriptor(),
          ReportNothingWire.getDescriptor(),
          MetricWire.getDescriptor(),
          QuotaWire.getDescriptor());

  @ParameterizedTest
  @ValueSource(strings = {"checknothing", "reportnothing", "metric", "quota"})
  void messagesAreThoseOfTheTemplate(String template) throws Exception {
    FileDescriptorProto own =
        OWN.stream()
            .filter(file -> file.getPackage().equals(template))
            .findFirst()
            .orElseThrow()
            .toProto();
    FileDescriptorProto sdk;
    try (InputStream in =
        StandardTemplates.class.getResourceAsStream(
            "/META-INF/keelson/templates/" + template + ".descriptor_set")) {
      sdk =
          FileDescriptorSet.parseFrom(in).getFileList().stream()
              .filter(file -> file.getPackage().equals(template))
              .findFirst()
              .orElseThrow();
    }

    Map<String, Map<Integer, String>> theirs = fields(sdk);
    assertThat(fields(own))
        .isNotEmpty()
        .allSatisfy((message, fields) -> assertThat(theirs.get(message)).isEqualTo(fields));
  }

  private static Map<String, Map<Integer, String>> fields(FileDescriptorProto file) {
    var messages = new TreeMap<String, Map<Integer, String>>();
    for (DescriptorProto message : file.getMessageTypeList()) {
      var fields = new TreeMap<Integer, String>();
      for (FieldDescriptorProto field : message.getFieldList()) {
        fields.put(
            field.getNumber(),
            "%s %s %s %s"
                .formatted(
                    field.getLabel(), field.getType(), field.getTypeName(), field.getName()));
      }
      messages.put(message.getName(), fields);
    }
    return messages;
  }
}
