package io.keelson.attribute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The specification's files. */
final class Shared {
  private Shared() {}

  static Path path(String name) {
    return Path.of(System.getProperty("keelson.shared"), name);
  }

  static String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A recorded gRPC message without its five byte prefix. */
  static byte[] message(String name) {
    try {
      byte[] framed = Files.readAllBytes(path("requests/" + name));
      return Arrays.copyOfRange(framed, 5, framed.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cells of all table rows of a specification section, backquotes taken off. */
  static List<List<String>> tableRows(String file, String heading) {
    String text = text("spec/" + file);
    int start = text.indexOf("\n" + heading);
    int end = text.indexOf("\n#", start + heading.length() + 1);
    var rows = new ArrayList<List<String>>();
    text.substring(start, end)
        .lines()
        .filter(line -> line.startsWith("|"))
        .forEach(
            line ->
                rows.add(
                    Arrays.stream(line.substring(1).split("\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList()));
    return rows;
  }
}
