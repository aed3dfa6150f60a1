package io.keelson.adapters.stdio;

import io.keelson.adapter.Values;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapters.stdio.Params.Level;
import java.time.Instant;

/** How an entry becomes a line. */
enum LineFormat {
  /** One JSON object. */
  JSON(":", ","),

  /**
   * Time, level and instance separated by tabs, then the rest as a JSON object if there is a rest.
   */
  CONSOLE(": ", ", ");

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String colon;
  private final String comma;

  LineFormat(String colon, String comma) {
    this.colon = colon;
    this.comma = comma;
  }

  void appendLog(
      StringBuilder out, Level level, Instant time, String instance, Dimensions variables) {
    boolean object = begin(out, level, time, instance, variables.size() > 0);
    appendFields(out, variables, "");
    end(out, object);
  }

  void appendMetric(
      StringBuilder out,
      Level level,
      Instant time,
      String instance,
      Object value,
      Dimensions dimensions) {
    boolean object = begin(out, level, time, instance, true);
    appendName(out, "value");
    appendValue(out, value);
    appendFields(out, dimensions, comma);
    end(out, object);
  }

  /** Whether there is an object to close at the end. */
  private boolean begin(
      StringBuilder out, Level level, Instant time, String instance, boolean more) {
    String name =
        switch (level) {
          case WARNING -> "warn";
          case ERROR -> "error";
          default -> "info";
        };
    if (this == CONSOLE) {
      out.append(Values.text(time)).append('\t').append(name).append('\t').append(instance);
      out.append(more ? "\t{" : "");
      return more;
    }
    out.append("{\"level\":\"").append(name);
    out.append("\",\"time\":\"").append(Values.text(time));
    out.append("\",\"instance\":");
    appendText(out, instance);
    out.append(more ? comma : "");
    return true;
  }

  private void appendFields(StringBuilder out, Dimensions fields, String first) {
    String separator = first;
    for (int i = 0; i < fields.size(); i++) {
      out.append(separator);
      appendName(out, fields.types().key(i));
      appendValue(out, fields.value(i));
      separator = comma;
    }
  }

  private void appendName(StringBuilder out, String name) {
    appendText(out, name);
    out.append(colon);
  }

  private static void end(StringBuilder out, boolean object) {
    out.append(object ? "}\n" : "\n");
  }

  private static void appendValue(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case Long l -> out.append(l.longValue());
      case Boolean b -> out.append(b.booleanValue());
      case Double d when Double.isFinite(d) -> out.append(Values.text(d));
      default -> appendText(out, Values.text(value));
    }
  }

  private static void appendText(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
