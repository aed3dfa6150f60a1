package io.keelson.adapter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code in the README compiles. */
class ReadmeTest {
  private static final String IMPORTS =
      """
      import static org.assertj.core.api.Assertions.assertThat;
      import io.keelson.adapter.*;
      import io.keelson.adapter.kit.*;
      import io.keelson.adapter.template.listentry.*;
      import java.time.Duration;
      import java.util.*;
      """;

  /** What protoc would make of the README's configuration. */
  private static final String PARAMS =
      """
      abstract class Params extends com.google.protobuf.AbstractMessage {
        static Params getDefaultInstance() {
          return null;
        }
        abstract int getFriendsCount();
        abstract com.google.protobuf.ProtocolStringList getFriendsList();
      }
      """;

  @TempDir private Path folder;

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  @Test
  void itsCodeCompiles() throws Exception {
    Path readme = Path.of(System.getProperty("keelson.root"), "adapter-sdk", "README.md");
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(readme))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    String test =
        "class InTest { void test(String yaml, String otherYaml) {\n" + blocks.get(1) + "}}";
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                null,
                null,
                diagnostics,
                List.of("-d", folder.toString(), "-proc:none"),
                null,
                List.of(
                    source("Params", PARAMS),
                    source("GreeterAdapter", IMPORTS + blocks.get(0)),
                    source("InTest", IMPORTS + test)))
            .call();
    assertThat(diagnostics.getDiagnostics())
        .filteredOn(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .isEmpty();
    assertThat(compiled).isTrue();
  }
}
