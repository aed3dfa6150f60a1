package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the protocol compiler on template definitions. */
public final class Protoc {
  private static final long DEADLINE_SECONDS = 60;
  private static final List<String> IMPORTS =
      List.of(
          "google/protobuf/any.proto",
          "google/protobuf/descriptor.proto",
          "google/protobuf/duration.proto",
          "google/protobuf/struct.proto",
          "google/protobuf/timestamp.proto",
          "google/protobuf/wrappers.proto",
          "google/rpc/status.proto",
          "mixer/adapter/model/v1beta1/check.proto",
          "mixer/adapter/model/v1beta1/extensions.proto",
          "mixer/adapter/model/v1beta1/quota.proto",
          "mixer/adapter/model/v1beta1/report.proto",
          "policy/v1beta1/type.proto",
          "policy/v1beta1/value_type.proto");

  private final Path executable;
  private final Path workFolder;

  /**
   * @param executable the compiler
   * @param workFolder gets imports and results; made where it is missing
   */
  public Protoc(Path executable, Path workFolder) {
    this.executable = executable;
    this.workFolder = workFolder;
  }

  /** A compiler as it lies in a Maven repository: a file that is not marked executable there. */
  public static Protoc fromRepository(Path artifact, Path workFolder) throws IOException {
    Files.createDirectories(workFolder);
    Path copy = workFolder.resolve("protoc.exe");
    if (!Files.exists(copy) || Files.size(copy) != Files.size(artifact)) {
      Files.copy(artifact, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!copy.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + copy + " executable");
    }
    return new Protoc(copy, workFolder);
  }

  /**
   * Compiles files to a descriptor set with their imports and comments.
   *
   * @param root what file names and imports are relative to, besides the imports that every
   *     template needs
   * @param files names below {@code root}
   * @throws IOException where the compiler fails; the message is what it said
   */
  public FileDescriptorSet compile(Path root, Collection<String> files)
      throws IOException, InterruptedException {
    Path imports = workFolder.resolve("imports");
    for (String name : IMPORTS) {
      unpack(name, imports.resolve(name));
    }
    Path result = Files.createTempFile(workFolder, "templates", ".descriptor_set");
    Path said = Files.createTempFile(workFolder, "protoc", ".log");
    try {
      List<String> command = new ArrayList<>();
      command.add(executable.toString());
      command.add("--proto_path=" + root);
      command.add("--proto_path=" + imports);
      command.add("--include_imports");
      command.add("--include_source_info");
      command.add("--descriptor_set_out=" + result);
      command.addAll(files);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "the protocol compiler did not end within " + DEADLINE_SECONDS + " seconds");
      }
      if (process.exitValue() != 0) {
        throw new IOException(Files.readString(said, StandardCharsets.UTF_8).strip());
      }
      return TemplateReader.parse(Files.readAllBytes(result));
    } finally {
      Files.deleteIfExists(result);
      Files.deleteIfExists(said);
    }
  }

  private static void unpack(String name, Path target) throws IOException {
    try (InputStream in = Protoc.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the import " + name + " is not on the class path");
      }
      Files.createDirectories(target.getParent());
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
