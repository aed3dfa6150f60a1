package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "s1 | smiss => +s1",
        "smiss | s1 | s2 => -smiss +s1",
        "(smiss | s1) + s2 => -smiss +s1 +s2",
        "b1 || bf => +b1",
        "bf || b1 || bmiss => +bf +b1",
        "bf && b1 => +bf",
        "b1 && bf && bmiss => +b1 +bf",
        "bf && b1 || i1 == 42 => +bf +i1",
        "b1 == bf || b1 => +b1 +bf",
        "m1[\"k\"] | s1 => +m1[k]",
        "m1[\"no\"] | s1 => -m1[no] +s1",
        "mmiss[s1] | s1 => -mmiss +s1",
        "m1[smiss] | s1 => -smiss +s1",
        "m1[smiss | s1] | s2 => -smiss +s1 -m1[hello] +s2",
        "m1[m1[\"k\"]] | s2 => +m1[k] -m1[v] +s2",
        "m1[m1[\"no\"]] | s2 => -m1[no] +s2",
        "(mmiss | m1)[\"k\"] | s1 => -mmiss +m1[k]",
        "conditional(b1, s1, s2) => +b1 +s1",
        "conditional(bf, s1, s2) => +bf +s2",
        "conditionalString(b1, s1, s2) => +b1 +s1 +s2",
        "s1.startsWith(s2) => +s1 +s2",
        "match(s1, s2) => +s1 +s2",
        "\"foo\" | s1 => ",
        "i1 < i2 => +i1 +i2",
        "m1 => ",
        "size(s1 | s2) + (imiss | i1) => +s1 -imiss +i1",
        "smiss | (s1 | s2) => -smiss +s1",
        "smiss | conditional(bmiss | b1, s1, s2) => -smiss -bmiss +b1 +s1"
      })
  void onlyWhatWasLookedAtIsReferenced(String text, String references) throws Exception {
    RequestBag bag = Sample.bag();
    Sample.compile(text).evaluate(bag);
    assertThat(Sample.references(bag))
        .containsExactlyInAnyOrder(
            references == null || references.isBlank() ? new String[0] : references.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smiss + s1 => smiss => -smiss",
        "s1 + smiss => smiss => +s1 -smiss",
        "mmiss[smiss] => mmiss => -mmiss",
        "m1[smiss] => smiss => -smiss",
        "(mmiss | mmiss)[\"k\"] => mmiss => -mmiss",
        "smiss | mmiss[\"k\"] => mmiss => -smiss -mmiss",
        "toLower(smiss) | s1 => smiss => -smiss",
        "smiss.startsWith(s1) | b1 => smiss => -smiss",
        "(smiss == s1) | b1 => smiss => -smiss",
        "bmiss && b1 => bmiss => -bmiss",
        "b1 && bmiss || b1 => bmiss => +b1 -bmiss",
        "conditional(bmiss, s1, s2) => bmiss => -bmiss",
        "imiss + i1 => imiss => -imiss",
        "dmiss => dmiss => -dmiss",
        "durmiss => durmiss => -durmiss",
        "tmiss < t1 => tmiss => -tmiss",
        "ip1 == ipmiss => ipmiss => +ip1 -ipmiss",
        "smiss | smiss | smiss => smiss => -smiss"
      })
  void missingValueNamesTheAttribute(String row) throws Exception {
    String[] cells = row.split(" => ");
    Expression expression = Sample.compile(cells[0]);
    RequestBag bag = Sample.bag();
    assertThatThrownBy(() -> expression.evaluate(bag))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("lookup failed: '" + cells[1] + "'");
    assertThat(Sample.references(bag)).containsExactlyInAnyOrder(cells[2].split(" "));
  }

  static Stream<Arguments> mistyped() {
    Object address = IpAddress.of(new byte[] {1, 2, 3, 4});
    return Stream.of(
        Arguments.of("s1", 3L, "string: '3'"),
        Arguments.of("s1", 2.5, "string: '2.5'"),
        Arguments.of("s1", 1e21, "string: '1e+21'"),
        Arguments.of("s1", 1e20, "string: '100000000000000000000'"),
        Arguments.of("s1", 1.25e-5, "string: '1.25e-05'"),
        Arguments.of("s1", -0.0, "string: '-0'"),
        Arguments.of("s1", Double.NaN, "string: 'NaN'"),
        Arguments.of("s1", Double.NEGATIVE_INFINITY, "string: '-Inf'"),
        Arguments.of("s1", true, "string: 'true'"),
        Arguments.of("s1", Duration.ofMillis(1500), "string: '1.5s'"),
        Arguments.of(
            "s1", Instant.parse("2015-01-02T15:04:35.5Z"), "string: '2015-01-02 15:04:35.5 +0000"),
        Arguments.of("s1", address, "string: '[1 2 3 4]'"),
        Arguments.of("s1", new byte[] {1, -1}, "string: '[1 255]'"),
        Arguments.of("s1", StringMap.of(Map.of("a", "b")), "string: 'stringmap[a:b]'"),
        Arguments.of("i1", "x", "integer or duration: 'x'"),
        Arguments.of("i1", 1.0, "integer or duration: '1'"),
        Arguments.of("i1", true, "integer or duration: 'true'"),
        Arguments.of("dur1", "5s", "integer or duration: '5s'"),
        Arguments.of("d1", 1L, "double: '1'"),
        Arguments.of("d1", "1", "double: '1'"),
        Arguments.of("b1", "true", "bool: 'true'"),
        Arguments.of("b1", 1L, "bool: '1'"),
        Arguments.of("t1", "2019-06-01T10:00:00Z", "timestamp: '2019-06-01T10:00:00Z'"),
        Arguments.of("t1", 5L, "timestamp: '5'"),
        Arguments.of("ip1", "10.0.0.1", "IP address: '10.0.0.1'"),
        Arguments.of("ip1", new byte[] {1, 2, 3}, "IP address: '[1 2 3]'"),
        Arguments.of("m1", "k=v", "string map: 'k=v'"),
        Arguments.of("m1", 5L, "string map: '5'"),
        Arguments.of("dns1", 5L, "string: '5'"),
        Arguments.of("mail1", 5L, "string: '5'"),
        Arguments.of("uri1", 5L, "string: '5'"));
  }

  @ParameterizedTest
  @MethodSource("mistyped")
  void valueOfTheWrongTransportTypeIsAnErrorEverywhere(String name, Object value, String message)
      throws Exception {
    List<String> uses =
        name.equals("m1")
            ? List.of("m1", "m1[\"k\"]", "m1[\"k\"] | \"d\"", "m1 | mmiss", "(mmiss | m1)[s1]")
            : List.of(
                name,
                name + " | " + name,
                "conditional(b1 | true, " + name + ", " + name + ")",
                name.equals("dur1") ? name : name + " == " + name);
    for (String use : uses) {
      if (name.equals("b1") && use.startsWith("conditional")) {
        continue;
      }
      Expression expression = Sample.compile(use);
      RequestBag bag = Sample.bagWith(name, value);
      assertThatThrownBy(() -> expression.evaluate(bag))
          .as(use)
          .isInstanceOf(EvaluationException.class)
          .hasMessageStartingWith("error converting value to " + message);
      if (!(value instanceof StringMap)) {
        assertThat(Sample.references(bag)).contains("+" + name);
      }
    }
  }

  @Test
  void numbersAndDurationsStandInForEachOther() throws Exception {
    assertThat(Sample.compile("i1 + 1").evaluate(Sample.bagWith("i1", Duration.ofNanos(41))))
        .isEqualTo(42L);
    assertThat(Sample.compile("i1 | 5").evaluate(Sample.bagWith("i1", Duration.ofMillis(1))))
        .isEqualTo(1_000_000L);
    assertThat(Sample.compile("dur1").evaluate(Sample.bagWith("dur1", 1_500L)))
        .isEqualTo(Duration.ofNanos(1_500));
    Expression number = Sample.compile("i1");
    assertThatThrownBy(
            () -> number.evaluate(Sample.bagWith("i1", Duration.ofSeconds(Long.MAX_VALUE))))
        .isInstanceOf(EvaluationException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "i1 == 42 && i1 != 43 => true",
        "i1 < 43 && i1 <= 42 && i1 > 41 && i1 >= 42 => true",
        "i1 < 42 || i1 > 42 => false",
        "d1 == 2.5 && d1 != 2.0 && d1 < 3.0 && d1 <= 2.5 && d1 > 2.0 && d1 >= 2.5 => true",
        "s1 == \"hello\" && s1 != \"x\" && s1 < \"i\" && s1 <= \"hello\" => true",
        "s1 > \"a\" && s1 >= \"hello\" => true",
        "\"\" < \"a\" => true",
        "\"a\" < \"aa\" => true",
        "\"Z\" < \"a\" => true",
        "\"\uFF5E\" < \"😀\" => true",
        "\"é\" > \"z\" => true",
        "b1 == true && bf != true => true",
        "t1 < t2 && t1 <= t2 && t2 > t1 && t2 >= t1 && t1 != t2 && t1 == t1 => true",
        "t1 >= timestamp(\"2019-06-01T12:00:00+02:00\") => true",
        "t1 <= timestamp(\"2019-06-01T05:00:00.000-05:00\") => true",
        "t1 < timestamp(\"2019-06-01T10:00:00.000000001Z\") => true",
        "ip1 == ip2 && ip1 != ip(\"::1\") => true",
        "ip(\"::1\") == ip(\"0:0:0:0:0:0:0:1\") => true",
        "dns1 < dnsName(\"b.example.com\") => true",
        "dns1 >= dnsName(\"A.example.com\") => true",
        "mail1 > email(\"a@b.c\") && uri1 <= uri(\"http://example.com/y\") => true",
        "(i1 == 7) | true => false",
        "(i1 == 7 || bf) | true => false",
        "true && (false || true) => true",
        "conditional(i1 > 5, b1, bf) && conditional(bf, bf, b1) => true",
        "conditional(b1 && bf, \"a\", \"b\") == \"b\" => true",
        "(b1 || bf) == (bf || b1) => true",
        "(b1 && bf) != (bf || b1) => true",
        "match(\"\", \"\") && match(\"\", \"*\") && match(\"abc\", \"*\") => true",
        "match(\"abc\", \"abc*\") && match(\"abc\", \"*abc\") => true",
        "match(\"abc\", \"abcd*\") || match(\"abc\", \"*zabc\") || match(\"abc\", \"ab\") => false",
        "match(\"*xyz\", \"*x*\") => true",
        "match(\"a*\", \"**\") => false",
        "match(\"*\", \"**\") => true",
        "\"\".startsWith(\"\") && \"abc\".endsWith(\"\") => true",
        "\"a\".startsWith(\"abc\") || \"c\".endsWith(\"abc\") => false",
        "\"^$\".matches(\"\") && \"\".matches(\"x\") => true",
        "`^\\d+$`.matches(\"123\") => true",
        "\"(?i)HELLO\".matches(s1) => true",
        "(m1[\"k\"]).matches(\"v\") => true",
        "size(\"\") == 0 && size(\"héllo\") == 6 && size(\"😀\") == 4 && size(\"…\") == 3 => true",
        "toLower(\"ÀÉÎ ΑΣ İ\") == \"àéî ασ i\" => true",
        "toLower(\"already lower é\") == \"already lower é\" => true",
        "(smiss | \"\") == \"\" => true",
        "m1[\"empty\"] == \"\" && m1[\"none\"] == \"\" => true"
      })
  void conditions(String text, boolean wanted) throws Exception {
    Expression expression = Sample.compile(text);
    assertThat(expression.test(Sample.bag())).isEqualTo(wanted);
    assertThat(expression.evaluate(Sample.bag())).isEqualTo(wanted);
  }

  @Test
  void textsAndNumbersAdd() throws Exception {
    assertThat(Sample.evaluate("s1 + \" \" + s2 + \"!\" + (smiss | \"?\")"))
        .isEqualTo("hello World!?");
    assertThat(Sample.evaluate("i1 + i2 + 1")).isEqualTo(50L);
    assertThat(Sample.evaluate("d1 + 0.25 + 0.25")).isEqualTo(3.0);
    assertThat(Sample.evaluate("9223372036854775807 + i1")).isEqualTo(Long.MIN_VALUE + 41);
    assertThat(Sample.evaluate("dns1 + dnsName(\"x\")")).isEqualTo("a.example.comx");
    assertThat(Sample.evaluate("smiss | \"a\" + (smiss | \"b\") | \"c\"")).isEqualTo("ab");
  }

  @Test
  void doublesAreEqualByTheirBits() throws Exception {
    Expression same = Sample.compile("d1 == d1");
    Expression zero = Sample.compile("d1 == 0.0");
    assertThat(same.test(Sample.bagWith("d1", Double.NaN))).isTrue();
    assertThat(zero.test(Sample.bagWith("d1", -0.0))).isFalse();
    assertThat(zero.test(Sample.bagWith("d1", 0.0))).isTrue();
    for (String operator : List.of("<", "<=", ">", ">=")) {
      assertThat(Sample.compile("d1 " + operator + " 0.0").test(Sample.bagWith("d1", Double.NaN)))
          .as(operator)
          .isFalse();
      assertThat(Sample.compile("d1 " + operator + " 0.0").test(Sample.bagWith("d1", -0.0)))
          .isEqualTo(operator.endsWith("="));
    }
  }

  @Test
  void generatedValuesAreReadButNotReferenced() throws Exception {
    RequestBag bag = Sample.bag();
    bag.put(Sample.VOCABULARY.find("smiss").slot(), "made");
    bag.put(Sample.VOCABULARY.find("mmiss").slot(), StringMap.of(Map.of("a", "b")));
    assertThat(Sample.compile("smiss + mmiss[\"a\"] + (mmiss[\"x\"] | \"!\")").evaluate(bag))
        .isEqualTo("madeb!");
    assertThat(bag.references().list()).isEmpty();
  }

  @Test
  void nothingButEvaluationExceptionsEscape() throws Exception {
    // A bag of too small a vocabulary: a mistake of the caller, and still no other exception.
    var other = io.keelson.attribute.Vocabulary.of(Map.of());
    for (String text : List.of("s1", "b1", "m1[\"k\"] == \"v\"", "i1 | 5")) {
      Expression expression = Sample.compile(text);
      var bag = new RequestBag(other, true);
      assertThatThrownBy(() -> expression.evaluate(bag)).isInstanceOf(EvaluationException.class);
    }
  }

  @Test
  void errorsCarryNoStackTrace() throws Exception {
    Expression expression = Sample.compile("smiss");
    assertThatThrownBy(() -> expression.evaluate(Sample.bag()))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
