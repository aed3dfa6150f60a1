package io.keelson.config.snapshot;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.AttributeScope;
import io.keelson.attribute.DurationText;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.expression.Expression;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.expression.ExpressionException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles the expressions of resources; what does not compile becomes a problem with advice. Not
 * thread safe.
 */
final class Expressions {
  private static final Pattern UNKNOWN_ATTRIBUTE =
      Pattern.compile("unknown attribute ([^\\s,;:'\"]+)");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"|`([^`]*)`");

  /** Suggestions cost a look at every name; so many faults at once are not read one by one. */
  private static final int MAX_HINTS = 500;

  private final ExpressionCompiler compiler;
  private int hints;
  private final Vocabulary vocabulary;
  private final List<String> names;

  Expressions(ExpressionCompiler compiler, Vocabulary vocabulary) {
    this.compiler = compiler;
    this.vocabulary = vocabulary;
    names =
        vocabulary.attributes().stream()
            .map(Attribute::name)
            .filter(Expressions::isPublic)
            .toList();
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Declared names, without hidden ones. */
  List<String> names() {
    return names;
  }

  private static boolean isPublic(String name) {
    return !name.startsWith(VocabularyBuilder.HIDDEN);
  }

  Expression compile(String text, ValueType expected, String field, Problems problems) {
    return compile(text, vocabulary, expected, field, problems);
  }

  /**
   * Compiles.
   *
   * @param expected null for any type
   * @return null where a problem was added
   */
  Expression compile(
      String text, AttributeScope scope, ValueType expected, String field, Problems problems) {
    try {
      Expression expression =
          expected == null
              ? compiler.compile(text, scope)
              : compiler.compile(text, scope, expected);
      if (expected == null && expression.type() == ValueType.DURATION && isLiteral(text)) {
        problems.warning(
            "constant-reads-as-duration",
            field,
            text,
            "the text "
                + text.strip()
                + " looks like a duration, so the adapter gets a duration"
                + " and not text; if text is meant, write it so that it does not look like one");
      }
      return expression;
    } catch (ExpressionException e) {
      fault(text, e.getMessage(), field, problems);
    } catch (RuntimeException | StackOverflowError e) {
      problems.error(
          "bad-expression",
          field,
          text,
          "the expression cannot be compiled: " + e + "; simplify it");
    }
    return null;
  }

  private void fault(String text, String message, String field, Problems problems) {
    Matcher unknown = UNKNOWN_ATTRIBUTE.matcher(message);
    if (unknown.find()) {
      String name = unknown.group(1);
      String question = ++hints > MAX_HINTS ? "" : Nearest.question(name, names);
      problems.error(
          "unknown-attribute",
          field,
          text,
          message
              + (question.isEmpty()
                  ? "; declare it in an attributemanifest, or put text in quotes"
                  : question));
      return;
    }
    Matcher literals = LITERAL.matcher(text);
    String hint = "";
    while (literals.find() && hint.isEmpty()) {
      String literal = literals.group(1) == null ? literals.group(2) : literals.group(1);
      if (message.contains("DURATION") && DurationText.parse(literal).isPresent()) {
        hint = "; the text \"" + literal + "\" is read as a duration";
      }
    }
    problems.error("bad-expression", field, text, message + hint);
  }

  private static boolean isLiteral(String text) {
    return LITERAL.matcher(text.strip()).matches();
  }
}
