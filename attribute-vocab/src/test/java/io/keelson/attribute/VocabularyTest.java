package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private final Vocabulary vocabulary =
      Vocabulary.of(
          Map.of(
              "zeta",
              ValueType.INT64,
              "source.ip",
              ValueType.IP_ADDRESS,
              "alpha",
              ValueType.STRING));

  @Test
  void dictionaryWordsHaveTheirIndexAsSlotDeclaredOrNot() {
    for (int i = 0; i < Dictionary.size(); i++) {
      assertThat(vocabulary.nameOf(i)).isEqualTo(Dictionary.word(i));
      assertThat(vocabulary.slotOf(Dictionary.word(i))).isEqualTo(i);
    }
    assertThat(vocabulary.find("source.ip"))
        .isEqualTo(new Attribute("source.ip", ValueType.IP_ADDRESS, 0));
  }

  @Test
  void otherNamesFollowSorted() {
    assertThat(vocabulary.slotCount()).isEqualTo(223);
    assertThat(vocabulary.find("alpha").slot()).isEqualTo(221);
    assertThat(vocabulary.find("zeta").slot()).isEqualTo(222);
    assertThat(vocabulary.nameOf(222)).isEqualTo("zeta");
  }

  @Test
  void undeclaredNamesAreNotFound() {
    assertThat(vocabulary.find("source.port")).isNull();
    assertThat(vocabulary.find("beta")).isNull();
    assertThat(vocabulary.slotOf("beta")).isEqualTo(-1);
  }

  @Test
  void attributesAreSortedByName() {
    assertThat(vocabulary.attributes())
        .extracting(Attribute::name)
        .containsExactly("alpha", "source.ip", "zeta");
  }

  @Test
  void encodedNamesFindTheSlotOfTheName() {
    var standard = StandardVocabulary.vocabulary();
    for (int slot = 0; slot < standard.slotCount(); slot++) {
      byte[] name = (" " + standard.nameOf(slot) + "x").getBytes(StandardCharsets.UTF_8);
      assertThat(standard.slotOf(name, 1, name.length - 2)).isEqualTo(slot);
      assertThat(standard.slotOf(name, 1, name.length - 1)).isEqualTo(-1);
    }
  }

  @Test
  void ranksFollowTheOrderOfNames() {
    for (int rank = 1; rank < vocabulary.slotCount(); rank++) {
      String before = vocabulary.nameOf(vocabulary.slotAt(rank - 1));
      assertThat(before).isLessThan(vocabulary.nameOf(vocabulary.slotAt(rank)));
      assertThat(vocabulary.rankOf(vocabulary.slotAt(rank))).isEqualTo(rank);
    }
  }

  @Test
  void equalDeclarationsMakeEqualVocabularies() {
    var again =
        Vocabulary.of(
            new TreeMap<>(
                Map.of(
                    "alpha",
                    ValueType.STRING,
                    "zeta",
                    ValueType.INT64,
                    "source.ip",
                    ValueType.IP_ADDRESS)));
    assertThat(again).isEqualTo(vocabulary).hasSameHashCodeAs(vocabulary);
    assertThat(Vocabulary.of(Map.of("alpha", ValueType.STRING))).isNotEqualTo(vocabulary);
    assertThat(Vocabulary.of(Map.of())).isEqualTo(Vocabulary.of(Map.of()));
  }
}
