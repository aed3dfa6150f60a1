package io.keelson.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A compiled regular expression. Searching takes time linear in the text, whatever the pattern.
 *
 * @param literals the same pattern as literal parts, where it is that simple; null where not
 */
record RegularExpression(Pattern pattern, LiteralParts literals) {

  static RegularExpression compile(String text) {
    PatternBounds.check(text);
    try {
      return new RegularExpression(Pattern.compile(text), LiteralParts.of(text));
    } catch (PatternSyntaxException e) {
      throw new EvaluationException(e.getMessage());
    }
  }

  /** Whether the pattern is found anywhere in the text. */
  boolean find(String text) {
    // A dot does not stand for a line break; texts with one are for the real thing.
    return literals != null && text.indexOf('\n') < 0
        ? literals.find(text)
        : pattern.matcher(text).find();
  }
}
