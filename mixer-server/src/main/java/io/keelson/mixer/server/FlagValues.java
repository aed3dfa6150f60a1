package io.keelson.mixer.server;

import io.keelson.attribute.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Flag values as text, read by kind; what cannot be read is collected and stands at its default.
 */
final class FlagValues {
  private final Map<ServerFlag, String> values;
  private final List<String> problems = new ArrayList<>();

  FlagValues(Map<ServerFlag, String> values) {
    this.values = values;
  }

  List<String> problems() {
    return problems;
  }

  void problem(String sentence) {
    problems.add(sentence);
  }

  String text(ServerFlag flag) {
    return values.getOrDefault(flag, flag.defaultValue());
  }

  int integer(ServerFlag flag, int least, int most) {
    return read(
        flag,
        text -> {
          int value = Integer.parseInt(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        },
        most == Integer.MAX_VALUE
            ? "must be a whole number of at least " + least
            : "must be a whole number from " + least + " to " + most);
  }

  double number(ServerFlag flag) {
    return read(flag, Double::parseDouble, "must be a number");
  }

  boolean bool(ServerFlag flag) {
    return read(
        flag,
        text ->
            switch (text) {
              case "1", "t", "T", "true", "TRUE", "True" -> true;
              case "0", "f", "F", "false", "FALSE", "False" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        "must be true or false");
  }

  Duration duration(ServerFlag flag) {
    return read(
        flag,
        text ->
            DurationText.parse(text)
                .filter(d -> !d.isNegative())
                .orElseThrow(IllegalArgumentException::new),
        "must be a duration such as 300ms, 5s or 1m30s, and not negative");
  }

  Duration positiveDuration(ServerFlag flag) {
    Duration duration = duration(flag);
    if (duration.isZero()) {
      problem(flag.flag() + " must be longer than 0");
      return DurationText.parse(flag.defaultValue()).orElseThrow();
    }
    return duration;
  }

  List<String> list(ServerFlag flag) {
    var items = new ArrayList<String>();
    for (String item : text(flag).split(",")) {
      items.add(item.trim());
    }
    return List.copyOf(items);
  }

  private <T> T read(ServerFlag flag, Function<String, T> parser, String rule) {
    String text = text(flag);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      problem(flag.flag() + " " + rule + ", got '" + text + "'");
      return parser.apply(flag.defaultValue());
    }
  }
}
