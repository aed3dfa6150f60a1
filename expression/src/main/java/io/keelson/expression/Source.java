package io.keelson.expression;

/** The text of an expression, and the errors that point into it. */
record Source(String text) {
  /** Longest text that is quoted in a message; beyond that it is cut. */
  private static final int QUOTED_CHARS = 2_000;

  ExpressionException error(int offset, String reason) {
    return new ExpressionException(
        "unable to parse expression '" + quoted(text) + "': " + position(offset) + ": " + reason);
  }

  ExpressionException unexpected(String node, int offset) {
    return new ExpressionException(
        "unexpected expression: "
            + node
            + " at "
            + position(offset)
            + " of '"
            + quoted(text)
            + "'");
  }

  /** LINE:COL, both from 1; columns count characters. */
  private String position(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return line + ":" + (text.codePointCount(lineStart, offset) + 1);
  }

  static String quoted(String text) {
    return text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
  }
}
