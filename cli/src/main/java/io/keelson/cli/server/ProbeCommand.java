package io.keelson.cli.server;

import io.keelson.attribute.DurationText;
import io.keelson.cli.client.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keelson probe}: whether a server has renewed its probe file lately. */
@Command(name = "probe", description = "Tell whether a probe file of a running server is fresh.")
public final class ProbeCommand implements Callable<Integer> {
  /** What a file may be late by: clocks and file systems round. */
  private static final Duration GRACE = Duration.ofMillis(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--probe-path",
      required = true,
      paramLabel = "FILE",
      description = "The probe file.")
  private Path path;

  @Option(
      names = "--interval",
      required = true,
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How old it may be.")
  private Duration interval;

  @Override
  public Integer call() {
    String cause;
    try {
      Instant modified = Files.getLastModifiedTime(path).toInstant();
      if (!Instant.now().isAfter(modified.plus(interval).plus(GRACE))) {
        spec.commandLine().getOut().println("OK");
        return 0;
      }
      cause =
          "file "
              + path
              + " is too old (last modified time "
              + modified
              + ", should be within "
              + DurationText.format(interval)
              + ")";
    } catch (IOException unreadable) {
      cause = unreadable.toString();
    }
    spec.commandLine().getErr().println("Fail on inspecting path " + path + ": " + cause);
    return 1;
  }
}
