package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Definitions in a test, compiled by the real compiler. */
final class Protos {
  private static final String HEAD =
      """
      syntax = "proto3";
      package %s;
      import "mixer/adapter/model/v1beta1/extensions.proto";
      import "policy/v1beta1/type.proto";
      option (istio.mixer.adapter.model.v1beta1.template_variety) = TEMPLATE_VARIETY_%s;
      """;

  private final Path folder;
  private final Map<String, String> files = new LinkedHashMap<>();

  private Protos(Path folder) {
    this.folder = folder;
  }

  static Protos in(Path folder) {
    return new Protos(folder);
  }

  /** The head takes five lines, so the body begins at line 6. */
  static String template(String protoPackage, String variety, String body) {
    return HEAD.formatted(protoPackage, variety) + body;
  }

  Protos file(String name, String text) {
    files.put(name, text);
    return this;
  }

  FileDescriptorSet compile() throws IOException, InterruptedException {
    Path sources = folder.resolve("sources");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = sources.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    Path protoc = Path.of(System.getProperty("keelson.protoc"));
    return Protoc.fromRepository(protoc, folder.resolve("work")).compile(sources, files.keySet());
  }

  TemplateModel read() throws IOException, InterruptedException, TemplateException {
    return TemplateReader.read(compile());
  }
}
