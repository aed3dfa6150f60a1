package io.keelson.mixer.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Logging before {@link Logging#configure}, found by Logback as a service: warnings to standard
 * error, so that commands keep standard output for themselves. Saves Logback's search for
 * configuration files.
 */
public final class QuietStart extends ContextAwareBase implements Configurator {
  private static final int QUEUE_LINES = 1024;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    try {
      var appender =
          new QueueAppender(
              QUEUE_LINES,
              new LineFormat(false, Set.of(), Map.of()),
              List.of(LogSink.open("stderr")),
              new LongAdder());
      appender.setContext(context);
      appender.setName("start");
      appender.start();
      var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.addAppender(appender);
      root.setLevel(Level.WARN);
    } catch (IOException e) {
      addError("cannot log to standard error", e);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
