package io.keelson.attribute;

import java.util.Arrays;

/**
 * The names in a message that nothing declares. Their values are of no use, but a name sent twice
 * is an error all the same.
 */
final class UndeclaredNames {
  private static final int FEW = 32;

  // word + 1, found by the hash of the word's bytes; open addressing, at most half full; null until
  // there is such a name, which few messages have
  private int[] table;
  private byte[] kinds;
  private int count;

  void add(int word, byte kind, WordList words) throws AttributeException {
    if (table == null) {
      allocate();
    }
    int at = find(word, words);
    if (table[at] != 0) {
      if (table[at] - 1 != word || kinds[at] != kind) {
        throw Transport.duplicate(words.get(word), kind, kinds[at]);
      }
      return;
    }
    table[at] = word + 1;
    kinds[at] = kind;
    count++;
    if (count > table.length / 2) {
      grow(words);
    }
  }

  private void allocate() {
    table = new int[2 * FEW];
    kinds = new byte[2 * FEW];
  }

  private int find(int word, WordList words) {
    int at = words.hash(word) & table.length - 1;
    while (table[at] != 0 && table[at] - 1 != word && !words.sameWord(table[at] - 1, word)) {
      at = at + 1 & table.length - 1;
    }
    return at;
  }

  private void grow(WordList words) {
    int[] oldTable = table;
    byte[] oldKinds = kinds;
    table = new int[oldTable.length * 2];
    kinds = new byte[oldTable.length * 2];
    for (int i = 0; i < oldTable.length; i++) {
      if (oldTable[i] != 0) {
        int at = find(oldTable[i] - 1, words);
        table[at] = oldTable[i];
        kinds[at] = oldKinds[i];
      }
    }
  }

  void clear() {
    if (count > FEW) {
      allocate();
    } else if (count > 0) {
      Arrays.fill(table, 0);
    }
    count = 0;
  }
}
