package io.keelson.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keelson version}. */
@Command(name = "version", description = "Print which Keelson this is.")
final class VersionCommand implements Runnable {
  enum Format {
    yaml,
    json
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-s", "--short"},
      description = "Only the version.")
  private boolean brief;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "yaml|json",
      description = "For programs.")
  private Format output;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("version", Version.number());
    version.put("java_version", Runtime.version().toString());
    version.put("java_home", System.getProperty("java.home"));
    if (brief) {
      out.println(Version.number());
    } else if (output == Format.json) {
      out.println(Json.write(Map.of("clientVersion", version)));
    } else if (output == Format.yaml) {
      out.println("clientVersion:");
      version.forEach((name, value) -> out.println("  " + name + ": " + Json.write(value)));
    } else {
      out.println("keelson " + Version.number() + " on Java " + Runtime.version());
    }
    out.flush();
  }
}
