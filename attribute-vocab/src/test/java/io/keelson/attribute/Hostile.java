package io.keelson.attribute;

import java.util.LinkedHashMap;
import java.util.Map;

/** Messages of about a megabyte that aim at tables, at copies and at loops within loops. */
final class Hostile {
  private static final int MANY = 60_000;

  private Hostile() {}

  static Map<String, byte[]> messages() {
    var all = new LinkedHashMap<String, byte[]>();
    all.put("empty words", emptyWords());
    all.put("undeclared names", undeclaredNames());
    all.put("one undeclared name again and again", sameUndeclaredName());
    all.put("one attribute again and again", sameAttribute());
    all.put("a map with many keys", mapOf(words("k")));
    all.put("a map whose keys share their hash code", mapOf(colliding()));
    all.put("a map of one entry again and again", sameEntry());
    all.put("words behind every entry", wordsBehindEntries());
    all.put("a word as long as the message", new Message().words("w".repeat(1 << 20)).bytes());
    all.put("a long name sent twice", longNameTwice());
    all.put("empty entries", repeat(0x12, 0x00));
    all.put("empty maps", repeat(0x4a, 0x02, 0x12, 0x00));
    all.put("open lengths", repeat(0x12, 0x7f));
    all.put("endless number", repeat(0xff));
    return all;
  }

  private static String[] words(String prefix) {
    var words = new String[MANY];
    for (int i = 0; i < MANY; i++) {
      words[i] = prefix + Integer.toString(i, 36);
    }
    return words;
  }

  /** "Aa" and "BB" have the same hash code, so have all strings made of them. */
  private static String[] colliding() {
    var words = new String[1 << 15];
    for (int i = 0; i < words.length; i++) {
      var word = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        word.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      words[i] = word.toString();
    }
    return words;
  }

  private static byte[] emptyWords() {
    return repeat(0x0a, 0x00);
  }

  private static byte[] undeclaredNames() {
    var message = new Message().words(words("n"));
    for (int i = 0; i < MANY; i++) {
      message.bool(-1 - i, true);
    }
    return message.bytes();
  }

  private static byte[] sameUndeclaredName() {
    var message = new Message().words("n");
    for (int i = 0; i < MANY; i++) {
      message.bool(-1, true);
    }
    return message.bytes();
  }

  private static byte[] sameAttribute() {
    var message = new Message();
    for (int i = 0; i < MANY; i++) {
      message.map(5, 0, 0);
    }
    return message.bytes();
  }

  private static byte[] mapOf(String[] keys) {
    int[] pairs = new int[keys.length * 2];
    for (int i = 0; i < keys.length; i++) {
      pairs[2 * i] = -1 - i;
      pairs[2 * i + 1] = -1 - i;
    }
    return new Message().words(keys).map(15, pairs).bytes();
  }

  private static byte[] sameEntry() {
    return new Message().map(15, new int[2 * MANY]).bytes();
  }

  private static byte[] wordsBehindEntries() {
    var message = new Message();
    for (int i = 0; i < MANY; i++) {
      message.int64(i % 221, i).words("w");
    }
    return message.bytes();
  }

  private static byte[] longNameTwice() {
    String name = "n".repeat(1 << 18);
    return new Message().words(name, name).int64(-1, 1).int64(-2, 1).bytes();
  }

  private static byte[] repeat(int... bytes) {
    var message = new Message();
    for (int i = 0; i < (1 << 20) / bytes.length; i++) {
      message.raw(bytes);
    }
    return message.bytes();
  }
}
