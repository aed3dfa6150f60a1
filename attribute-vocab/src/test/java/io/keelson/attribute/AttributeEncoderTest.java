package io.keelson.attribute;

import static io.keelson.attribute.AttributeEncoder.Repetition.DELTA_ENCODING;
import static io.keelson.attribute.AttributeEncoder.Repetition.INDEPENDENT_ENCODING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.ReportRequest;
import io.keelson.api.mixer.v1.ReportRequest.RepeatedAttributesSemantics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AttributeEncoderTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(Map.of("my.text", ValueType.STRING, "my.cost", ValueType.DOUBLE));

  private static final Map<String, Object> EVERYTHING =
      Map.of(
          "my.text", "h\u00e4",
          "my.cost", -2.5,
          "response.code", -1L,
          "connection.mtls", true,
          "request.time", Instant.parse("1969-12-31T23:59:59.25Z"),
          "response.duration", Duration.ofNanos(-1_500_000_000),
          "connection.duration", Duration.ofDays(3),
          "source.ip", IpAddress.of(new byte[] {1, 2, 3, 4}),
          "request.headers", StringMap.of(Map.of(":path", "/", "x-user", "GET")));

  private static RequestBag read(byte[] bytes) throws AttributeException {
    var bag = new RequestBag(VOCABULARY, true);
    bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
    return bag;
  }

  @Test
  void everyValueComesBackForEveryDictionarySize() throws Exception {
    for (int count = 0; count <= 221; count++) {
      byte[] bytes = new AttributeEncoder(count).attributes(EVERYTHING);
      assertThat(read(bytes).toMap()).isEqualTo(EVERYTHING);
    }
  }

  @Test
  void octetsThatAreNoAddressComeBack() throws Exception {
    byte[] bytes = new AttributeEncoder(0).attributes(Map.of("source.name", new byte[] {1, -1}));
    assertThat(read(bytes).get(2)).isEqualTo(new byte[] {1, -1});
  }

  @Test
  void wordsOutsideTheChosenDictionaryTravelAlong() throws Exception {
    byte[] none = new AttributeEncoder(0).attributes(Map.of("request.path", "GET"));
    assertThat(CompressedAttributes.parseFrom(none).getWordsList())
        .containsExactly("request.path", "GET");
    byte[] all = new AttributeEncoder(221).attributes(Map.of("request.path", "GET"));
    assertThat(CompressedAttributes.parseFrom(all).getStringsMap()).isEqualTo(Map.of(17, 90));
  }

  @Test
  void negativeDurationHasOneSign() throws Exception {
    byte[] bytes =
        new AttributeEncoder(221)
            .attributes(Map.of("response.duration", Duration.ofNanos(-1_500_000_000)));
    var duration = CompressedAttributes.parseFrom(bytes).getDurationsOrThrow(29);
    assertThat(duration.getSeconds()).isEqualTo(-1);
    assertThat(duration.getNanos()).isEqualTo(-500_000_000);
  }

  @Test
  void sameAttributesGiveTheSameBytes() {
    var encoder = new AttributeEncoder(111);
    assertThat(encoder.attributes(new TreeMap<>(EVERYTHING)))
        .isEqualTo(encoder.attributes(EVERYTHING));
  }

  @Test
  void countBeyondTheDictionaryIsRefused() {
    assertThatThrownBy(() -> new AttributeEncoder(222))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void valueOfAnotherClassIsRefused() {
    assertThatThrownBy(() -> new AttributeEncoder(0).attributes(Map.of("a", 'c')))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attribute a cannot have a value of class java.lang.Character");
  }

  @Test
  void independentReportHasEveryElementWhole() throws Exception {
    List<Map<String, Object>> elements =
        List.of(Map.of("my.text", "one"), Map.of("request.path", "two"));
    byte[] bytes = new AttributeEncoder(221).report(elements, INDEPENDENT_ENCODING);
    var request = ReportRequest.parseFrom(bytes);
    assertThat(request.getRepeatedAttributesSemantics())
        .isEqualTo(RepeatedAttributesSemantics.INDEPENDENT_ENCODING);
    assertThat(request.getGlobalWordCount()).isEqualTo(221);
    assertThat(request.getDefaultWordsList()).containsExactly("my.text", "one", "two");
    assertThat(elementsOf(request, false)).isEqualTo(elements);
  }

  @Test
  void deltaReportHasTheDifferences() throws Exception {
    List<Map<String, Object>> elements =
        List.of(
            Map.of("my.text", "one", "response.code", 1L),
            Map.of("my.text", "one", "response.code", 2L),
            Map.of("my.text", "one", "response.code", 2L),
            Map.of("my.text", 3L, "response.code", 2L, "connection.mtls", true));
    byte[] bytes = new AttributeEncoder(0).report(elements, DELTA_ENCODING);
    var request = ReportRequest.parseFrom(bytes);
    assertThat(request.getRepeatedAttributesSemantics())
        .isEqualTo(RepeatedAttributesSemantics.DELTA_ENCODING);
    assertThat(request.getAttributes(1).getStringsCount()).isZero();
    assertThat(request.getAttributes(2).getSerializedSize()).isZero();
    assertThat(elementsOf(request, true)).isEqualTo(elements);
  }

  @Test
  void deltaThatTakesAnAttributeBackIsRefused() {
    List<Map<String, Object>> elements = List.of(Map.of("my.text", "one"), Map.of());
    assertThatThrownBy(() -> new AttributeEncoder(0).report(elements, DELTA_ENCODING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("my.text");
  }

  private static List<Map<String, Object>> elementsOf(ReportRequest request, boolean delta)
      throws AttributeException {
    var words = WordList.of(request.getDefaultWordsList().toArray(String[]::new));
    var bag = new RequestBag(VOCABULARY, false);
    var elements = new ArrayList<Map<String, Object>>();
    for (CompressedAttributes element : request.getAttributesList()) {
      byte[] bytes = element.toByteArray();
      if (delta && !elements.isEmpty()) {
        bag.applyDelta(bytes, 0, bytes.length, words);
      } else {
        bag.decode(bytes, 0, bytes.length, words);
      }
      elements.add(bag.toMap());
    }
    return elements;
  }
}
