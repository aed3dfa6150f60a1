package io.keelson.mixer.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A plugin that a test writes: sources, compiled against the SDK, with a manifest. */
final class PluginJar {
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> manifest = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();

  PluginJar(String id) {
    manifest.put("Manifest-Version", "1.0");
    manifest.put("Plugin-Id", id);
    manifest.put("Plugin-Version", "1.2.3");
    manifest.put("Plugin-Provider", "Tests");
    manifest.put("Plugin-Requires", "0.1.0-SNAPSHOT");
  }

  /** A manifest attribute; null takes it away. */
  PluginJar manifest(String name, String value) {
    if (value == null) {
      manifest.remove(name);
    } else {
      manifest.put(name, value);
    }
    return this;
  }

  PluginJar source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** An adapter whose constructor does something and whose description is an expression. */
  PluginJar adapter(String className, String name, String constructor, String description) {
    int dot = className.lastIndexOf('.');
    services.add(className);
    return source(
        className,
        """
        package %s;
        import com.google.protobuf.Empty;
        import io.keelson.adapter.*;
        import io.keelson.adapter.template.checknothing.*;
        import java.util.List;
        public class %s implements Adapter<Empty> {
          public %s() throws Exception { %s }
          static String seen(String name) {
            try {
              return Class.forName(name).getClassLoader() == %s.class.getClassLoader()
                  ? "own" : "shared";
            } catch (ClassNotFoundException hidden) {
              return "hidden";
            }
          }
          public AdapterInfo<Empty> info() {
            return new AdapterInfo<>("%s", %s, Empty.getDefaultInstance(),
                List.of(CheckNothingTemplate.INSTANCE), Execution.NEVER_WAITS);
          }
          public Handler build(HandlerSpec<Empty> spec, Environment environment) {
            return new CheckNothingHandler() {
              public CheckResult handleCheckNothing(CheckNothingInstance instance) {
                return CheckResult.NO_OPINION;
              }
            };
          }
        }
        """
            .formatted(
                className.substring(0, dot),
                className.substring(dot + 1),
                className.substring(dot + 1),
                constructor,
                className.substring(dot + 1),
                name,
                description));
  }

  /** Writes a jar. */
  Path jar(Path file) {
    return write(file, "");
  }

  /** Writes a zip, with the classes below {@code classes/}. */
  Path zip(Path file) {
    return write(file, "classes/");
  }

  private Path write(Path file, String prefix) {
    var entries = new TreeMap<String, byte[]>();
    var text = new StringBuilder();
    manifest.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    // A zip's manifest lies where its classes are.
    entries.put(prefix + "META-INF/MANIFEST.MF", text.toString().getBytes(StandardCharsets.UTF_8));
    if (!services.isEmpty()) {
      entries.put(
          prefix + "META-INF/services/io.keelson.adapter.Adapter",
          String.join("\n", services).getBytes(StandardCharsets.UTF_8));
    }
    compile().forEach((name, bytes) -> entries.put(prefix + name, bytes));
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Map<String, byte[]> compile() {
    var classes = new TreeMap<String, byte[]>();
    if (sources.isEmpty()) {
      return classes;
    }
    try {
      Path out = Files.createTempDirectory("plugin-classes");
      var units = new ArrayList<JavaFileObject>();
      sources.forEach((name, text) -> units.add(unit(name, text)));
      var messages = new StringWriter();
      boolean good =
          ToolProvider.getSystemJavaCompiler()
              .getTask(
                  messages,
                  null,
                  null,
                  List.of(
                      "-d",
                      out.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-proc:none"),
                  null,
                  units)
              .call();
      assertThat(good).as(messages.toString()).isTrue();
      try (Stream<Path> files = Files.walk(out)) {
        for (Path path : files.filter(Files::isRegularFile).toList()) {
          classes.put(out.relativize(path).toString(), Files.readAllBytes(path));
        }
      }
      return classes;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static JavaFileObject unit(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
