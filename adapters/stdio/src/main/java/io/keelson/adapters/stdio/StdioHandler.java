package io.keelson.adapters.stdio;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import io.keelson.adapter.template.logentry.LogEntryHandler;
import io.keelson.adapter.template.logentry.LogEntryInstance;
import io.keelson.adapter.template.metric.MetricHandler;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapters.stdio.Params.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes each report as one piece, flushed before the report is answered. */
final class StdioHandler implements LogEntryHandler, MetricHandler {
  private final LineFormat format;
  private final Map<String, Level> severities;
  private final Level metricLevel;
  private final Level outputLevel;
  private final Sink sink;
  private final InstantSource clock;
  private final Metrics.Counter withheld;
  private final AtomicBoolean closed = new AtomicBoolean();

  StdioHandler(Params config, Sink sink, Environment environment) {
    this.sink = sink;
    format = config.getOutputAsJson() ? LineFormat.JSON : LineFormat.CONSOLE;
    severities = Map.copyOf(config.getSeverityLevelsMap());
    metricLevel = config.getMetricLevel();
    outputLevel = config.getOutputLevel();
    clock = environment.clock();
    withheld =
        environment
            .metrics()
            .counter("stdio_withheld_total", "Entries not written: they are below outputLevel");
  }

  @Override
  public void handleLogEntry(List<LogEntryInstance> instances) throws AdapterException {
    var lines = new StringBuilder();
    for (LogEntryInstance entry : instances) {
      Level level = severities.getOrDefault(entry.severity(), Level.INFO);
      if (isWanted(level)) {
        format.appendLog(lines, level, entry.timestamp(), entry.name(), entry.variables());
      }
    }
    write(lines);
  }

  @Override
  public void handleMetric(List<MetricInstance> instances) throws AdapterException {
    var lines = new StringBuilder();
    for (MetricInstance metric : instances) {
      if (isWanted(metricLevel)) {
        format.appendMetric(
            lines,
            metricLevel,
            clock.instant(),
            metric.name(),
            metric.value(),
            metric.dimensions());
      }
    }
    write(lines);
  }

  private boolean isWanted(Level level) {
    boolean wanted = level.compareTo(outputLevel) >= 0;
    if (!wanted) {
      withheld.increment();
    }
    return wanted;
  }

  private void write(StringBuilder lines) throws AdapterException {
    if (lines.isEmpty()) {
      return;
    }
    try {
      sink.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AdapterException("cannot write to " + sink + ": " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      sink.close();
    }
  }
}
