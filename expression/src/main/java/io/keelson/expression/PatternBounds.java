package io.keelson.expression;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what compiling a regular expression may cost, before it is compiled: the library expands
 * repeats, so fourteen characters could ask for a thousand million states.
 */
final class PatternBounds {
  private static final int MAX_CHARS = 10_000;
  private static final int MAX_DEPTH = 250;

  /** How many copies of one part nested repeats may ask for; the bound of RE2 itself. */
  private static final int MAX_COPIES = 1_000;

  /** States of the whole, by estimate. */
  private static final int MAX_STATES = 20_000;

  /** A group being read: its size so far, and the highest number of copies of a part in it. */
  private static final class Level {
    long states;
    long copies = 1;
    long lastStates;
    long lastCopies = 1;

    void atom(long atomStates, long atomCopies) {
      states += atomStates;
      copies = Math.max(copies, atomCopies);
      lastStates = atomStates;
      lastCopies = atomCopies;
    }

    void repeat(int times) {
      states += lastStates * (times - 1);
      lastStates *= times;
      lastCopies *= times;
      copies = Math.max(copies, lastCopies);
    }
  }

  private final String pattern;
  private final Deque<Level> levels = new ArrayDeque<>();
  private int at;

  private PatternBounds(String pattern) {
    this.pattern = pattern;
  }

  /** Throws where the pattern is too large; what is not a pattern at all is left to the library. */
  static void check(String pattern) {
    if (pattern.length() > MAX_CHARS) {
      throw refused("the pattern is longer than " + MAX_CHARS + " characters");
    }
    new PatternBounds(pattern).check();
  }

  private static EvaluationException refused(String reason) {
    return new EvaluationException("error parsing regexp: " + reason);
  }

  private void check() {
    var level = new Level();
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      switch (c) {
        case '(' -> {
          levels.push(level);
          if (levels.size() > MAX_DEPTH) {
            throw refused("groups are nested more than " + MAX_DEPTH + " levels deep");
          }
          level = new Level();
          at++;
        }
        case ')' -> {
          at++;
          if (levels.isEmpty()) {
            return;
          }
          Level group = level;
          level = levels.pop();
          level.atom(group.states + 2, group.copies);
        }
        case '[' -> {
          skipClass();
          level.atom(1, 1);
        }
        case '\\' -> {
          int literal = skipEscape();
          level.atom(literal, 1);
        }
        case '{' -> {
          int times = times();
          if (times < 0) {
            level.atom(1, 1);
            at++;
          } else {
            level.repeat(Math.max(times, 1));
          }
        }
        default -> {
          level.atom(1, 1);
          at++;
        }
      }
      if (level.copies > MAX_COPIES) {
        throw refused("invalid repeat count: more than " + MAX_COPIES + " copies of one part");
      }
      if (level.states > MAX_STATES) {
        throw refused("the pattern needs more than " + MAX_STATES + " states");
      }
    }
  }

  private void skipClass() {
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
      first = false;
      if (pattern.charAt(at) == '\\') {
        skipEscape();
      } else if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at) > 0) {
        at = pattern.indexOf(":]", at) + 2;
      } else {
        at++;
      }
    }
    at++;
  }

  /** Skips an escape, {@code \Q…\E} or {@code \p{…}}; gives the number of states it stands for. */
  private int skipEscape() {
    char c = at + 1 < pattern.length() ? pattern.charAt(at + 1) : 0;
    int start = at;
    at = Math.min(at + 2, pattern.length());
    if (c == 'Q') {
      int end = pattern.indexOf("\\E", at);
      at = end < 0 ? pattern.length() : end + 2;
      return at - start;
    }
    if ((c == 'p' || c == 'P' || c == 'x') && pattern.startsWith("{", at)) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    }
    return 1;
  }

  /**
   * Reads {@code {n}}, {@code {n,}} or {@code {n,m}}: the larger number, or -1 where it is none.
   */
  private int times() {
    int end = pattern.indexOf('}', at);
    if (end < 0 || end - at > 12) {
      return -1;
    }
    String[] bounds = pattern.substring(at + 1, end).split(",", -1);
    int times = 0;
    if (bounds.length > 2 || bounds[0].isEmpty()) {
      return -1;
    }
    for (String bound : bounds) {
      if (bound.length() > 4 || !bound.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return -1;
      }
      times = Math.max(times, bound.isEmpty() ? 0 : Integer.parseInt(bound));
    }
    at = end + 1;
    return times;
  }
}
