package io.keelson.cli.config;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.keelson.adapter.Adapter;
import io.keelson.cli.Json;
import io.keelson.mixer.plugin.InstalledAdapter;
import io.keelson.mixer.plugin.PluginFolder;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keelson adapters}: what is in the plugins folder. */
@Command(
    name = "adapters",
    description = "List the adapters: name, version, origin, templates, parameters.")
public final class AdaptersCommand implements Callable<Integer> {
  enum Format {
    text,
    json
  }

  @Spec private CommandSpec spec;
  @Mixin private Plugins plugins;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "For people or for programs.")
  private Format output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (PluginFolder folder = plugins.load()) {
      for (InstalledAdapter adapter : folder.installed().all()) {
        if (output == Format.json) {
          out.println(Json.write(json(adapter)));
        } else {
          out.printf("%s %s (%s)%n", adapter.name(), adapter.version(), adapter.origin());
          out.printf("  %s%n", adapter.description());
          out.printf("  templates:  %s%n", String.join(", ", adapter.templates()));
          out.printf("  parameters: %s%n", String.join(", ", parameters(adapter.adapter())));
        }
      }
      folder.installed().diagnostics().forEach(spec.commandLine().getErr()::println);
      out.flush();
      return folder.installed().diagnostics().isEmpty() ? 0 : 1;
    }
  }

  private static Map<String, Object> json(InstalledAdapter adapter) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", adapter.name());
    json.put("version", adapter.version());
    json.put("provider", adapter.provider());
    json.put("origin", adapter.origin());
    json.put("description", adapter.description());
    json.put("templates", adapter.templates());
    json.put("parameters", parameters(adapter.adapter()));
    return json;
  }

  /** The names of the adapter's parameters, as YAML spells them. */
  private static List<String> parameters(Adapter<?> adapter) {
    List<String> names = new ArrayList<>();
    for (FieldDescriptor field :
        adapter.info().defaultConfig().getDescriptorForType().getFields()) {
      names.add(field.getJsonName());
    }
    return names.isEmpty() ? List.of("none") : names;
  }
}
