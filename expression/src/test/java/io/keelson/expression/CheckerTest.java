package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.ValueType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "nosuch => unknown attribute nosuch",
        "no.such | \"x\" => unknown attribute no.such",
        "true.x => unknown attribute true.x",
        "nosuch(s1) => unknown function: nosuch",
        "nosuch(alsonot) => unknown function: nosuch",
        "s1.nosuch(s2) => unknown function: nosuch",
        "ip_equal(ip1, ip2) => unknown function: ip_equal",
        "timestamp_lt(t1, t2) => unknown function: timestamp_lt",
        "i1 - 1 => unknown function: SUB",
        "i1 * 1 => unknown function: MUL",
        "i1 / 1 => unknown function: QUO",
        "i1 % 1 => unknown function: REM",
        "i1 & 1 => unknown function: AND",
        "i1 ^ 1 => unknown function: XOR",
        "!b1 => unknown function: NOT",
        "^i1 => unknown function: XOR",
        "&i1 => unknown function: AND",
        "i1 << 1 => ~unknown function: ~",
        "i1 &^ 1 => ~unknown function: ~",
        "<-i1 => ~unknown function: ~",
        "+i1 => ADD($i1) arity mismatch. Got 1 arg(s), expected 2 arg(s)",
        "s1.match(\"x\") => invoking regular function on instance method: match",
        "s1.EQ(s2) => invoking regular function on instance method: EQ",
        "startsWith(s1, s2) => invoking instance method without an instance: startsWith",
        "matches(s1) => invoking instance method without an instance: matches",
        "i1.startsWith(\"x\") => $i1:startsWith(\"x\") target typeError got INT64, expected STRING",
        "dns1.endsWith(\"x\") => $dns1:endsWith(\"x\") target typeError got DNS_NAME, expected STRING",
        "\"5s\".matches(s1) => \"5s\":matches($s1) target typeError got DURATION, expected STRING",
        "match(s1) => match($s1) arity mismatch. Got 1 arg(s), expected 2 arg(s)",
        "match() => match() arity mismatch. Got 0 arg(s), expected 2 arg(s)",
        "match(s1, \"a\", b1) => match($s1, \"a\", $b1) arity mismatch. Got 3 arg(s), expected 2 arg(s)",
        "emptyStringMap(s1) => emptyStringMap($s1) arity mismatch. Got 1 arg(s), expected 0 arg(s)",
        "s1.startsWith() => $s1:startsWith() arity mismatch. Got 0 arg(s), expected 1 arg(s)",
        "conditional(b1, i1) => conditional($b1, $i1) arity mismatch. Got 2 arg(s), expected 3 arg(s)",
        "match(s1, i1) => match($s1, $i1) arg 2 ($i1) typeError got INT64, expected STRING",
        "match(s1, 0x1) => strconv.ParseInt: parsing \"0x1\": invalid syntax",
        "s1 == i1 => EQ($s1, $i1) arg 2 ($i1) typeError got INT64, expected STRING",
        "smiss | imiss => OR($smiss, $imiss) arg 2 ($imiss) typeError got INT64, expected STRING",
        "s1 | s2 | i1 => OR(OR($s1, $s2), $i1) arg 2 ($i1) typeError got INT64, expected STRING",
        "s1 | i1 | s2 => OR($s1, $i1) arg 2 ($i1) typeError got INT64, expected STRING",
        "s1 && b1 => LAND($s1, $b1) arg 1 ($s1) typeError got STRING, expected BOOL",
        "b1 && s1 && b1 => LAND($b1, $s1) arg 2 ($s1) typeError got STRING, expected BOOL",
        "b1 || bf || s1 => LOR(LOR($b1, $bf), $s1) arg 2 ($s1) typeError got STRING, expected BOOL",
        "1 < 2 < 3 => LT(LT(1, 2), 3) arg 2 (3) typeError got INT64, expected BOOL",
        "(s1)[\"k\"] => INDEX($s1, \"k\") arg 1 ($s1) typeError got STRING, expected STRING_MAP",
        "m1[i1] => INDEX($m1, $i1) arg 2 ($i1) typeError got INT64, expected STRING",
        "m1[\"10s\"] => INDEX($m1, \"10s\") arg 2 (\"10s\") typeError got DURATION, expected STRING",
        "conditional(s1, i1, i2) => conditional($s1, $i1, $i2) arg 1 ($s1) typeError got STRING, expected BOOL",
        "conditional(b1, i1, s1) => conditional($b1, $i1, $s1) arg 3 ($s1) typeError got STRING, expected INT64",
        "conditionalString(b1, s1, i1) => conditionalString($b1, $s1, $i1) arg 3 ($i1) typeError got INT64, expected STRING",
        "TRUE == 1 => EQ(TRUE, 1) arg 2 (1) typeError got INT64, expected BOOL",
        "untyped => internal compiler error -- unhandled expression type: 'VALUE_TYPE_UNSPECIFIED'"
      })
  void typeErrorsHaveTheReferencesWords(String text, String message) {
    assertThatThrownBy(() -> Sample.compile(text))
        .isInstanceOf(ExpressionException.class)
        .message()
        .satisfies(
            actual ->
                assertThat(actual)
                    .isIn(message, "failed to parse expression '" + text + "': " + message));
  }

  static Stream<Arguments> meaninglessOperations() {
    var all = Stream.<Arguments>builder();
    for (String operator : new String[] {"==", "!="}) {
      all.add(Arguments.of("dur1 " + operator + " dur2", "equality", "duration"));
      all.add(Arguments.of("m1 " + operator + " mmiss", "equality", "interface"));
    }
    String[][] orders = {
      {"<", "less than"}, {"<=", "less or equal"}, {">", "greater than"}, {">=", "greater or equal"}
    };
    for (String[] order : orders) {
      all.add(Arguments.of("b1 " + order[0] + " bf", order[1], "bool"));
      all.add(Arguments.of("dur1 " + order[0] + " \"5s\"", order[1], "duration"));
      all.add(Arguments.of("m1 " + order[0] + " m1", order[1], "interface"));
      all.add(Arguments.of("ip1 " + order[0] + " ip2", order[1], "interface"));
    }
    all.add(Arguments.of("b1 + bf", "Add", "bool"));
    all.add(Arguments.of("dur1 + dur2", "Add", "duration"));
    all.add(Arguments.of("t1 + t2", "Add", "interface"));
    all.add(Arguments.of("ip1 + ip2", "Add", "interface"));
    all.add(Arguments.of("m1 + m1", "Add", "interface"));
    all.add(Arguments.of("b1 && (m1 == m1 || bf)", "equality", "interface"));
    return all.build();
  }

  @ParameterizedTest
  @MethodSource("meaninglessOperations")
  void operationsWithoutMeaningAreRefused(String text, String operation, String type) {
    assertThatThrownBy(() -> Sample.compile(text))
        .hasMessage(
            "internal compiler error -- " + operation + " for type not yet implemented: " + type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "s1 => STRING",
        "i1 + 1 => INT64",
        "d1 + 1.0 => DOUBLE",
        "b1 == bf => BOOL",
        "t1 | tmiss => TIMESTAMP",
        "dur1 | \"1s\" => DURATION",
        "ip1 | ip2 => IP_ADDRESS",
        "m1 | emptyStringMap() => STRING_MAP",
        "m1[\"k\"] => STRING",
        "dns1 + dnsName(\"x\") => DNS_NAME",
        "mail1 + mail1 => EMAIL_ADDRESS",
        "uri1 + uri1 => URI",
        "conditional(b1, t1, t2) => TIMESTAMP",
        "conditional(b1, m1, m1) => STRING_MAP",
        "conditionalString(b1, s1, s2) => STRING",
        "toLower(s1) => STRING",
        "size(s1) => INT64",
        "ip(s1) => IP_ADDRESS",
        "timestamp(s1) => TIMESTAMP",
        "email(s1) => EMAIL_ADDRESS",
        "uri(s1) => URI",
        "EQ(i1, 42) => BOOL",
        "ADD(s1, s2) => STRING",
        "OR(smiss, s2) => STRING",
        "INDEX(m1, s1) => STRING"
      })
  void resultTypesFollowTheOperands(String text, ValueType type) throws Exception {
    assertThat(Sample.compile(text).type()).isEqualTo(type);
  }

  @Test
  void expectedTypeIsChecked() throws Exception {
    var compiler = new ExpressionCompiler();
    assertThat(compiler.compile("s1", Sample.VOCABULARY, ValueType.STRING).text()).isEqualTo("s1");
    assertThatThrownBy(() -> compiler.compile("s1", Sample.VOCABULARY, ValueType.INT64))
        .isInstanceOf(ExpressionException.class)
        .hasMessage("expression 's1' evaluated to type STRING, expected type INT64");
  }

  @Test
  void operatorsMayBeCalledByName() throws Exception {
    assertThat(Sample.evaluate("LOR(EQ(i1, 7), LAND(b1, GEQ(i1, i2)))")).isEqualTo(true);
    assertThat(Sample.evaluate("OR(smiss, INDEX(m1, \"k\"))")).isEqualTo("v");
  }

  @Test
  void attributesAreNamedInOrderOfAppearance() throws Exception {
    assertThat(Sample.compile("s2 == s1 || s2 == m1[\"k\"]").attributes())
        .extracting("name")
        .containsExactly("s2", "s1", "m1");
  }

  @Test
  void messagesOfLongExpressionsAreCut() {
    assertThatThrownBy(() -> Sample.compile("s1 == \"x\" || ".repeat(20_000) + "s1"))
        .hasMessageContaining("typeError got STRING, expected BOOL")
        .message()
        .hasSizeLessThan(5_000);
  }
}
