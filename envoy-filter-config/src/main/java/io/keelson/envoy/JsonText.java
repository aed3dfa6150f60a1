package io.keelson.envoy;

import java.util.List;
import java.util.Map;

/** Writes trees as JSON for people to paste: two spaces a level, a line each entry. */
public final class JsonText {
  private static final int FIRST_PRINTABLE = ' ';

  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** The tree as JSON, without a line end. */
  public static String of(Object tree) {
    var json = new JsonText();
    json.value(tree, "");
    return json.text.toString();
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> text.append("{}");
      case Map<?, ?> map -> {
        String separator = "{\n";
        for (var entry : map.entrySet()) {
          text.append(separator).append(indent).append("  ");
          string(entry.getKey().toString());
          text.append(": ");
          value(entry.getValue(), indent + "  ");
          separator = ",\n";
        }
        text.append('\n').append(indent).append('}');
      }
      case List<?> list when list.isEmpty() -> text.append("[]");
      case List<?> list -> {
        String separator = "[\n";
        for (Object element : list) {
          text.append(separator).append(indent).append("  ");
          value(element, indent + "  ");
          separator = ",\n";
        }
        text.append('\n').append(indent).append(']');
      }
      case Number number -> text.append(number);
      case Boolean bool -> text.append(bool.booleanValue());
      default -> string(value.toString());
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
