package io.keelson.cli;

import java.util.Map;

/** Writes maps, lists, strings, numbers, booleans and null as JSON on one line. */
public final class Json {
  private Json() {}

  public static String write(Object value) {
    var text = new StringBuilder();
    write(text, value);
    return text.toString();
  }

  private static void write(StringBuilder text, Object value) {
    switch (value) {
      case null -> text.append("null");
      case Map<?, ?> map -> {
        String separator = "{";
        for (var entry : map.entrySet()) {
          text.append(separator);
          string(text, String.valueOf(entry.getKey()));
          text.append(':');
          write(text, entry.getValue());
          separator = ",";
        }
        text.append(map.isEmpty() ? "{}" : "}");
      }
      case Iterable<?> list -> {
        text.append('[');
        String separator = "";
        for (Object element : list) {
          text.append(separator);
          write(text, element);
          separator = ",";
        }
        text.append(']');
      }
      case Boolean flag -> text.append(flag.booleanValue());
      case Double number when !Double.isFinite(number) -> string(text, number.toString());
      case Number number -> text.append(number);
      default -> string(text, value.toString());
    }
  }

  private static void string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || Character.isSurrogate(c) && !paired(value, i)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean paired(String value, int i) {
    char c = value.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }
}
