package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordListTest {
  @Test
  void wordsReadInTheOrderAdded() {
    byte[] buffer = "onetwo\u00e4".getBytes(StandardCharsets.UTF_8);
    var words = WordList.over(buffer);
    words.add(3, 3);
    words.add(0, 3);
    assertThat(words.get(0)).isEqualTo("two");
    words.add(6, 2);
    words.add(4, 0);
    assertThat(words.size()).isEqualTo(4);
    assertThat(words.get(1)).isEqualTo("one");
    assertThat(words.get(2)).isEqualTo("\u00e4");
    assertThat(words.get(3)).isEmpty();
  }

  @Test
  void manyWordsAreKept() {
    String[] many = new String[1000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "word" + i;
    }
    var words = WordList.of(many);
    assertThat(words.get(0)).isEqualTo("word0");
    assertThat(words.get(999)).isEqualTo("word999");
  }

  @Test
  void bytesThatAreNotUtf8AreReplaced() {
    byte[] buffer = {'a', (byte) 0xff, 'b', (byte) 0xc3};
    var words = WordList.over(buffer);
    words.add(0, 4);
    assertThat(words.get(0)).isEqualTo("a\ufffdb\ufffd");
  }

  @Test
  void placesOutsideTheArrayAreRefused() {
    var words = WordList.over(new byte[4]);
    assertThatThrownBy(() -> words.add(2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> words.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void sharedEmptyListCannotGrow() {
    assertThatThrownBy(() -> WordList.EMPTY.add(0, 0)).isInstanceOf(IllegalStateException.class);
    assertThat(WordList.EMPTY.size()).isZero();
  }

  @Test
  void comparesWithoutRegardToHowAWordIsEncoded() {
    var words = WordList.of("abc", "a\u00e4\ud83d\ude00", "");
    assertThat(words.equals(0, "abc")).isTrue();
    assertThat(words.equals(0, "abcd")).isFalse();
    assertThat(words.equals(0, "ab")).isFalse();
    assertThat(words.equals(0, "abd")).isFalse();
    assertThat(words.equals(0, "ab\u00e4")).isFalse();
    assertThat(words.equals(1, "a\u00e4\ud83d\ude00")).isTrue();
    assertThat(words.equals(1, "a")).isFalse();
    assertThat(words.equals(1, "a\u00e4")).isFalse();
    assertThat(words.equals(2, "")).isTrue();
    assertThat(words.equals(2, "a")).isFalse();
  }

  @Test
  void findsSlotsAlsoWhenWordsOrVocabularyChange() {
    byte[] buffer = "alphasource.ip".getBytes(StandardCharsets.UTF_8);
    var words = WordList.over(buffer);
    var one = Vocabulary.of(Map.of());
    var two = Vocabulary.of(Map.of("alpha", ValueType.STRING));
    words.add(0, 5);
    assertThat(words.slotOf(0, one)).isEqualTo(-1);
    assertThat(words.slotOf(0, two)).isEqualTo(221);
    words.add(5, 9);
    assertThat(words.slotOf(1, two)).isZero();
    assertThat(words.slotOf(0, one)).isEqualTo(-1);
    words.reset(buffer);
    words.add(5, 9);
    assertThat(words.slotOf(0, one)).isZero();
    assertThat(words.get(0)).isEqualTo("source.ip");
  }
}
