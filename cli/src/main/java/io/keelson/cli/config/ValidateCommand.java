package io.keelson.cli.config;

import io.keelson.adapter.template.StandardTemplates;
import io.keelson.cli.Json;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.config.snapshot.SnapshotBuilder;
import io.keelson.config.snapshot.SnapshotOptions;
import io.keelson.config.source.FolderSource;
import io.keelson.config.source.ResourceReader;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.mixer.plugin.PluginFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code keelson validate}: everything that a server would say of a configuration, without a
 * server.
 */
@Command(
    name = "validate",
    description =
        "Check configuration: print every diagnostic, exit with 1 where there is an error.")
public final class ValidateCommand implements Callable<Integer> {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec;
  @Mixin private Plugins plugins;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      arity = "1..*",
      description = "File or folder; several are taken together. - is the standard input.")
  private List<String> files = List.of();

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "The same, without -f.")
  private List<String> more = List.of();

  @Option(
      names = "--configDefaultNamespace",
      defaultValue = "istio-system",
      paramLabel = "NAMESPACE",
      description =
          "Namespace of resources that name none; its rules apply everywhere (default: ${DEFAULT-VALUE}).")
  private String defaultNamespace;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "One line, or one JSON object, a diagnostic.")
  private Format output;

  @Override
  public Integer call() throws IOException {
    if (files.isEmpty() && more.isEmpty()) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "Say what to validate: -f FILE or -f FOLDER");
    }
    var resources = new ArrayList<Resource>();
    var diagnostics = new ArrayList<Diagnostic>();
    for (List<String> group : List.of(files, more)) {
      for (String file : group) {
        read(file, resources, diagnostics);
      }
    }
    try (PluginFolder adapters = plugins.load()) {
      var builder =
          new SnapshotBuilder(
              adapters,
              StandardTemplates.all(),
              new ExpressionCompiler(),
              new SnapshotOptions(defaultNamespace, true));
      Snapshot snapshot = builder.build(resources, null);
      diagnostics.addAll(adapters.installed().diagnostics());
      diagnostics.addAll(snapshot.diagnostics());
      return print(snapshot, diagnostics);
    }
  }

  private void read(String file, List<Resource> resources, List<Diagnostic> diagnostics)
      throws IOException {
    if (file.equals("-")) {
      add(
          ResourceReader.read(
              "standard input",
              new String(System.in.readAllBytes(), StandardCharsets.UTF_8),
              defaultNamespace),
          resources,
          diagnostics);
      return;
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      var options =
          new FolderSource.Options(defaultNamespace, FolderSource.Options.DEFAULT.delay());
      try (var source = new FolderSource(path, options)) {
        source.start(
            (all, faults) -> {
              resources.addAll(all);
              diagnostics.addAll(faults);
            });
      }
    } else if (Files.exists(path)) {
      add(
          ResourceReader.read(file, Files.readString(path), defaultNamespace),
          resources,
          diagnostics);
    } else {
      throw new NoSuchFileException(file, null, "there is no such file or folder");
    }
  }

  private static void add(
      ResourceReader.Read read, List<Resource> resources, List<Diagnostic> diagnostics) {
    resources.addAll(read.resources());
    diagnostics.addAll(read.diagnostics());
  }

  private int print(Snapshot snapshot, List<Diagnostic> diagnostics) {
    PrintWriter out = spec.commandLine().getOut();
    for (Diagnostic diagnostic : diagnostics) {
      out.println(output == Format.json ? Json.write(json(diagnostic)) : diagnostic.toString());
    }
    long errors = diagnostics.stream().filter(d -> d.severity() == Severity.ERROR).count();
    long warnings = diagnostics.stream().filter(d -> d.severity() == Severity.WARNING).count();
    if (output == Format.text) {
      out.printf(
          "%d rules, %d handlers, %d instances in effect; %d errors, %d warnings%n",
          snapshot.rules().size(),
          snapshot.handlers().size(),
          snapshot.instances().size(),
          errors,
          warnings);
    }
    out.flush();
    return errors == 0 ? 0 : 1;
  }

  private static Map<String, Object> json(Diagnostic diagnostic) {
    var json = new LinkedHashMap<String, Object>();
    json.put("severity", diagnostic.severity().name());
    json.put("code", diagnostic.code());
    if (diagnostic.resource() != null) {
      json.put("kind", diagnostic.resource().kind());
      json.put("namespace", diagnostic.resource().namespace());
      json.put("name", diagnostic.resource().name());
    }
    json.put("field", diagnostic.field());
    json.put("value", diagnostic.value());
    json.put("reason", diagnostic.reason());
    if (diagnostic.origin() != null) {
      json.put("origin", diagnostic.origin().toString());
    }
    return json;
  }
}
