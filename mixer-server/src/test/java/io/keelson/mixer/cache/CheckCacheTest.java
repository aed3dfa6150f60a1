package io.keelson.mixer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestMeters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckCacheTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final AtomicLong now = new AtomicLong(-5);
  private final TestMeters meters = new TestMeters();
  private final CheckCache<String> cache = cache(100);

  private CheckCache<String> cache(int capacity) {
    return new CheckCache<>(TestMesh.VOCABULARY, capacity, now::get, new CacheMeter(meters));
  }

  private static int slot(String name) {
    return TestMesh.VOCABULARY.find(name).slot();
  }

  /** A request on whose way these were read; {@code map[key]} reads a key. */
  private static RequestBag reading(RequestBag bag, String... names) {
    for (String name : names) {
      int bracket = name.indexOf('[');
      if (bracket < 0) {
        bag.get(slot(name));
      } else {
        var map = (StringMap) bag.get(slot(name.substring(0, bracket)));
        map.get(name.substring(bracket + 1, name.length() - 1));
      }
    }
    return bag;
  }

  private void store(RequestBag bag, String answer) {
    cache.store(bag, bag.references(), answer, MINUTE, 1000);
  }

  private String find(Object... values) {
    CheckCache.Hit<String> hit = cache.find(TestMesh.bag(values));
    return hit == null ? null : hit.answer();
  }

  @Test
  void aRequestWithTheSameValuesFindsTheAnswer() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name", "source.user"), "answer");

    assertThat(find("source.name", "a")).isEqualTo("answer");
    assertThat(find("source.name", "a", "destination.name", "unread")).isEqualTo("answer");
    assertThat(find("source.name", "b")).isNull();
    assertThat(find()).isNull();
  }

  @Test
  void anAttributeThatWasAbsentMustBeAbsent() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name", "source.user"), "answer");

    assertThat(find("source.name", "a", "source.user", "u")).isNull();
  }

  @Test
  void valuesOfDifferentTypesDiffer() {
    store(reading(TestMesh.bag("request.size", 1L), "request.size"), "answer");

    assertThat(find("request.size", 1L)).isEqualTo("answer");
    assertThat(find("request.size", "1")).isNull();
  }

  @Test
  void keysOfMapsAreComparedOneByOne() {
    StringMap headers = StringMap.of(Map.of("user", "u", "other", "o"));
    store(
        reading(
            TestMesh.bag("request.headers", headers),
            "request.headers[user]",
            "request.headers[missing]"),
        "answer");

    assertThat(find("request.headers", StringMap.of(Map.of("user", "u", "x", "y"))))
        .isEqualTo("answer");
    assertThat(find("request.headers", StringMap.of(Map.of("user", "v")))).isNull();
    assertThat(find("request.headers", StringMap.of(Map.of("user", "u", "missing", "")))).isNull();
    assertThat(find()).isNull();
  }

  @Test
  void aMapThatWasTakenAsAWholeMustHaveNoFurtherKeys() {
    RequestBag bag = TestMesh.bag("request.headers", StringMap.of(Map.of("a", "1", "b", "2")));
    ((StringMap) bag.get(slot("request.headers"))).snapshot();
    store(bag, "answer");

    assertThat(find("request.headers", StringMap.of(Map.of("b", "2", "a", "1"))))
        .isEqualTo("answer");
    assertThat(find("request.headers", StringMap.of(Map.of("a", "1", "b", "2", "c", "3"))))
        .isNull();
  }

  @Test
  void aMapWithoutEntriesThatWasTakenAsAWholeMustStayEmpty() {
    RequestBag bag = TestMesh.bag("request.headers", StringMap.EMPTY);
    ((StringMap) bag.get(slot("request.headers"))).snapshot();
    store(bag, "answer");

    assertThat(find("request.headers", StringMap.EMPTY)).isEqualTo("answer");
    assertThat(find("request.headers", StringMap.of(Map.of("a", "1")))).isNull();
  }

  @Test
  void answersOfDifferentPathsStandSideBySide() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name"), "by name");
    store(
        reading(TestMesh.bag("source.name", "b", "source.user", "u"), "source.name", "source.user"),
        "by user");
    store(
        reading(TestMesh.bag("source.name", "b", "source.user", "v"), "source.name", "source.user"),
        "by other user");
    store(
        reading(TestMesh.bag("source.name", "c"), "source.name", "destination.name"),
        "by destination");

    assertThat(find("source.name", "a", "source.user", "any")).isEqualTo("by name");
    assertThat(find("source.name", "b", "source.user", "u")).isEqualTo("by user");
    assertThat(find("source.name", "b", "source.user", "v")).isEqualTo("by other user");
    assertThat(find("source.name", "b")).isNull();
    assertThat(find("source.name", "c", "source.user", "w")).isEqualTo("by destination");
  }

  @Test
  void whatTheSearchReadsIsNoReferenceOfTheRequest() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name", "source.user"), "answer");
    RequestBag bag = TestMesh.bag("source.name", "b");
    bag.get(slot("destination.name"));

    cache.find(bag);

    assertThat(bag.references().list())
        .extracting(reference -> reference.name())
        .containsExactly("destination.name");
  }

  @Test
  void anAnswerEndsWithItsTimeAndSaysWhatIsLeft() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name"), "answer");
    now.addAndGet(Duration.ofSeconds(59).toNanos());

    assertThat(cache.find(TestMesh.bag("source.name", "a")).validDuration())
        .isEqualTo(Duration.ofSeconds(1));
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(find("source.name", "a")).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void anAnswerEndsWithItsUses() {
    RequestBag bag = reading(TestMesh.bag("source.name", "a"), "source.name");
    cache.store(bag, bag.references(), "answer", MINUTE, 2);

    assertThat(cache.find(TestMesh.bag("source.name", "a")).validUseCount()).isEqualTo(1);
    assertThat(cache.find(TestMesh.bag("source.name", "a")).validUseCount()).isZero();
    assertThat(cache.find(TestMesh.bag("source.name", "a"))).isNull();
  }

  @Test
  void unlimitedUsesStayUnlimited() {
    RequestBag bag = reading(TestMesh.bag("source.name", "a"), "source.name");
    cache.store(bag, bag.references(), "answer", MINUTE, -1);

    for (int i = 0; i < 5; i++) {
      assertThat(cache.find(TestMesh.bag("source.name", "a")).validUseCount()).isEqualTo(-1);
    }
  }

  @Test
  void answersThatMayNotBeReusedAreNotKept() {
    RequestBag bag = reading(TestMesh.bag("source.name", "a"), "source.name");
    cache.store(bag, bag.references(), "answer", Duration.ZERO, 5);
    cache.store(bag, bag.references(), "answer", MINUTE, 0);
    RequestBag empty =
        reading(
            TestMesh.bag("request.headers", StringMap.of(Map.of("a", "1"))), "request.headers[]");
    cache.store(empty, empty.references(), "answer", MINUTE, 5);

    assertThat(cache.size()).isZero();
  }

  @Test
  void theLeastRecentlyUsedAnswerMakesRoom() {
    CheckCache<String> small = cache(2);
    for (String name : new String[] {"a", "b"}) {
      RequestBag bag = reading(TestMesh.bag("source.name", name), "source.name");
      small.store(bag, bag.references(), name, MINUTE, 100);
    }
    assertThat(small.find(TestMesh.bag("source.name", "a"))).isNotNull();
    RequestBag bag = reading(TestMesh.bag("source.name", "c"), "source.name");
    small.store(bag, bag.references(), "c", MINUTE, 100);

    assertThat(small.size()).isEqualTo(2);
    assertThat(small.find(TestMesh.bag("source.name", "b"))).isNull();
    assertThat(small.find(TestMesh.bag("source.name", "a"))).isNotNull();
    assertThat(small.find(TestMesh.bag("source.name", "c"))).isNotNull();
    assertThat(meters.gauge("mixer_checkcache_cache_evictions_total")).isEqualTo(1);
  }

  @Test
  void aLaterAnswerOfTheSamePathReplacesTheEarlier() {
    store(reading(TestMesh.bag("source.name", "a"), "source.name"), "old");
    store(reading(TestMesh.bag("source.name", "a"), "source.name"), "new");

    assertThat(find("source.name", "a")).isEqualTo("new");
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void whatAGeneratorPutOverAnAbsentAttributeDoesNotMatter() {
    RequestBag bag = reading(TestMesh.bag(), "test.generated");
    bag.put(slot("test.generated"), "made up");
    store(bag, "answer");

    assertThat(find()).isEqualTo("answer");
    assertThat(find("test.generated", "sent")).isNull();
  }
}
