package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaTest {
  private static final int SOURCE_LABELS = 5;
  private static final int REQUEST_PATH = 17;
  private static final int RESPONSE_CODE = 30;
  private static final int GET = 90;
  private static final int POST = 91;
  private static final Vocabulary VOCABULARY = Vocabulary.of(Map.of("my.text", ValueType.STRING));
  private static final int MY_TEXT = VOCABULARY.find("my.text").slot();

  @Test
  void elementAddsAndReplaces() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).string(REQUEST_PATH, GET).bag(VOCABULARY);
    new Message().int64(RESPONSE_CODE, 503).bool(177, true).layOver(bag, WordList.EMPTY);
    assertThat(bag.toMap())
        .isEqualTo(Map.of("response.code", 503L, "request.path", "GET", "connection.mtls", true));
  }

  @Test
  void elementReplacesWhateverTheTypeWas() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).bag(VOCABULARY);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(200L);
    new Message().string(RESPONSE_CODE, GET).layOver(bag, WordList.EMPTY);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo("GET");
    new Message().map(RESPONSE_CODE, GET, POST).layOver(bag, WordList.EMPTY);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(StringMap.of(Map.of("GET", "POST")));
  }

  @Test
  void replacedValueLeavesItsPlace() throws AttributeException {
    var values = new ReceivedValues(VOCABULARY);
    byte[] base = new Message().bool(177, true).int64(RESPONSE_CODE, 200).bytes();
    byte[] delta = new Message().bool(1, true).int64(RESPONSE_CODE, 201).bytes();
    values.read(base, 0, base.length, WordList.EMPTY);
    int entry = values.entryOf(RESPONSE_CODE);
    for (int i = 0; i < 10; i++) {
      values.readOver(delta, 0, delta.length, WordList.EMPTY);
    }
    assertThat(values.entryOf(RESPONSE_CODE)).isEqualTo(entry);
    assertThat(values.value(entry, null)).isEqualTo(201L);
    assertThat(values.entryOf(1)).isEqualTo(3);
  }

  @Test
  void stringMapsAreReplacedAsAWhole() throws AttributeException {
    var bag = new Message().map(SOURCE_LABELS, GET, POST, 92, 93).bag(VOCABULARY);
    new Message().map(SOURCE_LABELS, POST, GET).layOver(bag, WordList.EMPTY);
    assertThat(bag.get(SOURCE_LABELS)).isEqualTo(StringMap.of(Map.of("POST", "GET")));
  }

  @Test
  void elementsHaveTheirOwnArraysAndWords() throws AttributeException {
    var defaults = WordList.of("my.text", "shared");
    var bag = new RequestBag(VOCABULARY, false);
    new Message()
        .words("first", "k", "v")
        .string(REQUEST_PATH, -1)
        .map(SOURCE_LABELS, -2, -3)
        .octets(0, 1, 2, 3, 4)
        .read(bag, defaults);
    new Message().words("second").string(1, -1).layOver(bag, defaults);
    new Message().string(-1, -2).octets(2, 5, 6, 7, 8).layOver(bag, defaults);
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("first");
    assertThat(bag.get(1)).isEqualTo("second");
    assertThat(bag.get(MY_TEXT)).isEqualTo("shared");
    assertThat(bag.get(0)).hasToString("1.2.3.4");
    assertThat(bag.get(2)).hasToString("5.6.7.8");
    assertThat(((StringMap) bag.get(SOURCE_LABELS)).get("k")).isEqualTo("v");
  }

  @Test
  void badElementChangesNothing() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).map(SOURCE_LABELS, GET, POST).bag(VOCABULARY);
    var before = bag.toMap();
    var bad =
        new Message()
            .int64(RESPONSE_CODE, 503)
            .string(REQUEST_PATH, GET)
            .map(SOURCE_LABELS, POST, GET)
            .int64(999, 1);
    assertThatThrownBy(() -> bad.layOver(bag, WordList.EMPTY))
        .isInstanceOf(AttributeException.class)
        .hasMessage("attribute index 999 is not defined in the available dictionaries");
    assertThat(bag.toMap()).isEqualTo(before);
    new Message().int64(RESPONSE_CODE, 1).layOver(bag, WordList.EMPTY);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(1L);
    assertThat(bag.contains(REQUEST_PATH)).isFalse();
  }

  @Test
  void attributeTwiceInOneElementIsRefusedThoughTheBaseHasIt() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).bag(VOCABULARY);
    var bad = new Message().int64(RESPONSE_CODE, 1).string(RESPONSE_CODE, GET);
    assertThatThrownBy(() -> bad.layOver(bag, WordList.EMPTY))
        .hasMessage("duplicate attribute response.code (type STRING, was INT64)");
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(200L);
  }

  @Test
  void wordsMayFollowEntriesInAnElementToo() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).bag(VOCABULARY);
    new Message()
        .int64(RESPONSE_CODE, 201)
        .string(-1, -2)
        .words("my.text", "late")
        .layOver(bag, WordList.EMPTY);
    assertThat(bag.toMap()).isEqualTo(Map.of("response.code", 201L, "my.text", "late"));
  }

  @Test
  void elementDropsGeneratedValues() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 200).bag(VOCABULARY);
    bag.put(RESPONSE_CODE, 7L);
    bag.put(MY_TEXT, "generated");
    new Message().string(REQUEST_PATH, GET).layOver(bag, WordList.EMPTY);
    assertThat(bag.toMap()).isEqualTo(Map.of("response.code", 200L, "request.path", "GET"));
  }

  @Test
  void accumulatesAsAMapWouldOverManyElements() throws AttributeException {
    var random = new Random(42);
    var expected = new HashMap<String, Object>();
    var bag = new RequestBag(VOCABULARY, false);
    new Message().read(bag, WordList.EMPTY);
    for (int element = 0; element < 300; element++) {
      var message = new Message();
      var used = new HashSet<Integer>();
      for (int i = random.nextInt(20); i > 0; i--) {
        int name = random.nextInt(221);
        if (used.add(name)) {
          long value = random.nextLong();
          if (random.nextBoolean()) {
            message.int64(name, value);
            expected.put(Dictionary.word(name), value);
          } else {
            message.map(name, GET, (int) (value & 127));
            expected.put(
                Dictionary.word(name),
                StringMap.of(Map.of("GET", Dictionary.word((int) (value & 127)))));
          }
        }
      }
      message.layOver(bag, WordList.EMPTY);
      assertThat(bag.toMap()).isEqualTo(expected);
    }
  }
}
