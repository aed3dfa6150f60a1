package io.keelson.expression.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.expression.ExpressionCompiler;
import io.keelson.expression.Shared;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CaseFileTest {
  private final ExpressionCompiler compiler = new ExpressionCompiler();

  @TestFactory
  Stream<DynamicTest> everySharedCasePasses() {
    CaseFile file = CaseFile.of(Shared.json("conformance/cexl.json"));
    assertThat(file.size()).isEqualTo(268);
    return IntStream.range(0, file.size())
        .mapToObj(i -> file.run(i, compiler))
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.id(), () -> assertThat(outcome.problems()).isEmpty()));
  }

  private Outcome run(Map<String, Object> expectations) {
    var manifest = Map.of("as", "STRING", "ai", "INT64", "ar", "STRING_MAP", "aip", "IP_ADDRESS");
    var attributes =
        Map.of(
            "as",
            Map.of("type", "STRING", "value", "x"),
            "ar",
            Map.of("type", "STRING_MAP", "value", Map.of("k", "v")));
    var test = new java.util.HashMap<String, Object>(expectations);
    test.putIfAbsent("attributes", attributes);
    test.put("manifest", 0);
    return CaseFile.of(Map.of("manifests", List.of(manifest), "cases", List.of(test)))
        .run(0, compiler);
  }

  @Test
  void wrongValueDoesNotPass() {
    Outcome outcome = run(Map.of("expr", "as", "result", Map.of("type", "STRING", "value", "y")));
    assertThat(outcome.pass()).isFalse();
    assertThat(outcome.toTree()).containsEntry("result", Map.of("type", "STRING", "value", "x"));
  }

  @Test
  void valueOfAnotherTypeDoesNotPass() {
    assertThat(run(Map.of("expr", "1", "result", Map.of("type", "DOUBLE", "value", 1))).pass())
        .isFalse();
    assertThat(run(Map.of("expr", "1", "resultType", "DOUBLE")).pass()).isFalse();
  }

  @Test
  void valueWhereAnErrorIsPinnedDoesNotPass() {
    assertThat(run(Map.of("expr", "as", "evalError", true)).pass()).isFalse();
    assertThat(run(Map.of("expr", "as", "compileError", true)).pass()).isFalse();
    assertThat(run(Map.of("expr", "as", "evalError", false)).pass()).isTrue();
  }

  @Test
  void errorWhereAValueIsPinnedDoesNotPass() {
    assertThat(run(Map.of("expr", "ai")).pass()).isFalse();
    assertThat(run(Map.of("expr", "nosuch")).pass()).isFalse();
    assertThat(run(Map.of("expr", "nosuch", "compileError", true)).pass()).isTrue();
  }

  @Test
  void referencesMustBeExactlyThePinnedOnes() {
    assertThat(run(Map.of("expr", "as", "referenced", List.of("as"))).pass()).isTrue();
    assertThat(run(Map.of("expr", "as", "referenced", List.of("-as"))).pass()).isFalse();
    assertThat(run(Map.of("expr", "as", "referenced", List.of("ai", "as"))).pass()).isFalse();
    assertThat(run(Map.of("expr", "as", "referenced", List.of())).pass()).isTrue();
  }

  @Test
  void mapsCountWithTheirNameOrByTheirKeysAlone() {
    String text = "ar[\"k\"] + ar[\"no\"]";
    assertThat(run(Map.of("expr", text, "referenced", List.of("ar", "ar[k]", "-ar[no]"))).pass())
        .isTrue();
    assertThat(run(Map.of("expr", text, "referenced", List.of("ar[k]", "-ar[no]"))).pass())
        .isTrue();
    assertThat(run(Map.of("expr", "ar", "referenced", List.of("ar"))).pass()).isTrue();
    assertThat(run(Map.of("expr", "as", "referenced", List.of("as", "ar"))).pass()).isFalse();
  }

  @Test
  void everyTypeGoesThroughItsTree() {
    for (var tree :
        List.of(
            Map.of("type", "STRING", "value", "a"),
            Map.of("type", "INT64", "value", "-9223372036854775808"),
            Map.of("type", "DOUBLE", "value", 1.5),
            Map.of("type", "DOUBLE", "value", "NaN"),
            Map.of("type", "DOUBLE", "value", "-Inf"),
            Map.of("type", "BOOL", "value", true),
            Map.of("type", "TIMESTAMP", "value", "2015-01-02T15:04:35Z"),
            Map.of("type", "DURATION", "value", "1m30s"),
            Map.of("type", "BYTES", "value", "AQIDBA=="),
            Map.of("type", "BYTES", "value", "AQID"),
            Map.of("type", "STRING_MAP", "value", Map.of("a", "b")))) {
      assertThat(TypedValues.write(TypedValues.read(tree))).isEqualTo(tree);
    }
    assertThat(TypedValues.read(Map.of("type", "IP_ADDRESS", "value", "::1"))).hasToString("::1");
  }

  @Test
  void malformedCaseIsAnOutcomeAndMalformedFileAnError() {
    assertThat(
            run(Map.of("expr", "as", "result", Map.of("type", "INT64", "value", "x"))).problems())
        .singleElement()
        .asString()
        .contains("cannot read 'x' as INT64");
    assertThat(run(Map.of()).pass()).isFalse();
    assertThatThrownBy(() -> CaseFile.of(List.of())).hasMessageContaining("'cases'");
  }
}
