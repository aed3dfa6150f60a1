package io.keelson.mixer.door.mixer;

import com.google.protobuf.ByteString;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.ReferencedAttributes;
import io.keelson.api.mixer.v1.StringMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes attributes as a proxy does, and reads references as a proxy does; knows nothing of our
 * codec.
 */
final class Words {
  static final List<String> GLOBAL = global();

  private final List<String> words;

  Words() {
    this(new ArrayList<>());
  }

  /** Shares a word list, as the elements of a report do. */
  Words(List<String> words) {
    this.words = words;
  }

  private static List<String> global() {
    try {
      return Files.readAllLines(
          Path.of(System.getProperty("keelson.shared"), "data/global-dictionary.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int index(String word) {
    int global = GLOBAL.indexOf(word);
    if (global >= 0) {
      return global;
    }
    if (!words.contains(word)) {
      words.add(word);
    }
    return -words.indexOf(word) - 1;
  }

  /** {@code name, value, name, value …}: String, Long, Boolean, byte[] or Map. */
  CompressedAttributes.Builder values(Object... values) {
    var out = CompressedAttributes.newBuilder();
    for (int i = 0; i < values.length; i += 2) {
      int name = index((String) values[i]);
      switch (values[i + 1]) {
        case String text -> out.putStrings(name, index(text));
        case Long number -> out.putInt64S(name, number);
        case Boolean flag -> out.putBools(name, flag);
        case byte[] octets -> out.putBytes(name, ByteString.copyFrom(octets));
        case Map<?, ?> map -> {
          var entries = StringMap.newBuilder();
          new TreeMap<>(map)
              .forEach((k, v) -> entries.putEntries(index((String) k), index((String) v)));
          out.putStringMaps(name, entries.build());
        }
        default -> throw new IllegalArgumentException(String.valueOf(values[i + 1]));
      }
    }
    return out;
  }

  /** With the words inside. */
  CompressedAttributes attributes(Object... values) {
    var out = values(values);
    return out.addAllWords(words).build();
  }

  /** One line a match, such as {@code request.headers[x-user] EXACT}. */
  static List<String> read(ReferencedAttributes references) {
    var lines = new ArrayList<String>();
    for (var match : references.getAttributeMatchesList()) {
      String key = match.getMapKey() == 0 ? "" : "[" + word(references, match.getMapKey()) + "]";
      lines.add(word(references, match.getName()) + key + " " + match.getCondition());
    }
    return lines;
  }

  private static String word(ReferencedAttributes references, int index) {
    return index >= 0 ? GLOBAL.get(index) : references.getWords(-index - 1);
  }
}
