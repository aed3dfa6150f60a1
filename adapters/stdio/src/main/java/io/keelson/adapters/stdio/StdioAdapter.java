package io.keelson.adapters.stdio;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.logentry.LogEntryTemplate;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapters.stdio.Params.Level;
import io.keelson.adapters.stdio.Params.Stream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes log entries and metrics as lines of text, to standard output, standard error or a file.
 */
public final class StdioAdapter implements Adapter<Params> {
  /** Severities as people write them; whatever is not here is INFO. */
  private static final Map<String, Level> SEVERITIES =
      Map.ofEntries(
          Map.entry("INFORMATIONAL", Level.INFO),
          Map.entry("informational", Level.INFO),
          Map.entry("INFO", Level.INFO),
          Map.entry("info", Level.INFO),
          Map.entry("WARNING", Level.WARNING),
          Map.entry("warning", Level.WARNING),
          Map.entry("WARN", Level.WARNING),
          Map.entry("warn", Level.WARNING),
          Map.entry("ERROR", Level.ERROR),
          Map.entry("error", Level.ERROR),
          Map.entry("ERR", Level.ERROR),
          Map.entry("err", Level.ERROR),
          Map.entry("FATAL", Level.ERROR),
          Map.entry("fatal", Level.ERROR));

  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "stdio",
          "Writes log entries and metrics to standard output, standard error or files",
          Params.newBuilder()
              .setOutputAsJson(true)
              .putAllSeverityLevels(SEVERITIES)
              .setMaxMegabytesBeforeRotation(100)
              .setMaxDaysBeforeRotation(30)
              .setMaxRotatedFiles(1000)
              .build(),
          List.of(LogEntryTemplate.INSTANCE, MetricTemplate.INSTANCE),
          Execution.BLOCKING);

  private final Supplier<PrintStream> out;
  private final Supplier<PrintStream> err;
  private final RotatedFiles rotatedFiles = new RotatedFiles();

  public StdioAdapter() {
    this(() -> System.out, () -> System.err);
  }

  StdioAdapter(Supplier<PrintStream> out, Supplier<PrintStream> err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    Params config = spec.config();
    Stream stream = config.getLogStream();
    boolean file = stream == Stream.FILE || stream == Stream.ROTATED_FILE;
    if (stream == Stream.UNRECOGNIZED) {
      errors.add(
          "logStream",
          config.getLogStreamValue()
              + " is no stream: choose STDOUT, STDERR, FILE or ROTATED_FILE");
    } else if (!file && !config.getOutputPath().isEmpty()) {
      errors.add(
          "outputPath",
          "must be empty for the stream "
              + stream
              + "; choose FILE or ROTATED_FILE to write there");
    } else if (file && config.getOutputPath().isEmpty()) {
      errors.add("outputPath", "is needed for the stream " + stream + ": the file to write to");
    } else if (file) {
      path(config, errors);
    }
    level("metricLevel", config.getMetricLevel(), errors);
    level("outputLevel", config.getOutputLevel(), errors);
    config
        .getSeverityLevelsMap()
        .forEach((severity, level) -> level("severityLevels[" + severity + "]", level, errors));
  }

  private static void level(String field, Level level, ConfigErrors errors) {
    if (level == Level.UNRECOGNIZED) {
      errors.add(field, "is no level: choose INFO (0), WARNING (1) or ERROR (2)");
    }
  }

  private static Path path(Params config, ConfigErrors errors) {
    try {
      return Path.of(config.getOutputPath());
    } catch (InvalidPathException e) {
      errors.add("outputPath", "is no file name: " + e.getMessage());
      return null;
    }
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws AdapterException {
    var errors = new ConfigErrors();
    validate(spec, errors);
    if (!errors.isEmpty()) {
      throw new AdapterException(
          errors.list().stream().map(ConfigErrors.ConfigError::toString).toList());
    }
    Params config = spec.config();
    try {
      return new StdioHandler(config, sink(config, environment), environment);
    } catch (IOException e) {
      throw new AdapterException(
          "cannot write to the file '" + config.getOutputPath() + "': " + e.getMessage());
    }
  }

  private Sink sink(Params config, Environment environment) throws IOException {
    return switch (config.getLogStream()) {
      case STDERR -> new StreamSink("standard error", err, FileDescriptor.err);
      case FILE -> new FileSink(Path.of(config.getOutputPath()));
      case ROTATED_FILE ->
          rotatedFiles.open(
              Path.of(config.getOutputPath()), RotationLimits.of(config), environment);
      default -> new StreamSink("standard output", out, FileDescriptor.out);
    };
  }
}
