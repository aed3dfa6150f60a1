package io.keelson.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixgenTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path template;
  private Path service;
  private Path alone;

  @BeforeEach
  void compile() throws Exception {
    var set =
        Protos.in(folder)
            .file("x.proto", Protos.template("a.t", "CHECK", "message Template { string s = 1; }"))
            .compile();
    template = Files.write(folder.resolve("t.set"), set.toByteArray());
    var file = ServiceFile.of(TemplateReader.read(set));
    service = Files.write(folder.resolve("s.set"), ServiceFile.withImports(file).toByteArray());
    alone =
        Files.write(
            folder.resolve("alone.set"),
            com.google.protobuf.DescriptorProtos.FileDescriptorSet.newBuilder()
                .addFile(file)
                .build()
                .toByteArray());
  }

  private int run(Object... arguments) {
    return Mixgen.run(
        java.util.Arrays.stream(arguments).map(Object::toString).toList(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void apiWritesSourcesAndService() throws Exception {
    Path java = folder.resolve("java");
    Path proto = folder.resolve("out/t.proto");
    Path set = folder.resolve("out/t.set");
    int status =
        run(
            "api",
            "-t",
            template,
            "--java_out=" + java,
            "--java_package",
            "com.acme",
            "--proto_out",
            proto,
            "--descriptor_out",
            set,
            "-m",
            "a.proto:x/y");
    assertThat(err()).isEmpty();
    assertThat(status).isZero();
    assertThat(java.resolve("com/acme/t/THandler.java")).exists();
    assertThat(proto).content().contains("service HandleTService");
    assertThat(set).binaryContent().isEqualTo(Files.readAllBytes(service));
  }

  @Test
  void apiReportsWhatIsWrongWithTheTemplate() throws Exception {
    var bad =
        Protos.in(folder.resolve("bad"))
            .file("x.proto", Protos.template("t", "CHECK", "message Template { float f = 1; }"))
            .compile();
    Path file = Files.write(folder.resolve("bad.set"), bad.toByteArray());
    assertThat(run("api", "-t", file)).isEqualTo(1);
    assertThat(err()).startsWith("errors during parsing\nError: x.proto:6: the field 'f'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nocolon", "a:b:c", ""})
  void anImportMappingHasOneColon(String mapping) {
    assertThat(run("api", "-t", template, "-m", mapping)).isEqualTo(1);
    assertThat(err()).contains("import mapping '" + mapping + "'");
  }

  @Test
  void templateWritesAResource() throws Exception {
    assertThat(run("template", "-d", service, "-n", "thing")).isZero();
    assertThat(out())
        .isEqualTo(
            """
            # Made by this command; to change it, run the command again.
            # mixgen template -d %s -n thing
            apiVersion: "config.istio.io/v1alpha2"
            kind: template
            metadata:
              name: "thing"
              namespace: "istio-system"
            spec:
              descriptor: "%s"
            ---
            """
                .formatted(
                    service, Base64.getEncoder().encodeToString(Files.readAllBytes(service))));
  }

  @Test
  void adapterWritesAResourceIntoAFolder() throws Exception {
    int status =
        run(
            "adapter",
            "-n",
            "mine",
            "--namespace=ns",
            "-d",
            "says \"hi\"",
            "-s=false",
            "-c",
            service,
            "-t",
            "metric",
            "-t",
            "quota.ns",
            "-o",
            folder);
    assertThat(err()).isEmpty();
    assertThat(status).isZero();
    assertThat(folder.resolve("mine.yaml"))
        .content()
        .contains("kind: adapter\nmetadata:\n  name: \"mine\"\n  namespace: \"ns\"\n")
        .contains("  description: \"says \\\"hi\\\"\"\n  session_based: false\n")
        .contains("  templates:\n  - \"metric\"\n  - \"quota.ns\"\n")
        .endsWith("\"\n---\n");
  }

  @Test
  void adapterIsSessionBasedAndWithoutConfigurationUnlessSaidOtherwise() {
    assertThat(run("adapter", "-n", "mine")).isZero();
    assertThat(out()).contains("  session_based: true\n  templates: []\n  config: \"\"\n---\n");
  }

  @Test
  void adapterOutputMustExist() {
    assertThat(run("adapter", "-n", "mine", "-o", folder.resolve("none"))).isEqualTo(1);
    assertThat(err()).contains("does not exist");
  }

  @Test
  void descriptorsWithoutTheirImportsAreRefused() {
    for (List<Object> command :
        List.<List<Object>>of(
            List.of("template", "-n", "x", "-d", alone),
            List.of("adapter", "-n", "x", "-c", alone))) {
      err.reset();
      assertThat(run(command.toArray())).isEqualTo(1);
      assertThat(err()).contains("--include_imports");
    }
  }

  @Test
  void mistakesGetSentences() {
    assertThat(run("template", "-n", "x", "-d", folder.resolve("none"))).isEqualTo(1);
    assertThat(err()).contains("there is no file");
    assertThat(run("template", "stray")).isEqualTo(1);
    assertThat(err()).contains("'stray' is no option");
    assertThat(run("doc")).isEqualTo(1);
    assertThat(err()).contains("unknown command 'doc'");
    assertThat(run("template", "-d", service)).isEqualTo(1);
    assertThat(err()).contains("--name is missing");
    assertThat(run("adapter", "-n")).isEqualTo(1);
    assertThat(err()).contains("-n needs a value");
    assertThat(run("adapter", "-n", "x", "-s=maybe")).isEqualTo(1);
    assertThat(err()).contains("true or false");
    assertThat(run("adapter", "--what")).isEqualTo(1);
    assertThat(err()).contains("unknown option --what");
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run()).isZero();
    assertThat(out()).contains("mixgen api").contains("mixgen template").contains("mixgen adapter");
  }

  @Test
  void whatNoCompilerMadeIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "not a descriptor set");
    Path empty = Files.write(folder.resolve("empty"), new byte[0]);
    var broken = TemplateReader.parse(Files.readAllBytes(template)).toBuilder();
    broken
        .getFileBuilderList()
        .forEach(
            file ->
                file.getMessageTypeBuilderList()
                    .forEach(m -> m.getFieldBuilderList().forEach(f -> f.setTypeName(".a.Gone"))));
    Path contradicting = Files.write(folder.resolve("broken"), broken.build().toByteArray());
    Path self =
        Files.write(
            folder.resolve("self"),
            com.google.protobuf.DescriptorProtos.FileDescriptorSet.newBuilder()
                .addFile(
                    com.google.protobuf.DescriptorProtos.FileDescriptorProto.newBuilder()
                        .setName("x.proto")
                        .addDependency("x.proto"))
                .build()
                .toByteArray());
    for (var refused :
        java.util.Map.of(
                text, "is not a descriptor set",
                empty, "without files",
                contradicting, "contradicts itself",
                alone, "--include_imports",
                self, "imports itself")
            .entrySet()) {
      err.reset();
      assertThat(run("api", "-t", refused.getKey(), "--proto_out", folder.resolve("o")))
          .isEqualTo(1);
      assertThat(err()).contains(refused.getValue());
    }
    assertThat(folder.resolve("o")).doesNotExist();
  }
}
