package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {

  private static String parsed(String text) throws ExpressionException {
    return SyntaxText.of(Parser.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "a.b.c == 2 => EQ($a.b.c, 2)",
        "a . b\t.c => $a.b.c",
        "a | \"x\" == b => EQ(OR($a, \"x\"), $b)",
        "a | \"x\" + \"y\" => ADD(OR($a, \"x\"), \"y\")",
        "a + b | c => OR(ADD($a, $b), $c)",
        "a == b == true => EQ(EQ($a, $b), true)",
        "a || b && c || d => LOR(LOR($a, LAND($b, $c)), $d)",
        "a < b != c >= d => GEQ(NEQ(LT($a, $b), $c), $d)",
        "a || (b || c) => LOR($a, LOR($b, $c))",
        "(a || b) || c => LOR(LOR($a, $b), $c)",
        "a|b|c => OR(OR($a, $b), $c)",
        "a == b && c == d => LAND(EQ($a, $b), EQ($c, $d))",
        "a - b * c / d % e => SUB($a, REM(QUO(MUL($b, $c), $d), $e))",
        "a & b ^ c => XOR(AND($a, $b), $c)",
        "a << b >> c &^ d => ((($a, $b), $c), $d)",
        "!a && -b => LAND(NOT($a), SUB($b))",
        "!!a => NOT(NOT($a))",
        "+a + +b => ADD(ADD($a), ADD($b))",
        "<-a => ($a)",
        "f() => f()",
        "f(a, b,) => f($a, $b)",
        "a.b.f(c) => $a.b:f($c)",
        "\"x\".f(c) => \"x\":f($c)",
        "(a | b).f() => OR($a, $b):f()",
        "g(x).f(y).h() => g($x):f($y):h()",
        "a.f().g() => $a:f():g()",
        "m[\"k\"] => INDEX($m, \"k\")",
        "m[a | b][c] => INDEX(INDEX($m, OR($a, $b)), $c)",
        "f(x)[\"k\"] => INDEX(f($x), \"k\")",
        "-m[\"k\"] => SUB(INDEX($m, \"k\"))",
        "TRUE || False => LOR(TRUE, False)",
        "true.x => $true.x",
        "x.true => $x.true",
        "true(a) => true($a)",
        "_a1 => $_a1",
        "größe => $größe",
        "1.5 => 1.5",
        ".5 + 5. + 1e3 + 1E+3 + 01.5 => ADD(ADD(ADD(ADD(.5, 5.), 1e3), 1E+3), 01.5)",
        "(((a))) => $a",
        "a /* x */ == /* y */ b // z => EQ($a, $b)"
      })
  void operatorsBindAsInGo(String text, String wanted) throws Exception {
    assertThat(parsed(text)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a ||\nb",
        "a\n",
        "\n\n a \n\n",
        "(\na)",
        "f(\na,\nb,\n)",
        "a.\nb",
        "a // end",
        "/* x\n */ a",
        "a == // because\n b",
        "\r\n\ta\r\n",
        "\uFEFFa"
      })
  void lineBreaksMayFollowOperators(String text) throws Exception {
    assertThat(parsed(text)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "~~ => 1:1: expected operand, found 'EOF'",
        "~  ~ => 1:3: expected operand, found 'EOF'",
        "a = 2 => 1:3: expected '==', found '='",
        "a := 2 => 1:3: expected 'EOF', found ':='",
        "a b => 1:3: expected 'EOF', found 'IDENT' b",
        "a 5 => 1:3: expected 'EOF', found 'INT' 5",
        "a \"x\" => 1:3: expected 'EOF', found 'STRING' \"x\"",
        "a == => 1:5: expected operand, found 'EOF'",
        "a ++ => 1:3: expected 'EOF', found '++'",
        "a; => 1:2: expected 'EOF', found ';'",
        "a;b => 1:2: expected 'EOF', found ';'",
        "(a => 1:3: expected ')', found newline",
        "(a] => 1:3: expected ')', found ']'",
        ") => 1:1: expected operand, found ')'",
        "a) => 1:2: expected 'EOF', found ')'",
        "m[ => 1:3: expected operand, found 'EOF'",
        "m[\"k\" => 1:6: expected ']', found newline",
        "f(a b) => 1:5: missing ',' in argument list",
        "f(a,,b) => 1:5: expected operand, found ','",
        "f( => 1:3: expected operand, found 'EOF'",
        "a. => 1:3: expected selector or type assertion, found 'EOF'",
        "a.5 => 1:2: expected 'EOF', found 'FLOAT' .5",
        "a.type => 1:3: expected selector or type assertion, found 'type'",
        "if => 1:1: expected operand, found 'if'",
        "@a => 1:1: illegal character U+0040 '@'",
        "a == # => 1:6: illegal character U+0023 '#'",
        "\"abc => 1:1: string literal not terminated",
        "a == 'x => 1:6: rune literal not terminated",
        "'ab' => 1:1: illegal rune literal",
        "'' => 1:1: illegal rune literal",
        "`abc => 1:1: raw string literal not terminated",
        "a /* x => 1:3: comment not terminated",
        "\"\\q\" => 1:2: unknown escape sequence",
        "\"\\'\" => 1:2: unknown escape sequence",
        "'\\\"' => 1:2: unknown escape sequence",
        "\"\\xg0\" => 1:4: illegal character U+0067 'g' in escape sequence",
        "\"\\400\" => 1:2: escape sequence is invalid Unicode code point",
        "\"\\ud800\" => 1:2: escape sequence is invalid Unicode code point",
        "\"\\U00110000\" => 1:2: escape sequence is invalid Unicode code point",
        "\"\\x4 => 1:5: escape sequence not terminated",
        "08 => 1:1: illegal octal number",
        "0x => 1:1: illegal hexadecimal number",
        "1e => 1:1: illegal floating-point exponent",
        "1_000 => 1:2: expected 'EOF', found 'IDENT' _000",
        "größe @ => 1:7: illegal character U+0040 '@'"
      })
  void syntaxErrorsSayWhereAndWhy(String text, String reason) {
    String source = text == null ? "" : text;
    assertThatThrownBy(() -> Parser.parse(source))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("unable to parse expression '" + source + "': " + reason);
  }

  @Test
  void positionsCountLines() {
    assertThatThrownBy(() -> Parser.parse("a ==\n  b &&\n  @")).hasMessageContaining(": 3:3: ");
    assertThatThrownBy(() -> Parser.parse("a\n== b"))
        .hasMessageContaining("2:1: expected 'EOF', found '=='");
    assertThatThrownBy(() -> Parser.parse("f(a\n)"))
        .hasMessageContaining("1:4: missing ',' before newline in argument list");
    assertThatThrownBy(() -> Parser.parse("a /*\n*/ b"))
        .hasMessageContaining("2:4: expected 'EOF', found 'IDENT' b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f()()",
        "f(a)(b)",
        "(f)(a)",
        "\"x\"(a)",
        "m[\"k\"](a)",
        "m[\"k\"].f(a)",
        "m[\"k\"].x",
        "(a.b).c",
        "(a.b).c.d()",
        "\"x\".y",
        "\"x\".y.z()",
        "f(a).b",
        "f(a).b.c()",
        "*a",
        "(*a)",
        "f(*a)",
        "a[1:2]",
        "a[:]",
        "a[:2]",
        "a.(string)",
        "(a).(string)",
        "a{}",
        "a.b{1}",
        "func() {}",
        "struct{}",
        "map[string]int{}",
        "chan int",
        "interface{}",
        "[]int{1}",
        "1i",
        "1.5i",
        "f(a...)",
        "f()()()"
      })
  void goThatIsNotCexlIsRefused(String text) {
    assertThatThrownBy(() -> Parser.parse(text))
        .isInstanceOf(ExpressionException.class)
        .hasMessageStartingWith("unexpected expression: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "\"a\\tb\\n\\\\\\\"\" => 0x61 0x9 0x62 0xa 0x5c 0x22",
        "\"\\a\\b\\f\\r\\v\" => 0x7 0x8 0xc 0xd 0xb",
        "\"\\x41\\101\\u00e9\\U0001F600\" => 0x41 0x41 0xe9 0x1f600",
        "\"\\xc3\\xa9\" => 0xe9",
        "'\\'' => 0x27",
        "'é' => 0xe9",
        "'😀' => 0x1f600",
        "`a\\n\"` => 0x61 0x5c 0x6e 0x22"
      })
  void literalsAreUnquotedAsInGo(String text, String codePoints) throws Exception {
    String value = (String) ((Syntax.Literal) Parser.parse(text)).value();
    assertThat(value.codePoints().mapToObj(c -> "0x" + Integer.toHexString(c)).toList())
        .containsExactly(codePoints.split(" "));
  }

  @Test
  void rawTextKeepsLineBreaksButNotCarriageReturns() throws Exception {
    assertThat(((Syntax.Literal) Parser.parse("`a\r\nb`")).value()).isEqualTo("a\nb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"10ms\"",
        "\"1h30m\"",
        "\"-5s\"",
        "\"1.5h\"",
        "\"0\"",
        "\"+0\"",
        "'0'",
        "\"\\x30\"",
        "`2us`",
        "\"3µs\"",
        "\"3μs\"",
        "\".5s\"",
        "\"1h1h\""
      })
  void textThatReadsAsADurationIsOne(String text) throws Exception {
    assertThat(Sample.compile(text).type()).isEqualTo(io.keelson.attribute.ValueType.DURATION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"5\"",
        "\"1d\"",
        "\"10 ms\"",
        "\"00\"",
        "\"s\"",
        "\"-\"",
        "\"1h30\"",
        "\"1.s.\"",
        "\"9999999999h\""
      })
  void otherTextIsText(String text) throws Exception {
    assertThat(Sample.compile(text).type()).isEqualTo(io.keelson.attribute.ValueType.STRING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "9223372036854775808 => parsing \"9223372036854775808\": value out of range",
        "0x10 => parsing \"0x10\": invalid syntax",
        "1e400 => parsing \"1e400\": value out of range"
      })
  void badNumbersNameThemselves(String text, String reason) {
    assertThatThrownBy(() -> Parser.parse(text)).hasMessageContaining(reason);
  }

  @Test
  void compilerNamesTheExpressionThatDoesNotParse() {
    assertThatThrownBy(() -> Sample.compile("s1 = \"a\""))
        .hasMessage(
            "failed to parse expression 's1 = \"a\"': unable to parse expression 's1 = \"a\"': "
                + "1:4: expected '==', found '='");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "!", "- ", "f(", "m[", "a.f(", "\"x\" + (", "a == (b || ", "a | f("})
  void deepNestingIsRefused(String opening) {
    for (int depth : new int[] {1_000, 20_000, 200_000}) {
      String text = opening.repeat(depth);
      assertThatExceptionOfType(ExpressionException.class)
          .isThrownBy(() -> Parser.parse(text))
          .withMessageMatching("(?s).*(nested more than 100 levels deep|longer than).*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"k\"]", ".f()", " == a", " - a", " | a + a", "()", " < a"})
  void longTailsAreRefused(String tail) {
    String text = (tail.startsWith(".") ? "\"x\"" : "a") + tail.repeat(10_000);
    assertThatExceptionOfType(ExpressionException.class).isThrownBy(() -> Parser.parse(text));
  }

  @Test
  void closedNestingAtTheBoundIsAccepted() throws Exception {
    assertThat(Sample.compile("(".repeat(99) + "b1" + ")".repeat(99)).test(Sample.bag())).isTrue();
    assertThat(Sample.compile("conditional(b1, i1, ".repeat(90) + "i2" + ")".repeat(90)))
        .isNotNull();
  }

  @Test
  void tooLongTextIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> Parser.parse("a".repeat(Parser.MAX_CHARS + 1)))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("longer than 1048576 characters")
        .message()
        .hasSizeLessThan(3_000);
  }

  /** Whatever the text, the answer is an expression or an error, and soon. */
  @Test
  void noTextHurts() {
    String[] pieces = {
      "s1",
      "m1",
      "[",
      "]",
      "(",
      ")",
      "\"k\"",
      ".",
      ",",
      "|",
      "||",
      "&&",
      "==",
      "!=",
      "<",
      ">=",
      "+",
      "-",
      "!",
      "*",
      "1",
      "2.5",
      "0x1",
      "'a'",
      "`",
      "\"",
      "\\",
      "\n",
      "//",
      "/*",
      "*/",
      "match",
      "conditional",
      "true",
      "b1",
      "f",
      "{",
      "}",
      ":",
      ";",
      "é",
      "\uD800",
      "\u0000",
      "...",
      "func",
      "startsWith",
      "ip",
      "timestamp",
      " ",
      "dnsName",
      "matches"
    };
    var compiler = new ExpressionCompiler();
    var random = new Random(42);
    for (int round = 0; round < 30_000; round++) {
      var text = new StringBuilder();
      int length = random.nextInt(24);
      for (int i = 0; i < length; i++) {
        text.append(
            random.nextInt(20) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : pieces[random.nextInt(pieces.length)]);
      }
      tryOut(compiler, text.toString());
    }
  }

  @Test
  void noMutationOfARealRuleHurts() {
    String rule =
        "(m1[\"k\"] | \"none\") == \"v\" && match(s1, \"h*\") || \"^a.*\".matches(s2 | 'x')"
            + " && ip1 == ip(\"10.0.0.1\") && i1 + 1 > 4 && (dur1 | \"3s\") == \"3s\"";
    var compiler = new ExpressionCompiler();
    var random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder(rule);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, (char) random.nextInt(32, 127));
          default -> text.insert(at, text.charAt(random.nextInt(text.length())));
        }
      }
      tryOut(compiler, text.toString());
    }
  }

  private static void tryOut(ExpressionCompiler compiler, String text) {
    Expression expression;
    try {
      expression = compiler.compile(text, Sample.VOCABULARY);
    } catch (ExpressionException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    try {
      assertThat(expression.evaluate(Sample.bag())).isInstanceOf(expression.type().valueClass());
    } catch (EvaluationException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
