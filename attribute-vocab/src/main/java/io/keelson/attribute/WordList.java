package io.keelson.attribute;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A message's own words, decoded from UTF-8 when first asked for; what is not UTF-8 in them becomes
 * U+FFFD. Not thread safe, save for {@link #EMPTY}.
 */
public final class WordList {
  public static final WordList EMPTY = new WordList(new byte[0]);

  private static final int[] NONE = {};

  /** Beyond so many words the tables are not kept for the next message. */
  private static final int KEPT_WORDS = 4096;

  private byte[] buffer;
  // offset and length of each word
  private int[] places = NONE;
  private int size;
  private String[] decoded;
  private int[] slots;
  private Vocabulary slotsOf;

  private WordList(byte[] buffer) {
    this.buffer = buffer;
  }

  /** A list that is filled with places in this array; the array must not change. */
  public static WordList over(byte[] buffer) {
    return new WordList(buffer);
  }

  /** A list of these words. */
  public static WordList of(String... words) {
    var bytes = new WireWriter(words.length * 16);
    var list = new WordList(null);
    for (String word : words) {
      byte[] encoded = word.getBytes(StandardCharsets.UTF_8);
      list.place(bytes.size(), encoded.length);
      bytes.writeBytes(encoded, 0, encoded.length);
    }
    list.buffer = bytes.toByteArray();
    return list;
  }

  /**
   * Appends the word that lies there; throws IndexOutOfBoundsException for a range not in the
   * array.
   */
  public void add(int offset, int length) {
    if (this == EMPTY) {
      throw new IllegalStateException("the empty word list is shared; start one with over()");
    }
    Objects.checkFromIndexSize(offset, length, buffer.length);
    place(offset, length);
  }

  private void place(int offset, int length) {
    int at = size * 2;
    if (at == places.length) {
      places = Arrays.copyOf(places, Math.max(64, at * 2));
    }
    places[at] = offset;
    places[at + 1] = length;
    size++;
  }

  /** Empties the list, for words in another array. */
  void reset(byte[] buffer) {
    if (decoded != null) {
      if (size > KEPT_WORDS) {
        decoded = null;
      } else {
        Arrays.fill(decoded, 0, Math.min(size, decoded.length), null);
      }
    }
    if (size > KEPT_WORDS) {
      places = NONE;
      slots = null;
    }
    slotsOf = null;
    size = 0;
    this.buffer = buffer;
  }

  /** How many words. */
  public int size() {
    return size;
  }

  /** Whether an index is in the global dictionary or, negative, in this list. */
  boolean defines(int index) {
    return index >= 0 ? index < Dictionary.size() : -1 - index < size;
  }

  /** A word, counted from 0; throws IndexOutOfBoundsException where there is none. */
  public String get(int word) {
    Objects.checkIndex(word, size);
    String[] texts = decoded;
    if (texts == null || texts.length < size) {
      texts = new String[places.length / 2];
      decoded = texts;
    }
    String text = texts[word];
    if (text == null) {
      text = new String(buffer, places[word * 2], places[word * 2 + 1], StandardCharsets.UTF_8);
      texts[word] = text;
    }
    return text;
  }

  /** Whether the word reads as this text; decodes it only where it is not ASCII. */
  boolean equals(int word, String text) {
    int offset = places[word * 2];
    int length = places[word * 2 + 1];
    int common = Math.min(length, text.length());
    for (int i = 0; i < common; i++) {
      byte octet = buffer[offset + i];
      if (octet < 0) {
        return get(word).equals(text);
      }
      if (octet != text.charAt(i)) {
        return false;
      }
    }
    return length == text.length();
  }

  /** The slot that the word names, or -1. */
  int slotOf(int word, Vocabulary vocabulary) {
    if (slotsOf != vocabulary || slots.length < size) {
      if (slots == null || slots.length < size) {
        slots = new int[places.length / 2];
      } else {
        Arrays.fill(slots, 0);
      }
      slotsOf = vocabulary;
    }
    // 0 is not known yet, 1 is none, others are the slot and 2
    int slot = slots[word];
    if (slot == 0) {
      slot = vocabulary.slotOf(buffer, places[word * 2], places[word * 2 + 1]) + 2;
      slots[word] = slot;
    }
    return slot - 2;
  }

  int hash(int word) {
    return ByteHash.of(buffer, places[word * 2], places[word * 2 + 1]);
  }

  boolean sameWord(int word, int other) {
    int offset = places[word * 2];
    int otherOffset = places[other * 2];
    return Arrays.equals(
        buffer,
        offset,
        offset + places[word * 2 + 1],
        buffer,
        otherOffset,
        otherOffset + places[other * 2 + 1]);
  }
}
