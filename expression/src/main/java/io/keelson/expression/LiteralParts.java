package io.keelson.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern that is nothing but literal text with {@code .*} between, perhaps anchored: most of
 * those that rules have. Found some fifty times faster than by an automaton.
 */
final class LiteralParts {
  private static final String SPECIAL = "[](){}+?*|^$.\\";

  /** A longer part would make the naive search for it more than a small multiple of the text. */
  private static final int MAX_PART = 64;

  private final String[] parts;
  private final boolean fromStart;
  private final boolean toEnd;

  private LiteralParts(List<String> parts, boolean fromStart, boolean toEnd) {
    this.parts = parts.toArray(String[]::new);
    this.fromStart = fromStart;
    this.toEnd = toEnd;
  }

  /** The parts of a valid pattern, or null where there is more to it. */
  static LiteralParts of(String pattern) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    boolean fromStart = pattern.startsWith("^");
    boolean toEnd = false;
    int at = fromStart ? 1 : 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '$' && at == pattern.length() - 1) {
        toEnd = true;
        at++;
      } else if (pattern.startsWith(".*", at)) {
        at += 2;
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
          return null;
        }
        parts.add(part.toString());
        part.setLength(0);
      } else if (c == '\\' && at + 1 < pattern.length() && isMark(pattern.charAt(at + 1))) {
        part.append(pattern.charAt(at + 1));
        at += 2;
      } else if (SPECIAL.indexOf(c) >= 0) {
        return null;
      } else {
        part.append(c);
        at++;
      }
      if (part.length() > MAX_PART) {
        return null;
      }
    }
    parts.add(part.toString());
    return new LiteralParts(parts, fromStart, toEnd);
  }

  /** Characters that an escape makes literal, whatever they are. */
  private static boolean isMark(char c) {
    return SPECIAL.indexOf(c) >= 0 || c == '/' || c == '-';
  }

  /** Whether the pattern is found in a text without line breaks. */
  boolean find(String text) {
    int first = 0;
    int last = parts.length - 1;
    int from = 0;
    int to = text.length();
    if (fromStart && toEnd && last == 0) {
      return text.equals(parts[0]);
    }
    if (fromStart) {
      if (!text.startsWith(parts[0])) {
        return false;
      }
      from = parts[0].length();
      first++;
    }
    if (toEnd) {
      to -= parts[last].length();
      if (to < from || !text.startsWith(parts[last], to)) {
        return false;
      }
      last--;
    }
    for (int i = first; i <= last; i++) {
      int found = text.indexOf(parts[i], from);
      if (found < 0 || found + parts[i].length() > to) {
        return false;
      }
      from = found + parts[i].length();
    }
    return true;
  }
}
