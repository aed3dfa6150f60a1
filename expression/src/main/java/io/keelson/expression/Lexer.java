package io.keelson.expression;

import io.keelson.expression.Token.Kind;
import java.util.Set;

/**
 * Cuts an expression into tokens by the lexical rules of Go: comments are skipped, and a line break
 * after an operand or a closing bracket counts as a semicolon.
 */
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of(
          "break",
          "case",
          "chan",
          "const",
          "continue",
          "default",
          "defer",
          "else",
          "fallthrough",
          "for",
          "func",
          "go",
          "goto",
          "if",
          "import",
          "interface",
          "map",
          "package",
          "range",
          "return",
          "select",
          "struct",
          "switch",
          "type",
          "var");

  /** Longest first, so that the first match is the right one. */
  private static final String[] OPERATORS = {
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^", "+", "-", "*", "/", "%", "&", "|",
    "^", "<", ">", "=", "!", "(", ")", "[", "]", "{", "}", ",", ".", ":"
  };

  private static final int END = -1;

  private final Source source;
  private final String text;
  private int at;
  private boolean lineBreakEnds;

  Lexer(Source source) {
    this.source = source;
    this.text = source.text();
    if (text.startsWith("\uFEFF")) {
      at = 1;
    }
  }

  Token next() throws ExpressionException {
    if (skipBlanks()) {
      lineBreakEnds = false;
      return new Token(Kind.SEMICOLON, "\n", null, at);
    }
    int start = at;
    int c = peek(0);
    if (c == END) {
      if (lineBreakEnds) {
        lineBreakEnds = false;
        return new Token(Kind.SEMICOLON, "\n", null, at);
      }
      return new Token(Kind.EOF, "", null, at);
    }
    Token token;
    if (isLetter(c)) {
      token = word(start);
    } else if (isDecimal(c) || c == '.' && isDecimal(peek(1))) {
      token = number(start);
    } else {
      token =
          switch (c) {
            case '"' -> quotedText(start, '"', Kind.STRING, "string literal");
            case '\'' -> quotedText(start, '\'', Kind.RUNE, "rune literal");
            case '`' -> rawText(start);
            default -> operator(start, c);
          };
    }
    lineBreakEnds =
        switch (token.kind()) {
          case IDENTIFIER, INTEGER, FLOAT, IMAGINARY, RUNE, STRING -> true;
          case KEYWORD ->
              switch (token.text()) {
                case "break", "continue", "fallthrough", "return" -> true;
                default -> false;
              };
          case OPERATOR ->
              switch (token.text()) {
                case ")", "]", "}", "++", "--" -> true;
                default -> false;
              };
          case EOF, SEMICOLON -> false;
        };
    return token;
  }

  /** Skips blanks and comments; true where it met a line break that counts as a semicolon. */
  private boolean skipBlanks() throws ExpressionException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n' && lineBreakEnds) {
        return true;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw source.error(at, "comment not terminated");
        }
        int lineBreak = text.indexOf('\n', at);
        at = end + 2;
        if (lineBreakEnds && lineBreak >= 0 && lineBreak < end) {
          return true;
        }
      } else {
        return false;
      }
    }
    return false;
  }

  private Token word(int start) {
    while (isLetter(peek(0)) || Character.isDigit(peek(0))) {
      at += Character.charCount(peek(0));
    }
    String word = text.substring(start, at);
    return new Token(KEYWORDS.contains(word) ? Kind.KEYWORD : Kind.IDENTIFIER, word, null, start);
  }

  private Token number(int start) throws ExpressionException {
    boolean integer = true;
    if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      at += 2;
      int digits = at;
      while (Character.digit(peek(0), 16) >= 0 && peek(0) < 128) {
        at++;
      }
      if (at == digits) {
        throw source.error(start, "illegal hexadecimal number");
      }
      return new Token(Kind.INTEGER, text.substring(start, at), text.substring(start, at), start);
    }
    skipDecimals();
    String whole = text.substring(start, at);
    if (peek(0) == '.') {
      integer = false;
      at++;
      skipDecimals();
    }
    if (peek(0) == 'e' || peek(0) == 'E') {
      integer = false;
      at++;
      if (peek(0) == '+' || peek(0) == '-') {
        at++;
      }
      if (!isDecimal(peek(0))) {
        throw source.error(start, "illegal floating-point exponent");
      }
      skipDecimals();
    }
    if (peek(0) == 'i') {
      at++;
      return new Token(Kind.IMAGINARY, text.substring(start, at), null, start);
    }
    if (integer && whole.startsWith("0") && (whole.indexOf('8') > 0 || whole.indexOf('9') > 0)) {
      throw source.error(start, "illegal octal number");
    }
    String number = text.substring(start, at);
    return new Token(integer ? Kind.INTEGER : Kind.FLOAT, number, number, start);
  }

  private void skipDecimals() {
    while (isDecimal(peek(0))) {
      at++;
    }
  }

  private Token quotedText(int start, char quote, Kind kind, String title)
      throws ExpressionException {
    var unquoted = new UnquotedText();
    at++;
    int characters = 0;
    while (true) {
      int c = peek(0);
      if (c == END || c == '\n') {
        throw source.error(start, title + " not terminated");
      }
      if (c == quote) {
        at++;
        break;
      }
      characters++;
      if (c == '\\') {
        escape(unquoted, quote);
      } else {
        reject(c, at);
        unquoted.append(c);
        at += Character.charCount(c);
      }
    }
    if (kind == Kind.RUNE && characters != 1) {
      throw source.error(start, "illegal rune literal");
    }
    return new Token(kind, text.substring(start, at), unquoted.toString(), start);
  }

  private void escape(UnquotedText unquoted, char quote) throws ExpressionException {
    int start = at;
    at++;
    int c = peek(0);
    int simple = c == quote ? quote : UnquotedText.simpleEscape(c);
    if (simple >= 0) {
      at++;
      unquoted.append(simple);
      return;
    }
    int digits;
    int base = 16;
    int highest = 0x10FFFF;
    if (c >= '0' && c <= '7') {
      digits = 3;
      base = 8;
      highest = 255;
    } else if (c == 'x') {
      at++;
      digits = 2;
      highest = 255;
    } else if (c == 'u') {
      at++;
      digits = 4;
    } else if (c == 'U') {
      at++;
      digits = 8;
    } else {
      throw source.error(
          start, c == END ? "escape sequence not terminated" : "unknown escape sequence");
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int d = peek(0);
      int digit = d < 128 && d != END ? Character.digit(d, base) : -1;
      if (digit < 0) {
        throw source.error(
            at,
            d == END
                ? "escape sequence not terminated"
                : "illegal character " + title(d) + " in escape sequence");
      }
      value = value * base + digit;
      at++;
    }
    if (value > highest || value >= 0xD800 && value <= 0xDFFF) {
      throw source.error(start, "escape sequence is invalid Unicode code point");
    }
    if (highest == 255) {
      unquoted.appendByte((int) value);
    } else {
      unquoted.append((int) value);
    }
  }

  private Token rawText(int start) throws ExpressionException {
    int end = text.indexOf('`', start + 1);
    if (end < 0) {
      throw source.error(start, "raw string literal not terminated");
    }
    at = end + 1;
    for (int i = start + 1; i < end; i++) {
      reject(text.charAt(i), i);
    }
    String raw = text.substring(start + 1, end).replace("\r", "");
    return new Token(Kind.STRING, text.substring(start, at), raw, start);
  }

  private Token operator(int start, int c) throws ExpressionException {
    if (c == ';') {
      at++;
      return new Token(Kind.SEMICOLON, ";", null, start);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return new Token(Kind.OPERATOR, operator, null, start);
      }
    }
    reject(c, at);
    throw source.error(start, "illegal character " + title(c));
  }

  private void reject(int c, int offset) throws ExpressionException {
    if (c == 0) {
      throw source.error(offset, "illegal character NUL");
    }
    if (c == 0xFEFF) {
      throw source.error(offset, "illegal byte order mark");
    }
  }

  private static String title(int c) {
    String code = String.format("U+%04X", c);
    return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
        ? code
        : code + " '" + Character.toString(c) + "'";
  }

  private int peek(int ahead) {
    return at + ahead < text.length() ? text.codePointAt(at + ahead) : END;
  }

  private static boolean isDecimal(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return c == '_' || c != END && Character.isLetter(c);
  }
}
