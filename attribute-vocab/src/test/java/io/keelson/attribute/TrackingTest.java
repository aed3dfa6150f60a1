package io.keelson.attribute;

import static io.keelson.attribute.References.Condition.ABSENCE;
import static io.keelson.attribute.References.Condition.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.References.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackingTest {
  private static final int SOURCE_LABELS = 5;
  private static final int REQUEST_HEADERS = 15;
  private static final int REQUEST_PATH = 17;
  private static final int RESPONSE_CODE = 30;
  private static final int GET = 90;
  private static final int POST = 91;
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(Map.of("a.first", ValueType.STRING, "z.last", ValueType.STRING));

  private RequestBag bag;

  @BeforeEach
  void receive() throws AttributeException {
    bag =
        new Message()
            .int64(RESPONSE_CODE, 200)
            .map(REQUEST_HEADERS, GET, POST, POST, GET)
            .bag(VOCABULARY);
  }

  @Test
  void presentAttributeIsExact() {
    bag.get(RESPONSE_CODE);
    bag.get(RESPONSE_CODE);
    assertThat(bag.references().list())
        .containsExactly(new Reference("response.code", null, EXACT));
  }

  @Test
  void absentAttributeIsAbsence() {
    bag.get(REQUEST_PATH);
    assertThat(bag.references().list())
        .containsExactly(new Reference("request.path", null, ABSENCE));
  }

  @Test
  void stringMapRecordsOnlyKeysThatWereLookedUp() {
    var map = (StringMap) bag.get(REQUEST_HEADERS);
    assertThat(bag.references().isEmpty()).isTrue();
    assertThat(map.get("POST")).isEqualTo("GET");
    assertThat(map.get("none")).isNull();
    assertThat(map.asMap()).hasSize(2);
    assertThat(bag.references().list())
        .containsExactly(
            new Reference("request.headers", "POST", EXACT),
            new Reference("request.headers", "none", ABSENCE));
  }

  @Test
  void absentMapIsAbsenceWithoutKey() {
    assertThat(bag.get(SOURCE_LABELS)).isNull();
    assertThat(bag.references().list())
        .containsExactly(new Reference("source.labels", null, ABSENCE));
  }

  @Test
  void containsAndListingRecordNothing() {
    bag.contains(RESPONSE_CODE);
    bag.contains(REQUEST_PATH);
    bag.toMap();
    assertThat(bag.toString()).isNotEmpty();
    assertThat(bag.references().isEmpty()).isTrue();
  }

  @Test
  void mapFirstSeenThroughListingStillTracks() {
    bag.toMap();
    ((StringMap) bag.get(REQUEST_HEADERS)).get("GET");
    assertThat(bag.references().list())
        .containsExactly(new Reference("request.headers", "GET", EXACT));
  }

  @Test
  void absenceCanBeRecordedForDecisionsMadeByContains() {
    bag.recordAbsence(REQUEST_PATH);
    assertThat(bag.references().list())
        .containsExactly(new Reference("request.path", null, ABSENCE));
  }

  @Test
  void snapshotRecordsEveryKeyAndOutlivesTheRequest() throws AttributeException {
    var snapshot = ((StringMap) bag.get(REQUEST_HEADERS)).snapshot();
    assertThat(bag.references().list())
        .containsExactly(
            new Reference("request.headers", "GET", EXACT),
            new Reference("request.headers", "POST", EXACT));
    new Message().map(REQUEST_HEADERS, GET, GET).read(bag, WordList.EMPTY);
    assertThat(snapshot.get("GET")).isEqualTo("POST");
    assertThat(bag.references().isEmpty()).isTrue();
    assertThat(snapshot.snapshot()).isSameAs(snapshot);
  }

  @Test
  void mapOfAnEarlierRequestIsNotReadable() throws AttributeException {
    var map = (StringMap) bag.get(REQUEST_HEADERS);
    new Message().map(REQUEST_HEADERS, GET, GET).read(bag, WordList.EMPTY);
    assertThatThrownBy(() -> map.get("GET"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("snapshot()");
    assertThatThrownBy(map::asMap).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void generatedValuesRecordNothing() {
    bag.put(REQUEST_PATH, "/generated");
    bag.put(SOURCE_LABELS, StringMap.of(Map.of("k", "v")));
    assertThat(bag.get(REQUEST_PATH)).isEqualTo("/generated");
    var map = (StringMap) bag.get(SOURCE_LABELS);
    assertThat(map.get("k")).isEqualTo("v");
    assertThat(map.get("none")).isNull();
    map.snapshot();
    assertThat(bag.references().isEmpty()).isTrue();
  }

  @Test
  void receivedValueReappearsWhenTheGeneratedOneGoes() {
    bag.put(RESPONSE_CODE, 1L);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(1L);
    bag.put(RESPONSE_CODE, null);
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(200L);
    bag.put(RESPONSE_CODE, 2L);
    bag.put(REQUEST_PATH, "x");
    bag.clearGenerated();
    assertThat(bag.get(RESPONSE_CODE)).isEqualTo(200L);
    assertThat(bag.contains(REQUEST_PATH)).isFalse();
  }

  @Test
  void lastRecordOfAnAttributeWins() {
    bag.get(REQUEST_PATH);
    var saved = bag.references().copy();
    bag.references().exact(REQUEST_PATH);
    assertThat(bag.references().list()).containsExactly(new Reference("request.path", null, EXACT));
    bag.references().absent(REQUEST_PATH);
    assertThat(bag.references().list()).isEqualTo(saved.list());
  }

  @Test
  void restoringGoesBackToTheCopy() {
    bag.get(RESPONSE_CODE);
    ((StringMap) bag.get(REQUEST_HEADERS)).get("GET");
    var saved = bag.references().copy();
    bag.get(REQUEST_PATH);
    ((StringMap) bag.get(REQUEST_HEADERS)).get("other");
    ((StringMap) bag.get(REQUEST_HEADERS)).get("");
    assertThat(saved.list()).hasSize(2);
    assertThat(bag.references().list()).hasSize(5);
    assertThat(bag.references().cacheable()).isFalse();
    bag.restoreReferences(saved);
    assertThat(bag.references().list()).isEqualTo(saved.list());
    assertThat(bag.references().cacheable()).isTrue();
    bag.get(REQUEST_PATH);
    assertThat(saved.list()).hasSize(2);
  }

  @Test
  void untrackedBagRecordsNothing() throws AttributeException {
    var report = new RequestBag(VOCABULARY, false);
    new Message().map(REQUEST_HEADERS, GET, POST).read(report, WordList.EMPTY);
    report.get(REQUEST_PATH);
    ((StringMap) report.get(REQUEST_HEADERS)).get("GET");
    ((StringMap) report.get(REQUEST_HEADERS)).snapshot();
    report.recordAbsence(1);
    assertThat(report.references().isEmpty()).isTrue();
  }

  @Test
  void bagOfValuesTracksLikeAReceivedOne() {
    var values =
        Map.of(
            "a.first",
            "text",
            "response.code",
            5L,
            "source.labels",
            StringMap.of(Map.of("k", "v")),
            "undeclared",
            true);
    var of = RequestBag.of(VOCABULARY, values);
    assertThat(of.get(VOCABULARY.find("a.first").slot())).isEqualTo("text");
    assertThat(of.get(RESPONSE_CODE)).isEqualTo(5L);
    assertThat(((StringMap) of.get(SOURCE_LABELS)).get("k")).isEqualTo("v");
    assertThat(((StringMap) of.get(SOURCE_LABELS)).get("x")).isNull();
    assertThat(of.get(REQUEST_PATH)).isNull();
    assertThat(of.references().list())
        .containsExactly(
            new Reference("a.first", null, EXACT),
            new Reference("request.path", null, ABSENCE),
            new Reference("response.code", null, EXACT),
            new Reference("source.labels", "k", EXACT),
            new Reference("source.labels", "x", ABSENCE));
    assertThat(of.toMap()).hasSize(3);
  }

  @Test
  void bagOfValuesTakesEveryRunTimeClassAndNoOther() {
    Map<String, Object> values =
        Map.of(
            "source.ip",
            IpAddress.of(new byte[] {1, 2, 3, 4}),
            "source.name",
            new byte[] {1},
            "request.time",
            Instant.EPOCH,
            "response.duration",
            Duration.ZERO,
            "response.code",
            2.5,
            "connection.mtls",
            false);
    assertThat(RequestBag.of(VOCABULARY, values).toMap()).isEqualTo(values);
    assertThatThrownBy(() -> RequestBag.of(VOCABULARY, Map.of("a.first", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.first")
        .hasMessageContaining("Integer");
  }
}
