package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class DecodeTest {
  private static final int SOURCE_IP = 0;
  private static final int SOURCE_LABELS = 5;
  private static final int REQUEST_HEADERS = 15;
  private static final int REQUEST_PATH = 17;
  private static final int REQUEST_TIME = 24;
  private static final int RESPONSE_DURATION = 29;
  private static final int RESPONSE_CODE = 30;
  private static final int GET = 90;
  private static final int CONNECTION_MTLS = 177;

  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          Map.of(
              "request.path", ValueType.STRING,
              "cost", ValueType.DOUBLE,
              "my.text", ValueType.STRING));
  private static final int COST = VOCABULARY.find("cost").slot();
  private static final int MY_TEXT = VOCABULARY.find("my.text").slot();

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Message message) {
    return assertThatThrownBy(() -> message.bag(VOCABULARY)).isInstanceOf(AttributeException.class);
  }

  @Test
  void everyTypeIsRead() throws AttributeException {
    var bag =
        new Message()
            .words("cost", "my.text", "some text", "k", "v")
            .string(REQUEST_PATH, GET)
            .string(-2, -3)
            .int64(RESPONSE_CODE, -200)
            .doubleBits(-1, 2.5)
            .bool(CONNECTION_MTLS, true)
            .timestamp(REQUEST_TIME, 1_553_000_000, 123_000)
            .duration(RESPONSE_DURATION, -1, -500_000_000)
            .octets(SOURCE_IP, 10, 1, 0, 7)
            .map(SOURCE_LABELS, -4, -5, GET, -5)
            .bag(VOCABULARY);
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("GET");
    assertThat(bag.get(MY_TEXT)).isEqualTo("some text");
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(-200L);
    assertThat(bag.get(COST)).isEqualTo(2.5);
    assertThat(bag.get(CONNECTION_MTLS)).isEqualTo(true);
    assertThat(bag.get(REQUEST_TIME)).isEqualTo(Instant.parse("2019-03-19T12:53:20.000123Z"));
    assertThat(bag.get(RESPONSE_DURATION)).isEqualTo(Duration.ofMillis(-1500));
    assertThat(bag.get(SOURCE_IP)).isEqualTo(IpAddress.of(new byte[] {10, 1, 0, 7}));
    assertThat(bag.get(SOURCE_LABELS)).isEqualTo(StringMap.of(Map.of("k", "v", "GET", "v")));
    assertThat(bag.get(1)).isNull();
    assertThat(bag.contains(RESPONSE_CODE)).isTrue();
    assertThat(bag.contains(1)).isFalse();
  }

  @Test
  void valueIsMadeOnce() throws AttributeException {
    var bag = new Message().timestamp(REQUEST_TIME, 5, 0).bag(VOCABULARY);
    assertThat(bag.get(REQUEST_TIME)).isSameAs(bag.get(REQUEST_TIME));
  }

  @Test
  void octetsReadAsAddressOnlyWhereTheyCanBeOne() throws AttributeException {
    var bag =
        new Message()
            .octets(0, 1, 2, 3, 4)
            .octets(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
            .octets(2, 1, 2, 3)
            .octets(3)
            .bag(VOCABULARY);
    assertThat(bag.get(0)).hasToString("1.2.3.4");
    assertThat(bag.get(1)).hasToString("::1");
    assertThat(bag.get(2)).isEqualTo(new byte[] {1, 2, 3});
    assertThat(bag.get(3)).isEqualTo(new byte[0]);
  }

  @Test
  void messageWordThatTheDictionaryHasTooNamesTheSameAttribute() throws AttributeException {
    var bag = new Message().words("request.path", "/x").string(-1, -2).bag(VOCABULARY);
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("/x");
  }

  @Test
  void dictionaryIndexIsFoundThoughTheMessageListHasTheWordToo() throws AttributeException {
    var bag = new Message().words("request.path", "/x").string(REQUEST_PATH, -2).bag(VOCABULARY);
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("/x");
  }

  @Test
  void undeclaredDictionaryWordIsReadable() throws AttributeException {
    var bag = new Message().int64(GET, 5).bag(VOCABULARY);
    assertThat(bag.get(GET)).isEqualTo(5L);
  }

  @Test
  void undeclaredNamesAreLeftOut() throws AttributeException {
    var bag = new Message().words("other").int64(-1, 5).int64(RESPONSE_CODE, 1).bag(VOCABULARY);
    assertThat(bag.toMap()).isEqualTo(Map.of("response.code", 1L));
  }

  @Test
  void defaultWordsServeWhereTheMessageHasNone() throws AttributeException {
    var defaults = WordList.of("my.text", "from default");
    var bag = new RequestBag(VOCABULARY, true);
    new Message().string(-1, -2).read(bag, defaults);
    assertThat(bag.get(MY_TEXT)).isEqualTo("from default");
    new Message().words("own", "my.text").string(-2, -1).read(bag, defaults);
    assertThat(bag.get(MY_TEXT)).isEqualTo("own");
  }

  @Test
  void listsAreNotMerged() {
    var defaults = WordList.of("one", "two");
    assertThatThrownBy(
            () ->
                new Message()
                    .words("own")
                    .string(REQUEST_PATH, -2)
                    .read(new RequestBag(VOCABULARY, true), defaults))
        .isInstanceOf(AttributeException.class)
        .hasMessage("attribute index -2 is not defined in the available dictionaries");
  }

  @Test
  void defaultWordsStayInForceWhenSomethingElseIsWrong() {
    var bad = new Message().string(-1, -2).bool(-1, true);
    assertThatThrownBy(
            () -> bad.read(new RequestBag(VOCABULARY, true), WordList.of("my.text", "x")))
        .isInstanceOf(AttributeException.class)
        .hasMessage("duplicate attribute my.text (type BOOL, was STRING)");
  }

  @Test
  void wordsMayFollowTheEntries() throws AttributeException {
    var bag =
        new Message()
            .string(-1, -2)
            .words("my.text")
            .map(SOURCE_LABELS, -1, -2)
            .words("late")
            .bag(VOCABULARY);
    assertThat(bag.get(MY_TEXT)).isEqualTo("late");
    assertThat(bag.get(SOURCE_LABELS)).isEqualTo(StringMap.of(Map.of("my.text", "late")));
  }

  @Test
  void wordsThatFollowReplaceTheDefaultWordsAlsoForEarlierEntries() throws AttributeException {
    var bag = new RequestBag(VOCABULARY, true);
    new Message().string(REQUEST_PATH, -1).words("own").read(bag, WordList.of("default"));
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("own");
  }

  @Test
  void unknownFieldsArePassedOver() throws AttributeException {
    var value = new Message().sint(2, GET).varint(7, 1).field(8, "x");
    var bag =
        new Message()
            .varint(12, 9)
            .field(10, "unknown")
            .entry(2, REQUEST_PATH, value)
            .varint(2, 4)
            .bag(VOCABULARY);
    assertThat(bag.toMap()).isEqualTo(Map.of("request.path", "GET"));
  }

  @Test
  void entryPartsThatAreLeftOutAreZero() throws AttributeException {
    var bag =
        new Message()
            .field(2, "")
            .entry(3, RESPONSE_CODE, new Message())
            .entry(6, REQUEST_TIME, new Message())
            .entry(8, 1, new Message())
            .entry(9, SOURCE_LABELS, new Message())
            .bag(VOCABULARY);
    assertThat(bag.get(SOURCE_IP)).isEqualTo("source.ip");
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(0L);
    assertThat(bag.get(REQUEST_TIME)).isEqualTo(Instant.EPOCH);
    assertThat(bag.get(1)).isEqualTo(new byte[0]);
    assertThat(bag.get(SOURCE_LABELS)).isEqualTo(StringMap.EMPTY);
  }

  @Test
  void lastOfARepeatedProtobufMapKeyWins() throws AttributeException {
    var bag =
        new Message()
            .int64(RESPONSE_CODE, 1)
            .int64(RESPONSE_CODE, 2)
            .map(SOURCE_LABELS, GET, 91)
            .map(SOURCE_LABELS, GET, 92)
            .bag(VOCABULARY);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(2L);
    assertThat(bag.get(SOURCE_LABELS)).isEqualTo(StringMap.of(Map.of("GET", "http")));
  }

  @Test
  void lastOfARepeatedKeyInsideAStringMapWins() throws AttributeException {
    var bag =
        new Message()
            .words("GET", "one", "two", "three")
            .map(SOURCE_LABELS, GET, -2, -1, -3, GET, -4)
            .bag(VOCABULARY);
    var map = (StringMap) bag.get(SOURCE_LABELS);
    assertThat(map.get("GET")).isEqualTo("three");
    assertThat(map.asMap()).isEqualTo(Map.of("GET", "three"));
  }

  @Test
  void largeMapIsRead() throws AttributeException {
    String[] words = new String[500];
    int[] pairs = new int[1000];
    for (int i = 0; i < 500; i++) {
      words[i] = "w" + i;
      pairs[2 * i] = -i - 1;
      pairs[2 * i + 1] = i % 221;
    }
    var bag = new Message().words(words).map(REQUEST_HEADERS, pairs).bag(VOCABULARY);
    var map = (StringMap) bag.get(REQUEST_HEADERS);
    assertThat(map.get("w499")).isEqualTo(Dictionary.word(499 % 221));
    assertThat(map.get("w500")).isNull();
    assertThat(map.asMap()).hasSize(500);
  }

  @Test
  void indexOutsideTheListsIsRefusedEverywhere() {
    assertRefused(new Message().int64(221, 1))
        .hasMessage("attribute index 221 is not defined in the available dictionaries");
    assertRefused(new Message().int64(-1, 1))
        .hasMessage("attribute index -1 is not defined in the available dictionaries");
    assertRefused(new Message().words("w").string(REQUEST_PATH, -2))
        .hasMessage("attribute index -2 is not defined in the available dictionaries");
    assertRefused(new Message().string(REQUEST_PATH, 1000))
        .hasMessage("attribute index 1000 is not defined in the available dictionaries");
    assertRefused(new Message().map(SOURCE_LABELS, 0, 300))
        .hasMessage("attribute index 300 is not defined in the available dictionaries");
    assertRefused(new Message().map(SOURCE_LABELS, Integer.MIN_VALUE, 0))
        .hasMessage("attribute index -2147483648 is not defined in the available dictionaries");
    assertRefused(new Message().words("other").string(-1, -5))
        .hasMessage("attribute index -5 is not defined in the available dictionaries");
  }

  @Test
  void attributeInTwoTypedMapsIsRefused() {
    assertRefused(new Message().string(RESPONSE_CODE, 1).int64(RESPONSE_CODE, 200))
        .hasMessage("duplicate attribute response.code (type INT64, was STRING)");
    assertRefused(new Message().octets(SOURCE_LABELS, 1).map(SOURCE_LABELS))
        .hasMessage("duplicate attribute source.labels (type STRING_MAP, was BYTES)");
  }

  @Test
  void attributeThroughTwoIndicesIsRefused() {
    assertRefused(new Message().words("response.code").int64(RESPONSE_CODE, 1).int64(-1, 2))
        .hasMessage("duplicate attribute response.code (type INT64, was INT64)");
    assertRefused(new Message().words("my.text", "my.text").string(-1, 1).string(-2, 2))
        .hasMessage("duplicate attribute my.text (type STRING, was STRING)");
  }

  @Test
  void undeclaredAttributeThatIsThereTwiceIsRefused() {
    assertRefused(new Message().words("other", "x", "other").string(-1, 1).int64(-3, 2))
        .hasMessage("duplicate attribute other (type INT64, was STRING)");
    assertRefused(new Message().words("other").string(-1, 1).bool(-1, true))
        .hasMessage("duplicate attribute other (type BOOL, was STRING)");
  }

  @Test
  void manyUndeclaredNamesAreStillTold() throws AttributeException {
    String[] words = new String[2000];
    for (int i = 0; i < words.length; i++) {
      words[i] = "name." + i;
    }
    var message = new Message().words(words).words("name.1234");
    for (int i = 0; i < words.length; i++) {
      message.int64(-i - 1, i);
    }
    var bag = message.bag(VOCABULARY);
    assertThat(bag.toMap()).isEmpty();
    assertRefused(message.bool(-2001, true))
        .hasMessage("duplicate attribute name.1234 (type BOOL, was INT64)");
    // what was collected for one message does not count for the next
    assertThat(new Message().words("name.1").int64(-1, 1).read(bag, WordList.EMPTY).toMap())
        .isEmpty();
  }

  @Test
  void longNamesAreCutInMessages() {
    String name = "n".repeat(5000);
    assertRefused(new Message().words(name).string(-1, 1).bool(-1, true))
        .hasMessage("duplicate attribute " + "n".repeat(200) + "\u2026 (type BOOL, was STRING)");
  }

  @Test
  void timesOutOfRangeAreRefused() throws AttributeException {
    assertRefused(new Message().timestamp(REQUEST_TIME, 253_402_300_800L, 0))
        .hasMessage(
            "attribute request.time has a timestamp of 253402300800 seconds and 0 nanoseconds,"
                + " which is outside years 1 to 9999");
    assertRefused(new Message().timestamp(REQUEST_TIME, -62_135_596_801L, 0));
    assertRefused(new Message().timestamp(REQUEST_TIME, 0, -1));
    assertRefused(new Message().timestamp(REQUEST_TIME, 0, 1_000_000_000));
    assertRefused(new Message().timestamp(REQUEST_TIME, Long.MAX_VALUE, Integer.MAX_VALUE));
    assertRefused(new Message().duration(RESPONSE_DURATION, 1, -1))
        .hasMessageContaining("attribute response.duration has a duration of 1 seconds and -1");
    assertRefused(new Message().duration(RESPONSE_DURATION, -1, 1));
    assertRefused(new Message().duration(RESPONSE_DURATION, 0, 1_000_000_000));
    assertRefused(new Message().duration(RESPONSE_DURATION, 0, -1_000_000_000));
    assertRefused(new Message().duration(RESPONSE_DURATION, 9_223_372_036L, 0));
    assertRefused(new Message().duration(RESPONSE_DURATION, Long.MIN_VALUE, 0));
    var bag =
        new Message()
            .timestamp(REQUEST_TIME, 253_402_300_799L, 999_999_999)
            .timestamp(28, -62_135_596_800L, 0)
            .duration(RESPONSE_DURATION, -9_223_372_035L, -999_999_999)
            .bag(VOCABULARY);
    assertThat(bag.get(REQUEST_TIME)).hasToString("9999-12-31T23:59:59.999999999Z");
    assertThat(bag.get(28)).hasToString("0001-01-01T00:00:00Z");
    assertThat(((Duration) bag.get(RESPONSE_DURATION)).toNanos())
        .isEqualTo(-9_223_372_035_999_999_999L);
  }

  @Test
  void malformedMessagesAreRefused() {
    assertRefused(new Message().raw(0x12)).hasMessageContaining("not well formed protobuf");
    assertRefused(new Message().raw(0x12, 0x05, 0x08)).hasMessageContaining("field of 5 bytes");
    assertRefused(new Message().raw(0x0b, 0x0c)).hasMessageContaining("wire type 3");
    assertRefused(new Message().raw(0x00)).hasMessageContaining("number 0");
    assertRefused(new Message().field(2, new byte[] {0x08}))
        .hasMessageContaining("ends within a number");
    assertRefused(new Message().field(4, new byte[] {0x11, 0, 0}))
        .hasMessageContaining("8 bytes wanted");
  }

  @Test
  void bagIsEmptyAfterAnErrorAndUsableAgain() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 1).bag(VOCABULARY);
    var bad = new Message().string(REQUEST_PATH, GET).int64(999, 1);
    assertThatThrownBy(() -> bad.read(bag, WordList.EMPTY)).isInstanceOf(AttributeException.class);
    assertThat(bag.toMap()).isEmpty();
    assertThat(new Message().string(REQUEST_PATH, GET).read(bag, WordList.EMPTY).toMap())
        .isEqualTo(Map.of("request.path", "GET"));
  }

  @Test
  void decodingForgetsTheMessageBefore() throws AttributeException {
    var bag = new Message().words("my.text", "x").string(-1, -2).int64(30, 1).bag(VOCABULARY);
    bag.put(COST, 1.0);
    assertThat(bag.get(MY_TEXT)).isEqualTo("x");
    new Message().words("my.text", "y").string(-1, -2).read(bag, WordList.EMPTY);
    assertThat(bag.references().isEmpty()).isTrue();
    assertThat(bag.toMap()).isEqualTo(Map.of("my.text", "y"));
  }

  @Test
  void messageIsReadWhereItLies() throws AttributeException {
    byte[] body = new Message().words("my.text", "x").string(-1, -2).octets(0, 1, 2, 3, 4).bytes();
    byte[] padded = new byte[body.length + 14];
    Arrays.fill(padded, (byte) 0x7f);
    System.arraycopy(body, 0, padded, 7, body.length);
    var bag = new RequestBag(VOCABULARY, false);
    bag.decode(padded, 7, body.length, WordList.EMPTY);
    assertThat(bag.get(MY_TEXT)).isEqualTo("x");
    assertThat(bag.get(0)).hasToString("1.2.3.4");
    assertThatThrownBy(() -> bag.decode(padded, 7, padded.length, WordList.EMPTY))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void headerValuesThatAreNotUtf8AreReplaced() throws AttributeException {
    var bag =
        new Message()
            .words("k")
            .word(new byte[] {'a', (byte) 0xfe})
            .map(REQUEST_HEADERS, -1, -2, -2, -1)
            .bag(VOCABULARY);
    var map = (StringMap) bag.get(REQUEST_HEADERS);
    assertThat(map.get("k")).isEqualTo("a\ufffd");
    assertThat(map.get("a\ufffd")).isEqualTo("k");
  }

  @Test
  void clearLetsGoOfEverything() throws AttributeException {
    var bag = new Message().int64(RESPONSE_CODE, 1).bag(VOCABULARY);
    bag.get(RESPONSE_CODE);
    bag.put(COST, 1.0);
    bag.clear();
    assertThat(bag.toMap()).isEmpty();
    assertThat(bag.references().isEmpty()).isTrue();
  }

  @Test
  void textFormShowsReceivedThenGenerated() throws AttributeException {
    var bag =
        new Message()
            .int64(RESPONSE_CODE, 200)
            .octets(2, 1, 2)
            .duration(RESPONSE_DURATION, 1, 500_000_000)
            .map(SOURCE_LABELS, GET, 91)
            .bag(VOCABULARY);
    bag.put(MY_TEXT, "t");
    bag.put(COST, 0.5);
    assertThat(bag)
        .hasToString(
            """
            response.code                 : 200
            response.duration             : 1.5s
            source.labels                 : stringmap[GET:POST]
            source.name                   : [1, 2]
            ---
            cost                          : 0.5
            my.text                       : t
            """);
    assertThat(bag.references().isEmpty()).isTrue();
  }
}
