package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DictionaryTest {
  @Test
  void wordsAreThoseOfTheSpecificationTable() {
    var words = new TreeMap<Integer, String>();
    for (List<String> row : Shared.tableRows("mixer-api.md", "### 5.6")) {
      for (int i = 0; i + 1 < row.size(); i += 2) {
        if (row.get(i).matches("\\d+")) {
          words.put(Integer.parseInt(row.get(i)), row.get(i + 1));
        }
      }
    }
    assertThat(words.lastKey()).isEqualTo(220);
    assertThat(Dictionary.words()).containsExactlyElementsOf(words.values());
  }

  @Test
  void wordsAreThoseOfTheDataFile() {
    // the file writes the quotes of entry 218 escaped
    List<String> lines =
        Shared.text("data/global-dictionary.txt")
            .lines()
            .map(line -> line.replace("\\\"", "\""))
            .toList();
    assertThat(Dictionary.words()).isEqualTo(lines);
  }

  @Test
  void everyWordIsFoundAtItsIndex() {
    for (int i = 0; i < Dictionary.size(); i++) {
      assertThat(Dictionary.indexOf(Dictionary.word(i))).isEqualTo(i);
    }
  }

  @Test
  void quotesBelongToTheWords() {
    assertThat(Dictionary.word(94)).isEqualTo("'200'");
    assertThat(Dictionary.word(218)).isEqualTo("\"-\"");
    assertThat(Dictionary.indexOf("200")).isEqualTo(136);
    assertThat(Dictionary.indexOf("-")).isEqualTo(-1);
  }

  @Test
  void unknownWordHasNoIndex() {
    assertThat(Dictionary.indexOf("")).isEqualTo(-1);
    assertThat(Dictionary.indexOf("source.Ip")).isEqualTo(-1);
  }

  @Test
  void callerMayKnowAsManyWordsOrFewer() {
    for (int count : new int[] {0, 1, 111, 221}) {
      assertThatCode(() -> Dictionary.checkWordCount(count)).doesNotThrowAnyException();
    }
  }

  @Test
  void callerWhoKnowsMoreWordsIsRefused() {
    assertThatThrownBy(() -> Dictionary.checkWordCount(222))
        .isInstanceOf(AttributeException.class)
        .hasMessage(
            "inconsistent global dictionary versions used: mixer knows 221 words,"
                + " caller knows 222");
    assertThatThrownBy(() -> Dictionary.checkWordCount(-1))
        .isInstanceOf(AttributeException.class)
        .hasMessageEndingWith("caller knows 4294967295");
  }
}
