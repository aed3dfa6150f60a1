package io.keelson.attribute;

import static io.keelson.attribute.References.Condition.ABSENCE;
import static io.keelson.attribute.References.Condition.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.api.mixer.v1.ReferencedAttributes;
import io.keelson.api.mixer.v1.ReferencedAttributes.AttributeMatch;
import io.keelson.api.mixer.v1.ReferencedAttributes.Condition;
import io.keelson.attribute.References.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  private static final int REQUEST_HEADERS = 15;
  private static final int REQUEST_PATH = 17;
  private static final int CONTEXT_REPORTER_KIND = 201;
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(Map.of("my.text", ValueType.STRING, "a.map", ValueType.STRING_MAP));
  private static final int MY_TEXT = VOCABULARY.slotOf("my.text");
  private static final int A_MAP = VOCABULARY.slotOf("a.map");

  private final References references = new References(VOCABULARY);

  private byte[] encode(int globalWordCount) {
    var out = new WireWriter(16);
    references.encode(out, globalWordCount);
    return out.toByteArray();
  }

  private static AttributeMatch match(int name, Condition condition, int key) {
    return AttributeMatch.newBuilder().setName(name).setCondition(condition).setMapKey(key).build();
  }

  private void fill() {
    references.exact(REQUEST_PATH);
    references.key(REQUEST_HEADERS, "x-user", true);
    references.key(REQUEST_HEADERS, "cookie", false);
    references.key(A_MAP, "my.text", true);
    references.absent(MY_TEXT);
    references.exact(CONTEXT_REPORTER_KIND);
    references.absent(REQUEST_HEADERS);
  }

  @Test
  void listIsSortedByNameThenKey() {
    fill();
    assertThat(references.list())
        .containsExactly(
            new Reference("a.map", "my.text", EXACT),
            new Reference("context.reporter.kind", null, EXACT),
            new Reference("my.text", null, ABSENCE),
            new Reference("request.headers", null, ABSENCE),
            new Reference("request.headers", "cookie", ABSENCE),
            new Reference("request.headers", "x-user", EXACT),
            new Reference("request.path", null, EXACT));
  }

  @Test
  void wordsOfTheCallersDictionaryAreIndicesAndOthersOwnWords() throws Exception {
    fill();
    assertThat(ReferencedAttributes.parseFrom(encode(221)))
        .isEqualTo(
            ReferencedAttributes.newBuilder()
                .addAllWords(List.of("a.map", "my.text", "x-user"))
                .addAttributeMatches(match(-1, Condition.EXACT, -2))
                .addAttributeMatches(match(201, Condition.EXACT, 0))
                .addAttributeMatches(match(-2, Condition.ABSENCE, 0))
                .addAttributeMatches(match(15, Condition.ABSENCE, 0))
                .addAttributeMatches(match(15, Condition.ABSENCE, 59))
                .addAttributeMatches(match(15, Condition.EXACT, -3))
                .addAttributeMatches(match(17, Condition.EXACT, 0))
                .build());
  }

  @Test
  void wordsBeyondTheCallersDictionaryAreOwnWords() throws Exception {
    references.exact(CONTEXT_REPORTER_KIND);
    references.exact(REQUEST_PATH);
    assertThat(ReferencedAttributes.parseFrom(encode(111)))
        .isEqualTo(
            ReferencedAttributes.newBuilder()
                .addWords("context.reporter.kind")
                .addAttributeMatches(match(-1, Condition.EXACT, 0))
                .addAttributeMatches(match(17, Condition.EXACT, 0))
                .build());
    assertThat(ReferencedAttributes.parseFrom(encode(0)).getWordsList())
        .containsExactly("context.reporter.kind", "request.path");
    assertThat(ReferencedAttributes.parseFrom(encode(202)).getWordsList()).isEmpty();
    assertThat(ReferencedAttributes.parseFrom(encode(201)).getWordsList())
        .containsExactly("context.reporter.kind");
  }

  @Test
  void wordIsWrittenOnceHoweverOftenItOccurs() throws Exception {
    references.key(REQUEST_HEADERS, "x", true);
    references.key(A_MAP, "x", true);
    references.key(A_MAP, "y", true);
    assertThat(ReferencedAttributes.parseFrom(encode(0)).getWordsList())
        .containsExactly("a.map", "x", "y", "request.headers");
  }

  @Test
  void encodingReadsBackForEveryDictionarySize() throws AttributeException {
    fill();
    for (int count = 0; count <= 221; count++) {
      byte[] bytes = encode(count);
      assertThat(References.decode(bytes, 0, bytes.length)).isEqualTo(references.list());
    }
  }

  @Test
  void sameReferencesInAnotherOrderGiveTheSameBytes() {
    fill();
    var other = new References(VOCABULARY);
    other.absent(REQUEST_HEADERS);
    other.key(REQUEST_HEADERS, "cookie", true);
    other.exact(CONTEXT_REPORTER_KIND);
    other.absent(MY_TEXT);
    other.key(A_MAP, "my.text", true);
    other.key(REQUEST_HEADERS, "x-user", true);
    other.key(REQUEST_HEADERS, "cookie", false);
    other.exact(REQUEST_PATH);
    var out = new WireWriter(16);
    other.encode(out, 221);
    assertThat(out.toByteArray()).isEqualTo(encode(221));
  }

  @Test
  void emptyKeyIsNotEncodedAndForbidsCaching() throws AttributeException {
    references.exact(REQUEST_PATH);
    assertThat(references.cacheable()).isTrue();
    references.key(REQUEST_HEADERS, "", false);
    assertThat(references.cacheable()).isFalse();
    byte[] bytes = encode(221);
    assertThat(References.decode(bytes, 0, bytes.length))
        .containsExactly(new Reference("request.path", null, EXACT));
    references.clear();
    assertThat(references.cacheable()).isTrue();
  }

  @Test
  void manyKeysAreDeduplicatedSortedAndEncoded() throws AttributeException {
    var expected = new ArrayList<Reference>();
    for (int i = 999; i >= 0; i--) {
      references.key(REQUEST_HEADERS, "key" + (1000 + i), i % 3 == 0);
    }
    for (int i = 0; i < 1000; i++) {
      references.key(REQUEST_HEADERS, "key" + (1000 + i), i % 2 == 0);
      expected.add(
          new Reference("request.headers", "key" + (1000 + i), i % 2 == 0 ? EXACT : ABSENCE));
    }
    assertThat(references.list()).isEqualTo(expected);
    byte[] bytes = encode(221);
    assertThat(References.decode(bytes, 0, bytes.length)).isEqualTo(expected);
    var copy = references.copy();
    references.key(REQUEST_HEADERS, "key1000", false);
    assertThat(copy.list()).isEqualTo(expected);
    references.setTo(copy);
    references.key(REQUEST_HEADERS, "key1000", true);
    assertThat(references.list()).isEqualTo(expected);
    references.clear();
    assertThat(references.isEmpty()).isTrue();
  }

  @Test
  void referencesOfAnotherVocabularyAreRefused() {
    var other = new References(Vocabulary.of(Map.of()));
    assertThatThrownBy(() -> references.setTo(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decodingReadsWhatOthersWrite() throws AttributeException {
    byte[] bytes =
        ReferencedAttributes.newBuilder()
            .addAttributeMatches(match(15, Condition.EXACT, -1))
            .addAttributeMatches(match(0, Condition.ABSENCE, 0))
            .addWords("x-user")
            .build()
            .toByteArray();
    assertThat(References.decode(bytes, 0, bytes.length))
        .containsExactly(
            new Reference("request.headers", "x-user", EXACT),
            new Reference("source.ip", null, ABSENCE));
  }

  @Test
  void decodingRefusesWhatIsNotInUse() {
    byte[] regex =
        ReferencedAttributes.newBuilder()
            .addAttributeMatches(match(15, Condition.REGEX, 0))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> References.decode(regex, 0, regex.length))
        .isInstanceOf(AttributeException.class)
        .hasMessageContaining("condition 3");
    byte[] index =
        ReferencedAttributes.newBuilder()
            .addAttributeMatches(match(-1, Condition.EXACT, 0))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> References.decode(index, 0, index.length))
        .hasMessage("attribute index -1 is not defined in the available dictionaries");
  }
}
