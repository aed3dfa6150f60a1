package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However an entry is laid out, it reads alike. */
class PlainEntriesTest {
  private static final Vocabulary VOCABULARY = StandardVocabulary.vocabulary();
  private static final int KINDS = 8;

  /** The value field of an entry, by the number of its typed map. */
  private static Message value(int field, Random random) {
    var value = new Message();
    long number = random.nextLong() >>> random.nextInt(64);
    return switch (field) {
      case Transport.STRING -> value.sint(2, random.nextInt(-2, Dictionary.size()));
      case Transport.INT64 -> value.varint(2, number);
      case Transport.DOUBLE -> value.raw(2 << 3 | 1, 1, 2, 3, 4, 5, 6, (int) number, 64);
      case Transport.BOOL -> value.varint(2, random.nextInt(3));
      case Transport.TIMESTAMP ->
          value.field(2, new Message().varint(1, number >>> 30).varint(2, number & 255).bytes());
      case Transport.DURATION -> value.field(2, new Message().varint(2, number >>> 35).bytes());
      case Transport.BYTES -> value.field(2, new byte[random.nextInt(300)]);
      default -> {
        var pairs = new Message();
        for (int i = random.nextInt(60); i > 0; i--) {
          var key = new Message().sint(1, random.nextInt(Dictionary.size()));
          pairs.field(1, key.raw(new Message().sint(2, random.nextInt(-2, 200)).bytes()).bytes());
        }
        yield value.field(2, pairs.bytes());
      }
    };
  }

  private static Message message(List<byte[]> entries, int first) {
    var message = new Message().words("one", "two");
    for (int i = 0; i < entries.size(); i++) {
      message.field((first + i) % KINDS + 2, entries.get(i));
    }
    return message;
  }

  @Test
  void layoutDoesNotMatter() throws AttributeException {
    var random = new Random(7);
    for (int round = 0; round < 3000; round++) {
      int first = random.nextInt(KINDS);
      int count = random.nextInt(1, 20);
      var names = IntStream.range(0, count).map(i -> 3 + 11 * i).boxed().toList();
      var values =
          IntStream.range(0, count).mapToObj(i -> value((first + i) % KINDS + 2, random)).toList();
      var plain = IntStream.range(0, count).mapToObj(i -> plain(names.get(i), values.get(i)));
      var odd = IntStream.range(0, count).mapToObj(i -> odd(names.get(i), values.get(i), random));
      Map<String, Object> read = message(plain.toList(), first).bag(VOCABULARY).toMap();
      assertThat(read).hasSize(count);
      assertThat(message(odd.toList(), first).bag(VOCABULARY).toMap())
          .usingRecursiveComparison()
          .isEqualTo(read);
    }
  }

  private static byte[] plain(int name, Message value) {
    return new Message().sint(1, name).raw(value.bytes()).bytes();
  }

  private static byte[] odd(int name, Message value, Random random) {
    var entry = new Message();
    return switch (random.nextInt(5)) {
      case 0 -> entry.raw(value.bytes()).sint(1, name).bytes();
      case 1 -> entry.varint(9, 1).sint(1, name).raw(value.bytes()).bytes();
      case 2 -> entry.sint(1, name).varint(9, 1).raw(value.bytes()).bytes();
      case 3 -> entry.sint(1, name).raw(value.bytes()).field(9, "x").bytes();
      // a name of more bytes than it needs
      default -> entry.raw(8, name << 1 & 127 | 128, name >> 6 | 128, 0).raw(value.bytes()).bytes();
    };
  }

  @Test
  void cutMessageIsRefusedOrShorter() throws AttributeException {
    var random = new Random(8);
    for (int field = 2; field < 2 + KINDS; field++) {
      byte[] whole =
          new Message()
              .words("one", "two")
              .field(field, plain(3, value(field, random)))
              .field(field, plain(200, value(field, random)))
              .bytes();
      int second = whole.length;
      var bag = new RequestBag(VOCABULARY, false);
      int good = 0;
      for (int length = 0; length <= second; length++) {
        try {
          bag.decode(whole, 0, length, WordList.EMPTY);
          good++;
        } catch (AttributeException cut) {
          assertThat(cut).hasMessageContaining("not well formed");
        }
      }
      // nothing, one word, two words, one entry, two entries
      assertThat(good).isEqualTo(5);
      bag.decode(whole, 0, whole.length, WordList.EMPTY);
      assertThat(bag.toMap()).hasSize(2);
    }
  }

  @Test
  void indicesThatNothingDefinesAreRefused() {
    for (int index : new int[] {-3, Dictionary.size(), 70_000}) {
      assertThatThrownBy(() -> new Message().words("a", "b").string(3, index).bag(VOCABULARY))
          .hasMessageContaining(Integer.toString(index));
      assertThatThrownBy(() -> new Message().words("a", "b").int64(index, 1).bag(VOCABULARY))
          .hasMessageContaining(Integer.toString(index));
      assertThatThrownBy(() -> new Message().words("a", "b").map(5, 1, index).bag(VOCABULARY))
          .hasMessageContaining(Integer.toString(index));
      assertThatThrownBy(() -> new Message().words("a", "b").map(5, index, 1).bag(VOCABULARY))
          .hasMessageContaining(Integer.toString(index));
    }
  }
}
