package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.RequestBag;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeExpressionTest {

  private static String joined(
      int count, String operator, java.util.function.IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(operator));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 500, 10_000})
  void anyNumberOfAlternativesIsEvaluated(int count) throws Exception {
    Expression texts = Sample.compile(joined(count, " || ", i -> "s1 == \"x" + i + "\""));
    assertThat(texts.test(Sample.bag())).isFalse();
    assertThat(texts.test(Sample.bagWith("s1", "x0"))).isTrue();
    assertThat(texts.test(Sample.bagWith("s1", "x" + (count / 2)))).isTrue();
    assertThat(texts.test(Sample.bagWith("s1", "x" + (count - 1)))).isTrue();
    assertThat(texts.test(Sample.bagWith("s1", "x" + count))).isFalse();

    Expression entries =
        Sample.compile(
            joined(count, " || ", i -> "(m1[\"k\"] | \"\") == \"x" + i + "\"") + " || b1");
    assertThat(entries.test(Sample.bag())).isTrue();
    assertThat(entries.test(Sample.bagWith("b1", false))).isFalse();
  }

  @Test
  void conditionsThatMustAllHoldStopAtTheFirstThatDoesNot() throws Exception {
    Expression all = Sample.compile(joined(5_000, " && ", i -> "i1 != " + (1_000 + i)));
    assertThat(all.test(Sample.bag())).isTrue();
    assertThat(all.test(Sample.bagWith("i1", 1_000L))).isFalse();
    assertThat(all.test(Sample.bagWith("i1", 5_999L))).isFalse();
    Expression stops = Sample.compile(joined(5_000, " && ", i -> "bf") + " && bmiss");
    RequestBag bag = Sample.bag();
    assertThat(stops.test(bag)).isFalse();
    assertThat(Sample.references(bag)).containsExactly("+bf");
  }

  @Test
  void longChainsOfDefaultsGoToTheLast() throws Exception {
    Expression texts =
        Sample.compile(joined(5_000, " | ", i -> "m1[\"no" + i + "\"]") + " | \"end\"");
    assertThat(texts.evaluate(Sample.bag())).isEqualTo("end");
    Expression numbers = Sample.compile(joined(5_000, " | ", i -> "imiss") + " | i1");
    assertThat(numbers.evaluate(Sample.bag())).isEqualTo(42L);
    Expression none = Sample.compile(joined(5_000, " | ", i -> "imiss"));
    assertThatThrownBy(() -> none.evaluate(Sample.bag())).hasMessage("lookup failed: 'imiss'");
    Expression inner = Sample.compile("(" + joined(5_000, " | ", i -> "imiss") + " | i2) + 1 == 8");
    assertThat(inner.test(Sample.bag())).isTrue();
    Expression last = Sample.compile(joined(5_000, " | ", i -> "smiss") + " | m1[\"none\"]");
    assertThat(last.evaluate(Sample.bag())).isEqualTo("");
  }

  @Test
  void longSumsKeepTheirOrder() throws Exception {
    assertThat(Sample.evaluate(joined(5_000, " + ", i -> "\"" + (char) ('k' + i % 10) + "\"")))
        .isEqualTo(joined(5_000, "", i -> String.valueOf((char) ('k' + i % 10))));
    assertThat(Sample.evaluate(joined(5_000, " + ", i -> "i2"))).isEqualTo(35_000L);
    double sum = 1e16;
    for (int i = 0; i < 5_000; i++) {
      sum += 1.0;
    }
    assertThat(Sample.evaluate("1e16 + " + joined(5_000, " + ", i -> "1.0"))).isEqualTo(sum);
  }

  @Test
  void moreConstantsThanAClassFileHoldsAreCompiled() throws Exception {
    Expression numbers = Sample.compile(joined(60_000, "||", i -> "i1==" + (100_000 + i)));
    assertThat(numbers.test(Sample.bagWith("i1", 159_999L))).isTrue();
    assertThat(numbers.test(Sample.bagWith("i1", 160_000L))).isFalse();
    Expression doubles = Sample.compile(joined(20_000, "||", i -> "d1==" + i + ".5"));
    assertThat(doubles.test(Sample.bagWith("d1", 19_999.5))).isTrue();
    assertThat(doubles.test(Sample.bagWith("d1", 20_000.5))).isFalse();
    Expression addresses =
        Sample.compile(
            joined(4_000, " || ", i -> "ip1 == ip(\"10.1." + i / 256 + "." + i % 256 + "\")"));
    assertThat(addresses.test(Sample.bag())).isFalse();
    assertThat(addresses.test(Sample.bagWith("ip1", AddressText.parse("10.1.15.159")))).isTrue();
  }

  @Test
  void manyPatternsAndManyAttributesAreCompiled() throws Exception {
    Expression patterns =
        Sample.compile(joined(3_000, " || ", i -> "\"^x" + i + "$\".matches(s1)"));
    assertThat(patterns.test(Sample.bag())).isFalse();
    assertThat(patterns.test(Sample.bagWith("s1", "x2999"))).isTrue();
    var types = new java.util.HashMap<String, io.keelson.attribute.ValueType>();
    for (int i = 0; i < 5_000; i++) {
      types.put("a.n" + i, io.keelson.attribute.ValueType.STRING);
    }
    var vocabulary = io.keelson.attribute.Vocabulary.of(types);
    Expression reads =
        new ExpressionCompiler()
            .compile(joined(5_000, " | ", i -> "a.n" + i) + " | \"none\"", vocabulary);
    assertThat(reads.attributes()).hasSize(5_000);
    assertThat(reads.evaluate(RequestBag.of(vocabulary, java.util.Map.of()))).isEqualTo("none");
    assertThat(reads.evaluate(RequestBag.of(vocabulary, java.util.Map.of("a.n4999", "x"))))
        .isEqualTo("x");
  }

  @Test
  void hugeLiteralIsCompiled() throws Exception {
    String literal = "é".repeat(100_000);
    assertThat(Sample.evaluate("smiss | \"" + literal + "\"")).isEqualTo(literal);
    assertThat(Sample.evaluate("size(\"" + literal + "\" + s1)")).isEqualTo(200_005L);
  }

  @Test
  void wideNestedConditionsAreCutIntoMethods() throws Exception {
    String inner = "(" + joined(60, " || ", i -> "s1 == \"y" + i + "\"") + ")";
    String text = inner;
    for (int level = 0; level < 40; level++) {
      text = "conditional(" + inner + ", bf, " + text + " || b1)";
    }
    Expression expression = Sample.compile(text);
    assertThat(expression.test(Sample.bag())).isTrue();
    assertThat(expression.test(Sample.bagWith("s1", "y59"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s1 == \"x%d\" || ",
        "(m1[\"k%d\"] | m1[s1] | \"none\") == conditional(i1 > %<d, s1, s2) && ",
        "match(s1 | \"x\", m1[smiss | \"%d0\"]) && ",
        "(dmiss | %d.5) != d1 && "
      })
  void noMethodIsTooLargeForTheJit(String part) throws Exception {
    String text = joined(3_000, "", part::formatted) + "b1";
    Node node = new Checker(Sample.VOCABULARY).check(Parser.parse(text));
    byte[] bytes = Assembler.classFileOf(Outliner.outline(Simplifier.simplify(node)));
    var sizes =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(method -> !method.methodName().equalsString("<clinit>"))
            .map(method -> method.findAttribute(Attributes.code()).orElseThrow().codeLength())
            .toList();
    assertThat(sizes).hasSizeGreaterThan(10).allMatch(size -> size < 8_000);
  }

  /** Every shape of part, cut out of its method, with and without a value. */
  @Test
  void cuttingChangesNoAnswer() throws Exception {
    String padding = joined(400, " || ", i -> "s2 == \"p" + i + "\"");
    String[][] shapes = {
      {"conditional(%s, smiss, smiss | s1)", "hello"},
      {"conditional(%s, imiss, imiss | i1)", "42"},
      {"conditional(%s, dmiss, dmiss | d1)", "2.5"},
      {"conditional(%s, tmiss, tmiss | t1)", "2019-06-01T10:00:00Z"},
      {"conditional(%s, durmiss, durmiss | dur1)", "PT5S"},
      {"conditional(%s, ipmiss, ipmiss | ip1)", "10.0.0.1"},
      {"conditional(%s, bmiss, bmiss | b1)", "true"},
      {"conditional(%s, mmiss, mmiss | m1)[\"k\"]", "v"},
      {"m1[conditional(%s, smiss, \"k\")] | \"d\"", "v"},
      {"smiss | m1[conditional(%s, smiss, \"no\")] | \"d\"", "d"},
      {"(%s) == bf", "true"},
      {"conditionalString(%s, s1, s2)", "World"},
      {"imiss | conditional(%s, i1, i2) | i1", "7"}
    };
    for (String[] shape : shapes) {
      Expression expression = Sample.compile(shape[0].formatted(padding));
      assertThat(expression.evaluate(Sample.bag())).as(shape[0]).hasToString(shape[1]);
    }
  }
}
