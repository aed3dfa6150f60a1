package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.mixer.v1.CompressedAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a message says, read by protobuf's own classes. */
record ProtobufReading(Map<String, Object> values, boolean repeatsMapKeys) {

  static ProtobufReading of(
      CompressedAttributes message, List<String> defaults, Vocabulary vocabulary) {
    List<String> words = message.getWordsCount() == 0 ? defaults : message.getWordsList();
    var all = new TreeMap<String, Object>();
    message.getStringsMap().forEach((k, v) -> all.put(word(words, k), word(words, v)));
    message.getInt64SMap().forEach((k, v) -> all.put(word(words, k), v));
    message.getDoublesMap().forEach((k, v) -> all.put(word(words, k), v));
    message.getBoolsMap().forEach((k, v) -> all.put(word(words, k), v));
    message
        .getTimestampsMap()
        .forEach(
            (k, v) -> all.put(word(words, k), Instant.ofEpochSecond(v.getSeconds(), v.getNanos())));
    message
        .getDurationsMap()
        .forEach(
            (k, v) -> all.put(word(words, k), Duration.ofSeconds(v.getSeconds(), v.getNanos())));
    message
        .getBytesMap()
        .forEach(
            (k, v) -> {
              byte[] octets = v.toByteArray();
              boolean address = octets.length == 4 || octets.length == 16;
              all.put(word(words, k), address ? IpAddress.of(octets) : octets);
            });
    boolean repeats = false;
    for (var map : message.getStringMapsMap().entrySet()) {
      var entries = new LinkedHashMap<String, String>();
      map.getValue().getEntriesMap().forEach((k, v) -> entries.put(word(words, k), word(words, v)));
      repeats |= entries.size() < map.getValue().getEntriesCount();
      all.put(word(words, map.getKey()), StringMap.of(entries));
    }
    all.keySet().removeIf(name -> vocabulary.slotOf(name) < 0);
    return new ProtobufReading(all, repeats);
  }

  private static String word(List<String> words, int index) {
    return index >= 0 ? Dictionary.word(index) : words.get(-1 - index);
  }

  static void assertSame(RequestBag bag, Map<String, Object> expected) {
    Map<String, Object> actual = bag.toMap();
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
  }

  /**
   * Whether the bag says the same; where words repeat in a map, protobuf's classes lose the order.
   */
  void assertReadBy(RequestBag bag) {
    if (repeatsMapKeys) {
      assertThat(bag.toMap().keySet()).isEqualTo(values.keySet());
    } else {
      assertSame(bag, values);
    }
  }
}
