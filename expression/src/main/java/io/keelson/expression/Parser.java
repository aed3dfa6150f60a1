package io.keelson.expression;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.ValueType;
import io.keelson.expression.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads an expression. The grammar is that of Go expressions; what is Go but not CEXL (slices,
 * function literals, a call of a call) is refused here, so nothing after the parser meets it.
 *
 * <p>Recursive descent with a bounded depth: text of any kind ends in a tree or an error.
 */
final class Parser {
  /** Longest text; the longest that a Kubernetes resource could carry is of that order. */
  static final int MAX_CHARS = 1 << 20;

  /** Deepest nesting; hand-written rules stay below ten. */
  static final int MAX_DEPTH = 100;

  private static final int LOWEST_PRECEDENCE = 1;

  private final Source source;
  private final Lexer lexer;
  private Token token;
  private int depth;

  private Parser(Source source) {
    this.source = source;
    this.lexer = new Lexer(source);
  }

  static Syntax parse(String text) throws ExpressionException {
    var source = new Source(text);
    if (text.length() > MAX_CHARS) {
      throw source.error(0, "the expression is longer than " + MAX_CHARS + " characters");
    }
    var parser = new Parser(source);
    parser.advance();
    Syntax syntax = parser.binary(LOWEST_PRECEDENCE);
    if (parser.token.isLineBreak()) {
      parser.advance();
    }
    if (parser.token.kind() != Kind.EOF) {
      throw parser.expected("'EOF'");
    }
    return syntax;
  }

  private Syntax binary(int lowest) throws ExpressionException {
    Syntax left = unary();
    for (int precedence = precedence(); precedence >= lowest; precedence = precedence()) {
      Token operator = token;
      if (operator.is("=")) {
        throw expected("'=='");
      }
      advance();
      Syntax right = binary(precedence + 1);
      left = combine(operator, left, right);
    }
    return left;
  }

  /** What stands between brackets. */
  private Syntax nested() throws ExpressionException {
    enter();
    Syntax syntax = binary(LOWEST_PRECEDENCE);
    depth--;
    return syntax;
  }

  private Syntax combine(Token operator, Syntax left, Syntax right) throws ExpressionException {
    String name = operatorName(operator.text());
    Syntax combined;
    if (Function.isChained(name)) {
      if (left instanceof Syntax.Chain chain && chain.function().equals(name)) {
        chain.operands().add(right);
        combined =
            right.depth() < chain.depth()
                ? chain
                : new Syntax.Chain(name, chain.operands(), right.depth() + 1);
      } else {
        combined = Syntax.Chain.of(name, new ArrayList<>(List.of(left, right)));
      }
    } else {
      combined = Syntax.Call.of(null, name, List.of(left, right));
    }
    checkDepth(combined.depth(), operator);
    return combined;
  }

  private int precedence() {
    if (token.kind() != Kind.OPERATOR) {
      return 0;
    }
    return switch (token.text()) {
      case "||" -> 1;
      case "&&" -> 2;
      case "==", "!=", "<", "<=", ">", ">=", "=" -> 3;
      case "+", "-", "|", "^" -> 4;
      case "*", "/", "%", "<<", ">>", "&", "&^" -> 5;
      default -> 0;
    };
  }

  private static String operatorName(String operator) {
    return switch (operator) {
      case "||" -> "LOR";
      case "&&" -> "LAND";
      case "==" -> "EQ";
      case "!=" -> "NEQ";
      case "<" -> "LT";
      case "<=" -> "LEQ";
      case ">" -> "GT";
      case ">=" -> "GEQ";
      case "+" -> "ADD";
      case "-" -> "SUB";
      case "|" -> "OR";
      case "^" -> "XOR";
      case "*" -> "MUL";
      case "/" -> "QUO";
      case "%" -> "REM";
      case "&" -> "AND";
      case "!" -> "NOT";
      default -> "";
    };
  }

  private Syntax unary() throws ExpressionException {
    if (token.kind() == Kind.OPERATOR) {
      switch (token.text()) {
        case "+", "-", "!", "^", "&", "<-" -> {
          Token operator = token;
          enter();
          advance();
          Syntax operand = unary();
          depth--;
          return Syntax.Call.of(null, operatorName(operator.text()), List.of(operand));
        }
        case "*" -> throw unexpected("StarExpr");
        default -> {}
      }
    }
    return primary();
  }

  private Syntax primary() throws ExpressionException {
    Token first = token;
    Syntax operand;
    // Whether a method may be called on the operand: on constants, groups and call results.
    boolean value = true;
    switch (token.kind()) {
      case IDENTIFIER -> {
        operand = nameOrCall();
        value = operand instanceof Syntax.Call;
      }
      case INTEGER, FLOAT, RUNE, STRING -> {
        operand = literal(token);
        advance();
      }
      case IMAGINARY -> throw unexpected("BasicLit of kind IMAG");
      case KEYWORD -> {
        switch (token.text()) {
          case "func" -> throw unexpected("FuncLit");
          case "struct" -> throw unexpected("StructType");
          case "map" -> throw unexpected("MapType");
          case "chan" -> throw unexpected("ChanType");
          case "interface" -> throw unexpected("InterfaceType");
          default -> throw expected("operand");
        }
      }
      case OPERATOR -> {
        if (token.is("[")) {
          throw unexpected("ArrayType");
        }
        if (!token.is("(")) {
          throw expected("operand");
        }
        advance();
        operand = nested();
        expect(")");
      }
      default -> throw expected("operand");
    }
    while (token.kind() == Kind.OPERATOR) {
      if (token.is("[")) {
        operand = index(operand, first);
        value = false;
      } else if (token.is(".")) {
        advance();
        if (token.is("(")) {
          throw source.unexpected("TypeAssertExpr", first.offset());
        }
        if (token.kind() != Kind.IDENTIFIER) {
          throw expected("selector or type assertion");
        }
        if (!value) {
          throw source.unexpected("selector on IndexExpr", first.offset());
        }
        String method = token.text();
        advance();
        if (!token.is("(")) {
          throw source.unexpected("SelectorExpr", first.offset());
        }
        operand = Syntax.Call.of(operand, method, arguments());
      } else if (token.is("(")) {
        throw source.unexpected("CallExpr of something that has no name", first.offset());
      } else {
        break;
      }
      checkDepth(operand.depth(), token);
    }
    return operand;
  }

