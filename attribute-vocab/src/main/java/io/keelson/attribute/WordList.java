package io.keelson.attribute;

/** A message's own words, decoded from UTF-8 when first asked for. */
public final class WordList {
  public static final WordList EMPTY = new WordList();

  /** How many words. */
  public int size() {
    throw new UnsupportedOperationException();
  }
}
