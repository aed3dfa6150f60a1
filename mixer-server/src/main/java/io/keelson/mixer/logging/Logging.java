package io.keelson.mixer.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * The logging that is in force, from {@link #configure} to {@link #close}. Thread safe.
 *
 * <p>A scope is a logger name: {@code adapters} is the logger {@code adapters} and those below it;
 * all other loggers belong to {@code default}.
 */
public final class Logging implements AutoCloseable {
  /** Lines that wait for a slow target; a few seconds of a busy server. */
  static final int QUEUE_LINES = 8192;

  /**
   * Below warnings these tell what each client does wrong, a line a frame, or their own inner life.
   */
  private static final List<String> LIBRARIES = List.of("io.netty", "io.vertx", "org.pf4j");

  private final LoggerContext context;
  private final QueueAppender appender;
  private final LongAdder dropped;

  private Logging(LoggerContext context, QueueAppender appender, LongAdder dropped) {
    this.context = context;
    this.appender = appender;
    this.dropped = dropped;
  }

  /**
   * Replaces whatever logging there was.
   *
   * @throws IllegalArgumentException where the options have {@link LogOptions#problems()}
   * @throws IOException where a log file cannot be opened
   */
  public static Logging configure(LogOptions options) throws IOException {
    List<String> problems = options.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    var sinks = new ArrayList<LogSink>();
    for (String target : options.targets()) {
      sinks.add(LogSink.open(target));
    }
    if (!options.rotate().isEmpty()) {
      sinks.add(
          new RotatingFile(
              Path.of(options.rotate()),
              options.rotateBytes(),
              options.rotateMaxAgeDays(),
              options.rotateMaxBackups(),
              InstantSource.system()));
    }
    return install(options, sinks);
  }

  static Logging install(LogOptions options, List<LogSink> sinks) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Set<String> callers = ScopeLevels.parseScopes(options.caller());
    Map<String, Level> stacks = ScopeLevels.parse(options.stacktraceLevel());
    var silent = new HashSet<String>();
    stacks.forEach(
        (scope, level) -> {
          if (level == Level.OFF) {
            silent.add(scope);
          }
        });
    stacks.keySet().removeAll(silent);
    var dropped = new LongAdder();
    var appender =
        new QueueAppender(
            QUEUE_LINES, new LineFormat(options.asJson(), callers, stacks), sinks, dropped);
    appender.setContext(context);
    appender.setName("queue");
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.INFO);
    var logging = new Logging(context, appender, dropped);
    ScopeLevels.parse(options.outputLevel()).forEach(logging::set);
    // Vert.x 5.0.7 throws in a stream listener when a stream ends with trailers still queued, which
    // is
    // what a cancel by a slow reader is. Netty catches and prints it here, with a stack for each.
    context.getLogger("io.netty.handler.codec.http2.DefaultHttp2Connection").setLevel(Level.OFF);
    return logging;
  }

  /**
   * Changes the level of a scope while the server runs.
   *
   * @param level debug, info, warn, error, fatal or none
   * @throws IllegalArgumentException where scope or level does not exist
   */
  public void setLevel(String scope, String level) {
    ScopeLevels.parse(scope + ":" + level).forEach(this::set);
  }

  private void set(String scope, Level level) {
    if (scope.equals(ScopeLevels.DEFAULT_SCOPE)) {
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(level);
      Level quiet = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
      LIBRARIES.forEach(library -> context.getLogger(library).setLevel(quiet));
    } else {
      context.getLogger(scope).setLevel(level);
    }
  }

  /** How many lines could not be written because their target was too slow or broken. */
  public long dropped() {
    return dropped.sum();
  }

  /** Writes what is queued, within two seconds, and stops logging. */
  @Override
  public void close() {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    appender.stop();
  }
}