  /** A dotted name, or the function or method call that begins with one. */
  private Syntax nameOrCall() throws ExpressionException {
    Token first = token;
    String function = token.text();
    StringBuilder prefix = null;
    advance();
    while (token.is(".")) {
      advance();
      if (token.is("(")) {
        throw source.unexpected("TypeAssertExpr", first.offset());
      }
      if (token.kind() != Kind.IDENTIFIER) {
        throw expected("selector or type assertion");
      }
      if (prefix == null) {
        prefix = new StringBuilder(function);
      } else {
        prefix.append('.').append(function);
      }
      function = token.text();
      advance();
    }
    if (token.is("(")) {
      Syntax receiver = prefix == null ? null : new Syntax.Name(prefix.toString());
      return Syntax.Call.of(receiver, function, arguments());
    }
    if (token.is("{")) {
      throw source.unexpected("CompositeLit", first.offset());
    }
    if (prefix != null) {
      return new Syntax.Name(prefix.append('.').append(function).toString());
    }
    return switch (function.toLowerCase(Locale.ROOT)) {
      case "true" -> new Syntax.Literal(ValueType.BOOL, true, function);
      case "false" -> new Syntax.Literal(ValueType.BOOL, false, function);
      default -> new Syntax.Name(function);
    };
  }

  private List<Syntax> arguments() throws ExpressionException {
    var arguments = new ArrayList<Syntax>();
    expect("(");
    while (!token.is(")")) {
      arguments.add(nested());
      if (token.is("...")) {
        throw unexpected("CallExpr with ellipsis");
      }
      if (token.is(",")) {
        advance();
      } else if (!token.is(")")) {
        throw token.kind() == Kind.EOF
            ? expected("')'")
            : source.error(
                token.offset(),
                "missing ','"
                    + (token.isLineBreak() ? " before newline" : "")
                    + " in argument list");
      }
    }
    advance();
    return arguments;
  }

  private Syntax index(Syntax operand, Token first) throws ExpressionException {
    expect("[");
    if (token.is(":")) {
      throw source.unexpected("SliceExpr", first.offset());
    }
    Syntax key = nested();
    if (token.is(":")) {
      throw source.unexpected("SliceExpr", first.offset());
    }
    expect("]");
    return Syntax.Call.of(null, "INDEX", List.of(operand, key));
  }

  private Syntax literal(Token token) throws ExpressionException {
    return switch (token.kind()) {
      case INTEGER -> new Syntax.Literal(ValueType.INT64, integer(token.value()), token.text());
      case FLOAT ->
          new Syntax.Literal(ValueType.DOUBLE, floatingPoint(token.value()), token.text());
      default -> {
        Optional<Duration> duration = DurationText.parse(token.value());
        yield duration.isPresent()
            ? new Syntax.Literal(ValueType.DURATION, duration.get(), token.text())
            : new Syntax.Literal(ValueType.STRING, token.value(), token.text());
      }
    };
  }

  private static Long integer(String digits) throws ExpressionException {
    String fault = "value out of range";
    try {
      for (int i = 0; i < digits.length(); i++) {
        if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
          fault = "invalid syntax";
        }
      }
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new ExpressionException(
          "strconv.ParseInt: parsing \"" + Source.quoted(digits) + "\": " + fault);
    }
  }

  private static Double floatingPoint(String digits) throws ExpressionException {
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new ExpressionException(
          "strconv.ParseFloat: parsing \"" + Source.quoted(digits) + "\": value out of range");
    }
    return value;
  }

  private void enter() throws ExpressionException {
    if (++depth > MAX_DEPTH) {
      throw tooDeep(token);
    }
  }

  private void checkDepth(int depth, Token where) throws ExpressionException {
    if (depth > MAX_DEPTH) {
      throw tooDeep(where);
    }
  }

  private ExpressionException tooDeep(Token where) {
    return source.error(
        where.offset(), "operations are nested more than " + MAX_DEPTH + " levels deep");
  }

  private void advance() throws ExpressionException {
    token = lexer.next();
  }

  private void expect(String operator) throws ExpressionException {
    if (!token.is(operator)) {
      throw expected("'" + operator + "'");
    }
    advance();
  }

  private ExpressionException expected(String what) {
    return source.error(token.offset(), "expected " + what + ", found " + token.title());
  }

  private ExpressionException unexpected(String node) {
    return source.unexpected(node, token.offset());
  }
}
