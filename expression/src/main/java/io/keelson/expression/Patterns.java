package io.keelson.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions of one place in an expression, in linear time. A pattern that comes with the
 * request is compiled when it differs from the one before. Thread safe.
 */
final class Patterns {
  private record Compiled(String text, Pattern pattern) {}

  private volatile Compiled last = new Compiled("", Pattern.compile(""));

  /** Whether the pattern is found anywhere in the text. */
  boolean find(String pattern, String text) {
    Compiled compiled = last;
    if (!compiled.text().equals(pattern)) {
      compiled = new Compiled(pattern, compile(pattern));
      last = compiled;
    }
    return find(compiled.pattern(), text);
  }

  static boolean find(Pattern pattern, String text) {
    return pattern.matcher(text).find();
  }

  static Pattern compile(String pattern) {
    try {
      PatternBounds.check(pattern);
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new EvaluationException(e.getMessage());
    }
  }
}
