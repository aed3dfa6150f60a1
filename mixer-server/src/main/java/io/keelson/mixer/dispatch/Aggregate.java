package io.keelson.mixer.dispatch;

import java.util.ArrayList;
import java.util.List;

/** The failures of one call, as one text. One request, one thread. */
final class Aggregate {
  /** A batch of bad elements must not become a message of megabytes. */
  private static final int LINES_LIMIT = 100;

  private final List<String> lines = new ArrayList<>(2);
  private int count;

  void add(String line) {
    count++;
    if (lines.size() < LINES_LIMIT) {
      lines.add(line);
    }
  }

  /** Flattens these failures into another list. */
  void addTo(Aggregate other) {
    lines.forEach(other::add);
    other.count += count - lines.size();
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** {@code N errors occurred:}, an empty line, one line an error. */
  String text() {
    var text = new StringBuilder();
    text.append(count).append(count == 1 ? " error occurred:\n" : " errors occurred:\n");
    for (String line : lines) {
      text.append("\n* ").append(line);
    }
    if (count > lines.size()) {
      text.append("\n* and ").append(count - lines.size()).append(" more");
    }
    return text.toString();
  }
}
