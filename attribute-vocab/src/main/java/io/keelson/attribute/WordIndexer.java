package io.keelson.attribute;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns words into indices, and collects those that the reader of the message cannot know. */
final class WordIndexer {
  private static final int FEW_WORDS = 16;

  private final int globalWordCount;
  private final List<String> words = new ArrayList<>(0);
  // made when there are more than a few words
  private Map<String, Integer> places;

  WordIndexer(int globalWordCount) {
    this.globalWordCount = globalWordCount;
  }

  int indexOf(String word) {
    return indexOf(Dictionary.indexOf(word), word);
  }

  /**
   * @param dictionaryIndex the word's, or -1
   */
  int indexOf(int dictionaryIndex, String word) {
    if (dictionaryIndex >= 0 && Integer.compareUnsigned(dictionaryIndex, globalWordCount) < 0) {
      return dictionaryIndex;
    }
    int place = places == null ? words.indexOf(word) : places.getOrDefault(word, -1);
    if (place < 0) {
      place = words.size();
      words.add(word);
      if (places != null) {
        places.put(word, place);
      } else if (words.size() > FEW_WORDS) {
        places = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
          places.put(words.get(i), i);
        }
      }
    }
    return -place - 1;
  }

  void writeTo(WireWriter out, int field) {
    for (String word : words) {
      out.writeString(field, word);
    }
  }
}
