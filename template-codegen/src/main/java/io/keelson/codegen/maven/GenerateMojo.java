package io.keelson.codegen.maven;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.keelson.codegen.JavaGenerator;
import io.keelson.codegen.ProtoPrinter;
import io.keelson.codegen.Protoc;
import io.keelson.codegen.ServiceFile;
import io.keelson.codegen.TemplateException;
import io.keelson.codegen.TemplateModel;
import io.keelson.codegen.TemplateReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** Generates SDK sources, service files and service descriptors from a folder of templates. */
@Mojo(name = "generate", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class GenerateMojo extends AbstractMojo {
  private final RepositorySystem repositories;

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private MavenProject project;

  @Parameter(defaultValue = "${repositorySystemSession}", readonly = true, required = true)
  private RepositorySystemSession session;

  @Parameter(
      defaultValue = "${project.remoteProjectRepositories}",
      readonly = true,
      required = true)
  private List<RemoteRepository> remotes;

  /** The templates: every {@code .proto} below this folder. */
  @Parameter(defaultValue = "${project.basedir}/src/main/template")
  private File sourceDirectory;

  /** Gets the Java sources. */
  @Parameter(defaultValue = "${project.build.directory}/generated-sources/keelson-templates")
  private File outputDirectory;

  /** Gets the service files and descriptors, below {@code META-INF/keelson/templates}. */
  @Parameter(defaultValue = "${project.build.directory}/generated-resources/keelson-templates")
  private File resourceDirectory;

  /** Whether what is generated belongs to the tests. */
  @Parameter(defaultValue = "false")
  private boolean testScope;

  /** The Java package above the packages of the templates. */
  @Parameter(required = true)
  private String javaPackage;

  /** The protocol compiler to use. */
  @Parameter(
      defaultValue = "com.google.protobuf:protoc:exe:${os.detected.classifier}:${protobuf.version}",
      required = true)
  private String protocArtifact;

  @Inject
  public GenerateMojo(RepositorySystem repositories) {
    this.repositories = repositories;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try {
      List<String> sources = sources();
      if (sources.isEmpty()) {
        throw new MojoFailureException(
            "there is no .proto in "
                + sourceDirectory
                + "; put templates there, or name their folder in sourceDirectory");
      }
      Path work = Path.of(project.getBuild().getDirectory(), "keelson-codegen");
      Set<Path> written = new HashSet<>();
      FileDescriptorSet set =
          Protoc.fromRepository(protoc(), work).compile(sourceDirectory.toPath(), sources);
      for (TemplateModel model : TemplateReader.readAll(set, sources)) {
        for (var source : JavaGenerator.generate(model, javaPackage).entrySet()) {
          Path file = outputDirectory.toPath().resolve(source.getKey());
          write(file, source.getValue().getBytes(UTF_8), written);
        }
        FileDescriptorProto service = ServiceFile.of(model);
        Path base = resourceDirectory.toPath().resolve("META-INF/keelson/templates");
        write(
            base.resolve(model.name() + ".proto"),
            ProtoPrinter.print(service).getBytes(UTF_8),
            written);
        write(
            base.resolve(model.name() + ".descriptor_set"),
            ServiceFile.withImports(service).toByteArray(),
            written);
      }
      deleteOthers(outputDirectory.toPath(), written);
      deleteOthers(resourceDirectory.toPath(), written);
    } catch (TemplateException e) {
      throw new MojoFailureException(e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("interrupted while templates were compiled", e);
    }
    Resource resource = new Resource();
    resource.setDirectory(resourceDirectory.getPath());
    if (testScope) {
      project.addTestCompileSourceRoot(outputDirectory.getPath());
      project.addTestResource(resource);
    } else {
      project.addCompileSourceRoot(outputDirectory.getPath());
      project.addResource(resource);
    }
  }

  private List<String> sources() throws IOException {
    Path root = sourceDirectory.toPath();
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".proto"))
          .map(file -> root.relativize(file).toString().replace(File.separatorChar, '/'))
          .sorted()
          .toList();
    }
  }

  private Path protoc() throws MojoExecutionException {
    ArtifactRequest request = new ArtifactRequest();
    request.setArtifact(new DefaultArtifact(protocArtifact));
    request.setRepositories(remotes);
    try {
      return repositories.resolveArtifact(session, request).getArtifact().getFile().toPath();
    } catch (ArtifactResolutionException e) {
      throw new MojoExecutionException(
          "cannot get the protocol compiler " + protocArtifact + ": " + e.getMessage(), e);
    }
  }

  /** Leaves files alone that would not change, so that nothing is compiled again without need. */
  private static void write(Path file, byte[] content, Set<Path> written) throws IOException {
    written.add(file);
    if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
  }

  /** What an earlier run left of templates that are gone or renamed. */
  private static void deleteOthers(Path root, Set<Path> written) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!written.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }
}
