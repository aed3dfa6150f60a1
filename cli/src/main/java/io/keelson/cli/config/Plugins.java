package io.keelson.cli.config;

import io.keelson.mixer.plugin.PluginFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the plugins are. */
public final class Plugins {
  @Option(
      names = "--plugins",
      paramLabel = "FOLDER",
      description = "Folder of adapter plugins (default: the distribution's).")
  private Path folder;

  /** The folder: what was asked for, else {@code plugins} in the distribution. */
  public Path folder() {
    return folder != null
        ? folder
        : Path.of(System.getProperty("keelson.home", "target/keelson"), "plugins");
  }

  PluginFolder load() {
    return PluginFolder.load(folder());
  }
}
