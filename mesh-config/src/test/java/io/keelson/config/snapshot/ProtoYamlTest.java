package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.keelson.api.policy.v1beta1.DirectHttpResponse;
import io.keelson.config.source.YamlReader;
import io.keelson.config.test.DenierParams;
import io.keelson.config.test.Everything;
import io.keelson.config.test.Everything.Color;
import io.keelson.config.test.Everything.Inner;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoYamlTest {

  private static Object tree(String yaml) {
    var content = YamlReader.read(yaml);
    assertThat(content.faults()).isEmpty();
    return content.documents().isEmpty() ? null : content.documents().getFirst().tree();
  }

  private static Everything decode(String yaml, Everything defaults) {
    var problems = new Problems();
    Everything message = ProtoYaml.decode(tree(yaml), defaults, "spec", problems);
    assertThat(problems.list()).isEmpty();
    return message;
  }

  private static Everything decode(String yaml) {
    return decode(yaml, Everything.getDefaultInstance());
  }

  private static List<Problems.Problem> problems(String yaml) {
    var problems = new Problems();
    ProtoYaml.decode(tree(yaml), Everything.getDefaultInstance(), "spec", problems);
    return problems.list();
  }

  @Test
  void nothingLeavesTheDefaults() {
    var defaults = Everything.newBuilder().setText("x").setI64(7).addNumbers(1).build();
    assertThat(decode("", defaults)).isEqualTo(defaults);
    assertThat(decode("{text: null, i64: ~, numbers: }", defaults)).isEqualTo(defaults);
  }

  @Test
  void scalarsOfEveryType() {
    assertThat(
            decode(
                """
                text: x
                flag: true
                i32: -5
                u32: 4294967295
                i64: "-9223372036854775808"
                u64: "18446744073709551615"
                f32: 1.5
                f64: 3
                raw: aGk=
                color: DARK_BLUE
                s64: 5.0
                x32: 7
                """))
        .isEqualTo(
            Everything.newBuilder()
                .setText("x")
                .setFlag(true)
                .setI32(-5)
                .setU32(-1)
                .setI64(Long.MIN_VALUE)
                .setU64(-1L)
                .setF32(1.5f)
                .setF64(3)
                .setRaw(ByteString.copyFromUtf8("hi"))
                .setColor(Color.DARK_BLUE)
                .setS64(5)
                .setX32(7)
                .build());
  }

  @Test
  void bothSpellingsAreFieldsAndCamelCaseCounts() {
    assertThat(decode("inner_message: {text_value: a}").getInnerMessage().getTextValue())
        .isEqualTo("a");
    assertThat(decode("innerMessage: {textValue: a}").getInnerMessage().getTextValue())
        .isEqualTo("a");
    assertThat(
            decode("innerMessage: {textValue: a}\ninner_message: {textValue: b}")
                .getInnerMessage()
                .getTextValue())
        .isEqualTo("a");
    assertThat(
            decode("inner_message: {textValue: b}\ninnerMessage: {textValue: a}")
                .getInnerMessage()
                .getTextValue())
        .isEqualTo("a");
  }

  @Test
  void messagesMergeWhileListsAndMapsReplace() {
    var defaults =
        Everything.newBuilder()
            .setInnerMessage(Inner.newBuilder().setTextValue("a").setNumber(1).addList("x"))
            .addNumbers(1)
            .putColors("a", Color.RED)
            .build();
    assertThat(
            decode(
                "{innerMessage: {number: 2}, numbers: [5, 6], colors: {b: DARK_BLUE}}", defaults))
        .isEqualTo(
            Everything.newBuilder()
                .setInnerMessage(Inner.newBuilder().setTextValue("a").setNumber(2).addList("x"))
                .addNumbers(5)
                .addNumbers(6)
                .putColors("b", Color.DARK_BLUE)
                .build());
    assertThat(decode("{numbers: [], colors: {}}", defaults).getNumbersCount()).isZero();
  }

  @Test
  void statusMergesIntoTheDefaultOfTheDenier() {
    var defaults =
        DenierParams.newBuilder()
            .setStatus(io.keelson.api.rpc.Status.newBuilder().setCode(9))
            .setValidDuration(Duration.newBuilder().setSeconds(5))
            .setValidUseCount(1000)
            .build();
    var problems = new Problems();
    DenierParams params =
        ProtoYaml.decode(
            tree(
                """
                status:
                  message: no
                  details:
                  - "@type": type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse
                    code: 403
                    body: go away
                    headers: {x-why: because}
                valid_duration: 300ms
                """),
            defaults,
            "spec",
            problems);
    assertThat(problems.list()).isEmpty();
    assertThat(params.getStatus().getCode()).isEqualTo(9);
    assertThat(params.getStatus().getMessage()).isEqualTo("no");
    assertThat(params.getValidDuration())
        .isEqualTo(Duration.newBuilder().setNanos(300_000_000).build());
    assertThat(params.getValidUseCount()).isEqualTo(1000);
    var details = params.getStatus().getDetails(0);
    assertThat(details.getTypeUrl())
        .isEqualTo("type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse");
    assertThat(details.getValue())
        .isEqualTo(
            DirectHttpResponse.newBuilder()
                .setCodeValue(403)
                .setBody("go away")
                .putHeaders("x-why", "because")
                .build()
                .toByteString());
  }

  @Test
  void enumsAreNamesOrNumbersAlsoInMaps() {
    assertThat(decode("{color: 2, colors: {a: RED, b: 2, c: 0}}"))
        .isEqualTo(
            Everything.newBuilder()
                .setColor(Color.DARK_BLUE)
                .putColors("a", Color.RED)
                .putColors("b", Color.DARK_BLUE)
                .putColors("c", Color.NONE)
                .build());
  }

  @Test
  void keysOfMapsAreReadAsTheirType() {
    assertThat(decode("{byNumber: {1: a, -2: b}, byFlag: {true: a, no: b}}"))
        .isEqualTo(
            Everything.newBuilder()
                .putByNumber(1, "a")
                .putByNumber(-2, "b")
                .putByFlag(true, "a")
                .putByFlag(false, "b")
                .build());
  }

  @Test
  void wellKnownMessages() {
    assertThat(
            decode(
                """
                duration: 1h30m
                durations: [1.5s, "-1500ms", "0"]
                time: 2026-01-31T23:59:59.5+01:00
                struct: {a: 1, b: [x, null, true], c: {d: 1.5}}
                value: [1]
                wrappedText: x
                wrapped_number: 5
                values: [1, a]
                """))
        .isEqualTo(
            Everything.newBuilder()
                .setDuration(Duration.newBuilder().setSeconds(5400))
                .addDurations(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                .addDurations(Duration.newBuilder().setSeconds(-1).setNanos(-500_000_000))
                .addDurations(Duration.getDefaultInstance())
                .setTime(Timestamp.newBuilder().setSeconds(1769900399L).setNanos(500_000_000))
                .setStruct(
                    Struct.newBuilder()
                        .putFields("a", Value.newBuilder().setNumberValue(1).build())
                        .putFields(
                            "b",
                            Value.newBuilder()
                                .setListValue(
                                    com.google.protobuf.ListValue.newBuilder()
                                        .addValues(Value.newBuilder().setStringValue("x"))
                                        .addValues(Value.newBuilder().setNullValueValue(0))
                                        .addValues(Value.newBuilder().setBoolValue(true)))
                                .build())
                        .putFields(
                            "c",
                            Value.newBuilder()
                                .setStructValue(
                                    Struct.newBuilder()
                                        .putFields(
                                            "d", Value.newBuilder().setNumberValue(1.5).build()))
                                .build()))
                .setValue(
                    Value.newBuilder()
                        .setListValue(
                            com.google.protobuf.ListValue.newBuilder()
                                .addValues(Value.newBuilder().setNumberValue(1))))
                .setWrappedText(com.google.protobuf.StringValue.of("x"))
                .setWrappedNumber(UInt32Value.of(5))
                .setValues(
                    com.google.protobuf.ListValue.newBuilder()
                        .addValues(Value.newBuilder().setNumberValue(1))
                        .addValues(Value.newBuilder().setStringValue("a")))
                .build());
  }

  @Test
  void yaml11BooleansAreAccepted() {
    assertThat(decode("flag: yes").getFlag()).isTrue();
    assertThat(decode("flag: On").getFlag()).isTrue();
    assertThat(decode("flag: off", Everything.newBuilder().setFlag(true).build()).getFlag())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text: 5                          | spec.text                 | wrong-type         | put it in quotes: \"5\"",
        "text: [a]                        | spec.text                 | wrong-type         | found a list",
        "flag: maybe                      | spec.flag                 | wrong-type         | expected true or false",
        "flag: 1                          | spec.flag                 | wrong-type         | the number 1",
        "i32: 2147483648                  | spec.i32                  | out-of-range       | not between -2147483648 and 2147483647",
        "i32: 1.5                         | spec.i32                  | wrong-type         | whole number",
        "i32: x                           | spec.i32                  | wrong-type         | the text 'x'",
        "u32: -1                          | spec.u32                  | out-of-range       | not between 0 and 4294967295",
        "i64: 9223372036854775808         | spec.i64                  | out-of-range       | not between",
        "i64: '1e999999999'               | spec.i64                  | wrong-type         | whole number",
        "u64: '18446744073709551616'      | spec.u64                  | out-of-range       | 18446744073709551615",
        "f64: abc                         | spec.f64                  | wrong-type         | expected a number",
        "raw: '%%'                        | spec.raw                  | wrong-type         | base64",
        "color: REDD                      | spec.color                | unknown-enum-value | did you mean 'RED'",
        "color: 1.5                       | spec.color                | wrong-type         | whole number",
        "colors: {a: BLUE}                | spec.colors[a]            | unknown-enum-value | NONE, RED, DARK_BLUE",
        "txt: x                           | spec.txt                  | unknown-field      | did you mean 'text'",
        "innerMessage: {nothing: 1}       | spec.innerMessage.nothing | unknown-field      | inner, list, number, textValue",
        "innerMessage: 5                  | spec.innerMessage         | wrong-type         | expected a map of fields",
        "numbers: 5                       | spec.numbers              | wrong-type         | expected a list",
        "numbers: [1, x]                  | spec.numbers[1]           | wrong-type         | whole number",
        "numbers: [1, null]               | spec.numbers[1]           | wrong-type         | missing",
        "inners: [{number: a}]            | spec.inners[0].number     | wrong-type         | whole number",
        "colors: [a]                      | spec.colors               | wrong-type         | expected a map",
        "innerByName: {k: {number: a}}    | spec.innerByName[k].number | wrong-type        | whole number",
        "byNumber: {x: a}                 | spec.byNumber[x]          | wrong-type         | whole number",
        "{left: a, right: 5}              | spec.right                | conflicting-fields | only one of 'left' and 'right'",
        "duration: 5                      | spec.duration             | wrong-type         | such as 5s",
        "duration: 5 minutes              | spec.duration             | wrong-type         | such as 1h30m",
        "time: yesterday                  | spec.time                 | wrong-type         | 2026-01-31T23:59:59Z",
        "struct: 5                        | spec.struct               | wrong-type         | expected a map",
        "any: {code: 5}                   | spec.any.@type            | missing-type       | give @type",
        "any: {'@type': x/y.Z}            | spec.any.@type            | unknown-type       | 'y.Z' is not known",
        "wrappedNumber: -1                | spec.wrappedNumber        | out-of-range       | between 0 and",
      })
  void faultsNameFieldReasonAndRemedy(String yaml, String field, String code, String reason) {
    assertThat(problems(yaml))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.reason()).contains(reason);
            });
  }

  @Test
  void anyKnowsTheFieldsOfItsMessage() {
    assertThat(
            problems(
                """
                any:
                  "@type": type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse
                  boddy: x
                """))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo("spec.any.boddy");
              assertThat(problem.reason()).contains("did you mean 'body'");
            });
  }

  @Test
  void allFaultsAreCollectedAndTheRestIsFilled() {
    var problems = new Problems();
    Everything message =
        ProtoYaml.decode(
            tree("{text: 5, flag: x, i32: 7, nothing: 1, inners: [{number: a, textValue: b}]}"),
            Everything.getDefaultInstance(),
            "spec",
            problems);
    assertThat(problems.list())
        .extracting(Problems.Problem::field)
        .containsExactlyInAnyOrder(
            "spec.text", "spec.flag", "spec.nothing", "spec.inners[0].number");
    assertThat(message.getI32()).isEqualTo(7);
    assertThat(message.getInners(0).getTextValue()).isEqualTo("b");
  }

  @Test
  void numbersWithoutNamesAreKeptForOpenEnums() {
    assertThat(decode("color: 77").getColorValue()).isEqualTo(77);
  }
}
