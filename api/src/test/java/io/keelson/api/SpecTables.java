package io.keelson.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the messages, enums, services and options out of the specification of the wire. */
final class SpecTables {
  /** One row. The type is as the table writes it. */
  record Row(int number, String name, String type, String label) {}

  private static final Set<String> CHAPTERS = Set.of("1", "2", "3", "4", "6.1", "7", "10", "11");
  private static final Pattern CHAPTER = Pattern.compile("## (\\d+)\\. .*");
  private static final Pattern SECTION = Pattern.compile("### (\\d+\\.\\d+) (.*)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern CONSTANT = Pattern.compile("`([A-Z][A-Za-z0-9_]*)`=(\\d+)");
  private static final Pattern INLINE =
      Pattern.compile("(\\d+) `(\\w+)` ((?:repeated )?[A-Za-z0-9.]*[A-Za-z0-9])");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z]*(\\.[A-Z][A-Za-z]*)*");

  final Map<String, Map<String, Row>> messages = new TreeMap<>();
  final Map<String, Map<String, Integer>> enums = new TreeMap<>();
  final Map<String, Set<Integer>> unused = new TreeMap<>();
  final Set<String> methods = new TreeSet<>();
  final Map<String, Integer> options = new TreeMap<>();

  private String protoPackage = "";
  private String chapter = "";
  private String section = "";
  private String message;
  private String service;
  private List<String> header = List.of();

