package io.keelson.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

  private static Object tree(String text) {
    var content = YamlReader.read(text);
    assertThat(content.faults()).isEmpty();
    assertThat(content.documents()).hasSize(1);
    return content.documents().getFirst().tree();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\n---\nb: 2\n",
        "a: 1\r\n---\r\nb: 2\r\n",
        "a: 1\n---   \t\nb: 2",
        "---\na: 1\n---\n---\nb: 2\n---\n",
        "a: 1\n--- # second\nb: 2\n",
        "# head\n\na: 1\n...\n---\nb: 2\n",
        "\uFEFFa: 1\n---\nb: 2\n",
        "%YAML 1.2\n---\na: 1\n---\nb: 2\n",
      })
  void separatorLinesMayHaveCarriageReturnsBlanksAndComments(String text) {
    var content = YamlReader.read(text);
    assertThat(content.faults()).isEmpty();
    assertThat(content.documents())
        .extracting(YamlReader.Document::tree)
        .containsExactly(Map.of("a", 1L), Map.of("b", 2L));
  }

  @Test
  void separatorInsideIndentedTextIsText() {
    assertThat(tree("a: |\n  x\n  ---\n  y\n")).isEqualTo(Map.of("a", "x\n---\ny\n"));
  }

  @Test
  void brokenDocumentSpoilsOnlyItself() {
    var content = YamlReader.read("a: 1\n---\nb: [1,\nc: 2\n---\nd: 3\n");
    assertThat(content.documents())
        .extracting(YamlReader.Document::tree)
        .containsExactly(Map.of("a", 1L), Map.of("d", 3L));
    assertThat(content.documents()).extracting(YamlReader.Document::line).containsExactly(1, 6);
    assertThat(content.faults()).hasSize(1);
    assertThat(content.faults().getFirst().line()).isBetween(3, 5);
  }

  @Test
  void faultsNameLineAndColumnInTheWholeText() {
    var fault = YamlReader.read("a: 1\n---\nb: 2\nc: \"x\n").faults().getFirst();
    assertThat(fault.line()).isGreaterThanOrEqualTo(4);
    assertThat(fault.reason()).contains("scalar");
  }

  @Test
  void keysAreAlwaysText() {
    assertThat(tree("y: 1\nno: 2\n8080: 3\nnull: 4\ntrue: 5\n1.5: 6\n"))
        .isEqualTo(Map.of("y", 1L, "no", 2L, "8080", 3L, "null", 4L, "true", 5L, "1.5", 6L));
  }

  @Test
  void plainValuesFollowTheCoreSchema() {
    assertThat(
            tree(
                "[1, -7, 0x1F, 0o17, 1.5, 1e3, .5, true, FALSE, ~, null, yes, off, 1_000, 0755,"
                    + " 12:30:00, '1', \"true\", 2026-01-31, 99999999999999999999, 1.2.3]"))
        .isEqualTo(
            Arrays.asList(
                1L,
                -7L,
                31L,
                15L,
                1.5,
                1000.0,
                .5,
                true,
                false,
                null,
                null,
                "yes",
                "off",
                "1_000",
                755L,
                "12:30:00",
                "1",
                "true",
                "2026-01-31",
                1e20,
                "1.2.3"));
  }

  @Test
  void mergeKeysMerge() {
    assertThat(tree("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\n"))
        .isEqualTo(Map.of("base", Map.of("x", 1L, "y", 2L), "use", Map.of("x", 1L, "y", 3L)));
  }

  @Test
  void keyThatOccursTwiceIsAFault() {
    var fault = YamlReader.read("a: 1\nb: 2\na: 3\n").faults().getFirst();
    assertThat(fault.reason()).isEqualTo("the key 'a' occurs twice");
    assertThat(fault.line()).isEqualTo(3);
    assertThat(fault.column()).isEqualTo(1);
  }

  @Test
  void aliasesThatMultiplyAreAFault() {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String above = "*a" + (i - 1);
      text.append("a")
          .append(i)
          .append(": &a")
          .append(i)
          .append(" [")
          .append(String.join(", ", java.util.Collections.nCopies(10, above)))
          .append("]\n");
    }
    var content = YamlReader.read(text.toString());
    assertThat(content.documents()).isEmpty();
    assertThat(content.faults().getFirst().reason()).contains("aliases");
  }

  @Test
  void aliasOfItselfIsAFault() {
    assertThat(YamlReader.read("a: &x [*x]\n").faults().getFirst().reason()).contains("anchor");
  }

  @Test
  void deepNestingIsAFault() {
    var content = YamlReader.read("[".repeat(100_000));
    assertThat(content.faults()).hasSize(1);
    assertThat(content.faults().getFirst().reason()).contains("nesting");
  }

  @Test
  void unknownTagsAndControlCharactersAreFaults() {
    assertThat(YamlReader.read("a: !!javax.script.ScriptEngineManager []\n").faults()).hasSize(1);
    assertThat(YamlReader.read("a: !!map {}\nb: !!seq []\nc: !!str 1\n").faults()).isEmpty();
    assertThat(YamlReader.read("a: !secret x\n").faults().getFirst().reason()).contains("!secret");
    var control = YamlReader.read("a: 1\nb: \u0001\n").faults().getFirst();
    assertThat(control.reason()).contains("U+0001");
    assertThat(control.line()).isEqualTo(2);
    assertThat(control.column()).isEqualTo(4);
  }

  @Test
  void textWithoutDocumentsHoldsNothing() {
    for (String text : List.of("", "\n\n", "# only\n# comments\n", "---\n---\n", "---\n# x\n")) {
      assertThat(YamlReader.read(text)).isEqualTo(new YamlReader.Content(List.of(), List.of()));
    }
  }
}
