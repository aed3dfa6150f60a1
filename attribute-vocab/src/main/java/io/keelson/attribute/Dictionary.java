package io.keelson.attribute;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The global word list that both ends of the wire know. Its words are literal: {@code '200'} and
 * {@code "-"} carry their quotes. Immutable, safe for any thread.
 */
public final class Dictionary {
  private static final String[] WORDS = load();
  private static final int MASK = 1023;
  private static final short[] TABLE = index();

  private Dictionary() {}

  private static String[] load() {
    try (InputStream in = Dictionary.class.getResourceAsStream("global-dictionary.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException("the global dictionary cannot be read", e);
    }
  }

  private static short[] index() {
    var table = new short[MASK + 1];
    for (int i = 0; i < WORDS.length; i++) {
      int at = spread(WORDS[i]);
      while (table[at] != 0) {
        at = at + 1 & MASK;
      }
      table[at] = (short) (i + 1);
    }
    return table;
  }

  private static int spread(String word) {
    int hash = word.hashCode() * 0x9E3779B9;
    return hash >>> 22 & MASK;
  }

  /** How many words: valid indices are below it. */
  public static int size() {
    return WORDS.length;
  }

  /** The word at an index; throws IndexOutOfBoundsException where there is none. */
  public static String word(int index) {
    return WORDS[index];
  }

  /** The word's index, or -1. */
  public static int indexOf(String word) {
    int at = spread(word);
    while (true) {
      int found = TABLE[at] - 1;
      if (found < 0 || WORDS[found].equals(word)) {
        return found;
      }
      at = at + 1 & MASK;
    }
  }

  /** All words in index order. */
  public static List<String> words() {
    return List.of(WORDS);
  }

  /**
   * Refuses a caller whose list is longer than ours.
   *
   * @param globalWordCount the uint32 of the request, read as unsigned
   */
  public static void checkWordCount(int globalWordCount) throws AttributeException {
    if (Integer.compareUnsigned(globalWordCount, WORDS.length) > 0) {
      throw new AttributeException(
          "inconsistent global dictionary versions used: mixer knows "
              + WORDS.length
              + " words, caller knows "
              + Integer.toUnsignedString(globalWordCount));
    }
  }
}