  static SpecTables read(Path file) throws IOException {
    SpecTables tables = new SpecTables();
    List<String> paragraph = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#") || line.startsWith("|")) {
        tables.paragraph(String.join(" ", paragraph));
        paragraph.clear();
        tables.line(line);
      } else {
        paragraph.add(line.strip());
      }
    }
    return tables;
  }

  private boolean relevant() {
    return CHAPTERS.contains(chapter) || CHAPTERS.contains(section);
  }

  private void line(String line) {
    Matcher heading = CHAPTER.matcher(line);
    if (heading.matches()) {
      chapter = heading.group(1);
      section = "";
      message = null;
      service = null;
      Matcher quoted = QUOTED.matcher(line);
      while (quoted.find()) {
        protoPackage = quoted.group(1).replaceAll("\\.[A-Z]\\w*$", "");
      }
      return;
    }
    heading = SECTION.matcher(line);
    if (heading.matches()) {
      section = heading.group(1);
      message = null;
      service = null;
      if (relevant()) {
        title(heading.group(2));
      }
      return;
    }
    if (line.startsWith("|") && relevant()) {
      row(cells(line));
    } else if (line.isBlank()) {
      header = List.of();
    }
  }

  private void title(String title) {
    Matcher quoted = QUOTED.matcher(title);
    if (!quoted.find()) {
      return;
    }
    String name = quoted.group(1);
    if (title.startsWith("Service")) {
      service = protoPackage + "." + name;
    } else if (name.contains(".") && name.startsWith("google")) {
      protoPackage = name.substring(0, name.lastIndexOf('.'));
      message = name;
    } else if (!title.contains("` and `") && !title.contains("(enum)")) {
      message = protoPackage + "." + name;
    }
    if (message != null) {
      messages.computeIfAbsent(message, m -> new TreeMap<>());
    }
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    String inner = line.strip().substring(1, line.strip().length() - 1);
    for (String cell : inner.split("(?<!\\\\)\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private void row(List<String> cells) {
    if (cells.stream().allMatch(c -> c.matches("-+"))) {
      return;
    }
    if (header.isEmpty()) {
      header = cells;
      return;
    }
    switch (header.getFirst()) {
      case "No." -> field(message, cells);
      case "Message" -> {
        if (!cells.getFirst().isEmpty()) {
          message = protoPackage + "." + cells.getFirst().replace("`", "");
          messages.computeIfAbsent(message, m -> new TreeMap<>());
        }
        field(message, cells.subList(1, cells.size()));
      }
      case "Method" ->
          methods.add(
              service
                  + " "
                  + cells.get(0).replace("`", "")
                  + " "
                  + cells.get(1)
                  + " "
                  + cells.get(2));
      case "Extension" ->
          options.put(
              protoPackage + "." + cells.get(0).replace("`", ""), Integer.parseInt(cells.get(1)));
      case "Item" -> item(cells);
      default -> {
        // a table about something else
      }
    }
  }

  /** Rows of the table of chapter 1. */
  private void item(List<String> cells) {
    if (cells.getFirst().equals("Service")) {
      service = protoPackage + "." + cells.get(1).replace("`", "");
    } else if (cells.getFirst().equals("Proto package")) {
      protoPackage = cells.get(1).replace("`", "");
    } else if (cells.getFirst().equals("Unary method")) {
      Matcher call =
          Pattern.compile("`(\\w+)\\((\\w+)\\) returns \\((\\w+)\\)`.*").matcher(cells.get(1));
      if (call.matches()) {
        methods.add(service + " " + call.group(1) + " " + call.group(2) + " " + call.group(3));
      }
    }
  }

  private void field(String owner, List<String> cells) {
    String number = cells.get(0);
    if (!number.matches("\\d+")) {
      return;
    }
    if (cells.get(1).equals("(unused)")) {
      unused.computeIfAbsent(owner, o -> new TreeSet<>()).add(Integer.parseInt(number));
      return;
    }
    String name = cells.get(1).replace("`", "");
    String type = cells.get(2);
    int labelColumn = header.indexOf("Label");
    String label = "";
    if (labelColumn >= 0) {
      label = cells.get(labelColumn - (header.getFirst().equals("Message") ? 1 : 0));
    }
    Matcher inlineEnum = Pattern.compile("enum (\\w+).*").matcher(type);
    if (inlineEnum.matches()) {
      constants(owner + "." + inlineEnum.group(1), String.join(" ", cells));
      type = inlineEnum.group(1);
    }
    add(owner, new Row(Integer.parseInt(number), name, plain(type), label(label, type)));
  }

  private static String plain(String type) {
    return type.replace("repeated ", "").replace(" ", "").replace("`", "");
  }

  /** Plain words for what the label column, or without one the type, says. */
  private static String label(String label, String type) {
    if (type.startsWith("repeated ") || label.equals("rep")) {
      return "rep";
    }
    if (type.startsWith("map<")) {
      return "map";
    }
    return label.startsWith("oneof") ? label : "one";
  }

  private void add(String owner, Row row) {
    Row other = messages.computeIfAbsent(owner, o -> new TreeMap<>()).put(row.name, row);
    if (other != null && !other.equals(row)) {
      throw new AssertionError("two rows of " + owner + "." + row.name);
    }
  }

  private void paragraph(String text) {
    if (text.isEmpty() || !relevant()) {
      return;
    }
    if (text.startsWith("Empty message")) {
      messages.computeIfAbsent(message, m -> new TreeMap<>());
      return;
    }
    Matcher reserved = Pattern.compile("Number (\\d+) is unused.*").matcher(text);
    if (reserved.matches()) {
      unused
          .computeIfAbsent(message, m -> new TreeSet<>())
          .add(Integer.parseInt(reserved.group(1)));
      return;
    }
    if (text.startsWith("`VALUE_TYPE_UNSPECIFIED`")) {
      constants(protoPackage + ".ValueType", text);
      return;
    }
    Matcher first = QUOTED.matcher(text);
    if (!first.find() || first.start() != 0 || !NAME.matcher(first.group(1)).matches()) {
      return;
    }
    String name = first.group(1);
    String rest = text.substring(first.end());
    if (name.equals("HttpStatusCode")) {
      httpStatusCodes(text);
    } else if (rest.startsWith(": ")) {
      inlineFieldsOrConstants(name, rest);
    } else if (rest.isEmpty() || rest.startsWith(" (")) {
      message = protoPackage + "." + name;
      messages.computeIfAbsent(message, m -> new TreeMap<>());
      Matcher range = Pattern.compile(" \\(field (\\d+) is reserved\\)").matcher(rest);
      if (range.matches()) {
        unused.computeIfAbsent(message, m -> new TreeSet<>()).add(Integer.parseInt(range.group(1)));
      }
    }
  }

  private void inlineFieldsOrConstants(String name, String rest) {
    String owner = protoPackage + "." + name;
    Matcher field = INLINE.matcher(rest);
    boolean fields = false;
    while (field.find()) {
      fields = true;
      String type = field.group(3);
      if (type.equals("enum")) {
        // Inline enums come without a name; the reference calls this one Operation.
        type = "Operation";
        constants(owner + ".Operation", rest.substring(field.start()));
      }
      add(
          owner,
          new Row(Integer.parseInt(field.group(1)), field.group(2), plain(type), label("", type)));
    }
    if (!fields && CONSTANT.matcher(rest).find()) {
      constants(owner, rest);
    }
  }

  private void constants(String enumName, String text) {
    Matcher constant = CONSTANT.matcher(text);
    while (constant.find()) {
      enums
          .computeIfAbsent(enumName, e -> new TreeMap<>())
          .put(constant.group(1), Integer.parseInt(constant.group(2)));
    }
  }

  /** Numbers as ranges, then names in the same order. */
  private void httpStatusCodes(String text) {
    String enumName = protoPackage + ".HttpStatusCode";
    constants(enumName, text);
    int names = text.indexOf("Names (in order): ");
    String numbers = text.substring(text.indexOf("`=100") + 5, names);
    List<Integer> codes = new ArrayList<>();
    Matcher range = Pattern.compile("(\\d{3})(?:-(\\d{3}))?").matcher(numbers);
    while (range.find()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      for (int code = from; code <= to; code++) {
        codes.add(code);
      }
    }
    String[] words =
        text.substring(names + "Names (in order): ".length()).replace(".", "").split("[,;] ");
    if (words.length != codes.size()) {
      throw new AssertionError(words.length + " names for " + codes.size() + " codes");
    }
    for (int i = 0; i < words.length; i++) {
      enums.get(enumName).put(words[i].strip(), codes.get(i));
    }
  }
}
