package io.keelson.codegen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options of one {@code mixgen} command: each has a long name, some a letter too. */
final class Flags {

  /** What an option is called, and whether it may stand without a value. */
  record Flag(String name, String letter, boolean isSwitch) {
    static Flag of(String name, String letter) {
      return new Flag(name, letter, false);
    }
  }

  private final Map<String, List<String>> values = new HashMap<>();

  private Flags() {}

  /**
   * Reads arguments.
   *
   * @throws MixgenException for what is no option, or an option without its value
   */
  static Flags parse(List<Flag> known, List<String> arguments) throws MixgenException {
    Flags flags = new Flags();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-")) {
        throw new MixgenException(
            "'" + argument + "' is no option, and this command takes nothing else");
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Flag flag =
          known.stream()
              .filter(f -> name.equals("--" + f.name) || name.equals("-" + f.letter))
              .findFirst()
              .orElseThrow(() -> new MixgenException("unknown option " + name));
      String value;
      if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (flag.isSwitch) {
        value = "true";
      } else if (i + 1 < arguments.size()) {
        value = arguments.get(++i);
      } else {
        throw new MixgenException("the option " + name + " needs a value");
      }
      flags.values.computeIfAbsent(flag.name, n -> new ArrayList<>()).add(value);
    }
    return flags;
  }

  /** The last value given. */
  String get(String name, String otherwise) {
    List<String> given = all(name);
    return given.isEmpty() ? otherwise : given.get(given.size() - 1);
  }

  String required(String name) throws MixgenException {
    String value = get(name, "");
    if (value.isEmpty()) {
      throw new MixgenException("the option --" + name + " is missing");
    }
    return value;
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
