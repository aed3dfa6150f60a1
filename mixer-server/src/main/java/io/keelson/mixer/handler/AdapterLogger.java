package io.keelson.mixer.handler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventBuilder;

/** The scope {@code adapters}, with the handler's name as field {@code adapter} of every line. */
final class AdapterLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private final transient Logger scope = LoggerFactory.getLogger("adapters");
  private final String handler;

  AdapterLogger(String handler) {
    this.name = "adapters";
    this.handler = handler;
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return AdapterLogger.class.getName();
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
    LoggingEventBuilder event = scope.atLevel(level).addKeyValue("adapter", handler);
    if (thrown != null) {
      event = event.setCause(thrown);
    }
    event.log(message, arguments == null ? new Object[0] : arguments);
  }

  @Override
  public boolean isTraceEnabled() {
    return scope.isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return scope.isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return scope.isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return scope.isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return scope.isErrorEnabled();
  }
}
