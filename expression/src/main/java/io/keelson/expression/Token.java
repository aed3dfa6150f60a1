package io.keelson.expression;

/**
 * A lexical element of an expression.
 *
 * @param text the characters as written; a newline for a semicolon that a line break implied
 * @param value what a literal stands for: its number as written, or its unquoted text
 * @param offset where it begins, in chars
 */
record Token(Kind kind, String text, String value, int offset) {

  /** The kinds, with the names that syntax errors print. */
  enum Kind {
    EOF("EOF"),
    IDENTIFIER("IDENT"),
    KEYWORD("keyword"),
    INTEGER("INT"),
    FLOAT("FLOAT"),
    IMAGINARY("IMAG"),
    RUNE("CHAR"),
    STRING("STRING"),
    OPERATOR("operator"),
    SEMICOLON(";");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** Whether a line break implied this semicolon. */
  boolean isLineBreak() {
    return kind == Kind.SEMICOLON && text.equals("\n");
  }

  /** How an error names this token. */
  String title() {
    return switch (kind) {
      case EOF -> "'EOF'";
      case SEMICOLON -> isLineBreak() ? "newline" : "';'";
      case OPERATOR, KEYWORD -> "'" + text + "'";
      case IDENTIFIER, INTEGER, FLOAT, IMAGINARY, RUNE, STRING -> "'" + kind.title + "' " + text;
    };
  }
}
