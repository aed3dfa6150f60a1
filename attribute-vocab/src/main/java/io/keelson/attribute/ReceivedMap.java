package io.keelson.attribute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A string map as it lies in a message. Looks keys up in place; where one occurs twice, the last
 * wins.
 */
final class ReceivedMap extends StringMap {
  /** Up to so many entries are compared one by one. */
  private static final int FEW_ENTRIES = 24;

  private final ReceivedValues received;
  private final int generation;
  private final int slot;
  private final int first;
  private final int size;
  private final WordList words;
  private final References references;
  private Map<String, String> entries;

  ReceivedMap(
      ReceivedValues received,
      int slot,
      int first,
      int size,
      WordList words,
      References references) {
    this.received = received;
    this.generation = received.generation();
    this.slot = slot;
    this.first = first;
    this.size = size;
    this.words = words;
    this.references = references;
  }

  /** A map that was given decoded. */
  ReceivedMap(
      ReceivedValues received, int slot, Map<String, String> entries, References references) {
    this(received, slot, 0, entries.size(), WordList.EMPTY, references);
    this.entries = entries;
  }

  @Override
  public String get(String key) {
    String value = find(key);
    if (references != null) {
      references.key(slot, key, value != null);
    }
    return value;
  }

  private String find(String key) {
    if (entries != null || size > FEW_ENTRIES) {
      return asMap().get(key);
    }
    checkCurrent();
    int dictionaryIndex = Dictionary.indexOf(key);
    for (int at = first + 2 * size - 2; at >= first; at -= 2) {
      int index = received.pair(at);
      if (index >= 0 ? index == dictionaryIndex : words.equals(-1 - index, key)) {
        return ReceivedValues.word(received.pair(at + 1), words);
      }
    }
    return null;
  }

  private void checkCurrent() {
    if (generation != received.generation()) {
      throw new IllegalStateException(
          "a string map was used after its request; keep a snapshot() instead");
    }
  }

  @Override
  public StringMap snapshot() {
    Map<String, String> all = asMap();
    if (references != null) {
      for (String key : all.keySet()) {
        references.key(slot, key, true);
      }
    }
    return StringMap.over(all);
  }

  @Override
  public Map<String, String> asMap() {
    checkCurrent();
    if (entries == null) {
      var all = new LinkedHashMap<String, String>(size * 2);
      for (int at = first; at < first + 2 * size; at += 2) {
        all.put(
            ReceivedValues.word(received.pair(at), words),
            ReceivedValues.word(received.pair(at + 1), words));
      }
      entries = Collections.unmodifiableMap(all);
    }
    return entries;
  }
}
