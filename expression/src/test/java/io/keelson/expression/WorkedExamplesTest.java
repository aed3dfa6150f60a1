package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of the specification, row by row; where it names a defect, what it says should be. */
class WorkedExamplesTest {
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| .*");
  private static final Pattern SHOULD = Pattern.compile("should be (.*?)\\)$");

  /** Where the table paraphrases an error, a part of the message itself. */
  private static final Map<String, String> PARAPHRASES =
      Map.of(
          "number syntax", "invalid syntax",
          "parse error", "unable to parse expression",
          "pattern error", "error parsing regexp",
          "E: empty string", "E: error converting string to uri: empty string");

  @TestFactory
  Stream<DynamicTest> everyRow() {
    List<String> rows =
        Shared.text("spec/mixer-runtime.md")
            .transform(text -> text.substring(text.indexOf("## 5. Worked expression")))
            .transform(text -> text.substring(0, text.indexOf("\n## 6.")))
            .lines()
            .filter(line -> ROW.matcher(line).matches())
            .toList();
    assertThat(rows).hasSize(130);
    return rows.stream()
        .map(
            row -> {
              String[] cells = row.split("(?<!\\\\)\\|");
              String text = cells[2].strip().replace("\\|", "|");
              String expression = text.startsWith("`") ? text.substring(1, text.length() - 1) : "";
              return DynamicTest.dynamicTest(
                  cells[1].strip() + ": " + expression,
                  () -> check(cells[1].strip(), expression, cells[3].strip(), cells[4].strip()));
            });
  }

  private void check(String row, String text, String result, String references) throws Exception {
    String wanted = result.replace("`", "");
    if (wanted.startsWith("reference:")) {
      var should = SHOULD.matcher(wanted);
      wanted = should.find() ? should.group(1) : "C: arity mismatch. Got 3 arg(s)";
    }
    for (var paraphrase : PARAPHRASES.entrySet()) {
      wanted = wanted.replace(paraphrase.getKey(), paraphrase.getValue());
    }
    Expression expression;
    try {
      expression = Sample.compile(text);
    } catch (ExpressionException e) {
      assertThat(wanted).as(e.getMessage()).startsWith("C:");
      assertWordsInOrder(e.getMessage(), wanted.substring(2));
      return;
    }
    assertThat(wanted).doesNotStartWith("C:");
    RequestBag bag = Sample.bag();
    try {
      Object value = expression.evaluate(bag);
      assertThat(value).isInstanceOf(expression.type().valueClass());
      if (expression.type() == ValueType.BOOL) {
        assertThat(expression.test(Sample.bag())).isEqualTo(value);
      }
      assertThat(wanted).doesNotStartWith("E:");
      assertValue(value, expression.type(), wanted);
    } catch (EvaluationException e) {
      assertThat(wanted).as(e.getMessage()).startsWith("E:");
      assertWordsInOrder(e.getMessage(), wanted.substring(2));
    }
    String needed = row.equals("44") ? "+i1" : references.startsWith("(none") ? "" : references;
    assertThat(Sample.references(bag))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(needed.split(" ")).filter(word -> !word.isEmpty()).toList());
  }

  private static void assertWordsInOrder(String message, String words) {
    int at = 0;
    for (String word : words.replace("...", " ").strip().split("\\s+")) {
      int found = message.indexOf(word, at);
      assertThat(found).as("'%s' in '%s'", word, message).isGreaterThanOrEqualTo(0);
      at = found + word.length();
    }
  }

  private static void assertValue(Object value, ValueType type, String wanted) {
    switch (wanted) {
      case "the map" -> assertThat(value).isEqualTo(StringMap.of(Sample.map()));
      case "16 bytes of ::ffff:1.2.3.4" ->
          assertThat(((io.keelson.attribute.IpAddress) value).octets())
              .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4);
      default -> {
        String shown =
            switch (value) {
              case String text -> '"' + text + '"';
              case Duration duration -> DurationText.format(duration);
              default -> value.toString();
            };
        // A remark may follow; one that names a type must be right.
        assertThat(wanted.replaceFirst(" \\(.*", "")).isEqualTo(shown);
        if (wanted.endsWith("(DURATION)") || wanted.endsWith("(STRING)")) {
          assertThat(wanted).endsWith("(" + type + ")");
        }
      }
    }
  }
}
