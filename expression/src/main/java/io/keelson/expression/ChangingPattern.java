package io.keelson.expression;

/**
 * The regular expression of one place in an expression where the pattern comes with the request. It
 * is compiled when it differs from the one before. Thread safe.
 */
final class ChangingPattern {
  private record Known(String text, RegularExpression compiled) {}

  private volatile Known last;

  /** Whether the pattern is found anywhere in the text. */
  boolean find(String pattern, String text) {
    Known known = last;
    if (known == null || !known.text().equals(pattern)) {
      known = new Known(pattern, RegularExpression.compile(pattern));
      last = known;
    }
    return known.compiled().find(text);
  }
}
