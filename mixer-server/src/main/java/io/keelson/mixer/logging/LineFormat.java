package io.keelson.mixer.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/** Makes a line of text or JSON from a log event. Thread safe. */
final class LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final boolean json;
  private final Set<String> callers;
  private final Map<String, Level> stacks;

  LineFormat(boolean json, Set<String> callers, Map<String, Level> stacks) {
    this.json = json;
    this.callers = Set.copyOf(callers);
    this.stacks = Map.copyOf(stacks);
  }

  /** Whether the call site must be looked up on the logging thread. */
  boolean wantsCaller(ILoggingEvent event) {
    if (callers.isEmpty() && stacks.isEmpty()) {
      return false;
    }
    String scope = scope(event);
    return callers.contains(scope) || wantsStack(scope, event.getLevel());
  }

  private boolean wantsStack(String scope, Level level) {
    Level from = stacks.get(scope);
    return from != null && level.isGreaterOrEqual(from);
  }

  /** A scope's logger has its name, or a longer one after a dot. */
  static String scope(ILoggingEvent event) {
    String name = event.getLoggerName();
    int dot = name.indexOf('.');
    String first = dot < 0 ? name : name.substring(0, dot);
    return LogOptions.SCOPES.contains(first) ? first : ScopeLevels.DEFAULT_SCOPE;
  }

  void append(ILoggingEvent event, StringBuilder out) {
    String scope = scope(event);
    String time = TIME.format(instant(event));
    String level = event.getLevel().toString().toLowerCase(Locale.ROOT);
    String caller = callers.contains(scope) ? caller(event) : null;
    String stack = stack(event, scope);
    if (json) {
      json(event, scope, time, level, caller, stack, out);
    } else {
      text(event, scope, time, level, caller, stack, out);
    }
    out.append('\n');
  }

  private static Instant instant(ILoggingEvent event) {
    Instant instant = event.getInstant();
    return instant != null ? instant : Instant.ofEpochMilli(event.getTimeStamp());
  }

  private static void text(
      ILoggingEvent event,
      String scope,
      String time,
      String level,
      String caller,
      String stack,
      StringBuilder out) {
    out.append(time).append('\t').append(level);
    if (!scope.equals(ScopeLevels.DEFAULT_SCOPE)) {
      out.append('\t').append(scope);
    }
    if (caller != null) {
      out.append('\t').append(caller);
    }
    out.append('\t').append(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null && !event.getKeyValuePairs().isEmpty()) {
      out.append('\t').append('{');
      boolean first = true;
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        if (!first) {
          out.append(", ");
        }
        first = false;
        JsonText.string(pair.key, out);
        out.append(": ");
        JsonText.value(pair.value, out);
      }
      out.append('}');
    }
    if (stack != null) {
      out.append('\n').append(stack);
    }
  }

  private static void json(
      ILoggingEvent event,
      String scope,
      String time,
      String level,
      String caller,
      String stack,
      StringBuilder out) {
    out.append('{');
    member("level", level, out);
    out.append(',');
    member("time", time, out);
    out.append(',');
    member("scope", scope, out);
    if (caller != null) {
      out.append(',');
      member("caller", caller, out);
    }
    out.append(',');
    member("msg", event.getFormattedMessage(), out);
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        out.append(',');
        JsonText.string(pair.key, out);
        out.append(':');
        JsonText.value(pair.value, out);
      }
    }
    if (stack != null) {
      out.append(',');
      member("stack", stack, out);
    }
    out.append('}');
  }

  private static void member(String name, String value, StringBuilder out) {
    JsonText.string(name, out);
    out.append(':');
    JsonText.string(value, out);
  }

  private static String caller(ILoggingEvent event) {
    StackTraceElement[] frames = event.getCallerData();
    return frames.length == 0 ? "?" : frames[0].getFileName() + ":" + frames[0].getLineNumber();
  }

  private String stack(ILoggingEvent event, String scope) {
    if (event.getThrowableProxy() != null) {
      return ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
    }
    if (!wantsStack(scope, event.getLevel())) {
      return null;
    }
    var text = new StringBuilder();
    for (StackTraceElement frame : event.getCallerData()) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append("\tat ").append(frame);
    }
    return text.toString();
  }
}
