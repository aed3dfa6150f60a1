package io.keelson.config.snapshot;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what someone probably meant. */
final class Nearest {
  private static final int MAX_LENGTH = 200;

  private Nearest() {}

  /**
   * The most similar name, where one is similar enough to be worth a question; the first among
   * equals.
   */
  static Optional<String> to(String wanted, Collection<String> known) {
    if (wanted.isEmpty() || wanted.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String folded = fold(wanted);
    String best = null;
    int bestDistance = Math.min(3, Math.max(1, folded.length() / 3)) + 1;
    for (String name : known) {
      int difference = Math.abs(name.length() - wanted.length());
      if (name.length() > MAX_LENGTH || difference > 3 + Math.min(3, wanted.length() / 4)) {
        continue;
      }
      int distance = distance(folded, fold(name));
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code "; did you mean 'x'?"}, or nothing. */
  static String question(String wanted, Collection<String> known) {
    return to(wanted, known).map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Edits, where swapping two neighbours is one. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + same);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
