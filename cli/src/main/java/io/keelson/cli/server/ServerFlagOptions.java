package io.keelson.cli.server;

import io.keelson.mixer.server.ServerFlag;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The server's flags as options of a command: the server owns the list, this gives it a face. */
public final class ServerFlagOptions {
  private ServerFlagOptions() {}

  /**
   * Adds an option a flag, in the flags' groups.
   *
   * @param defaults what this command does in place of the server's own defaults, as help shows it
   */
  public static void addTo(CommandSpec command, Map<ServerFlag, String> defaults) {
    Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
    int order = 0;
    for (ServerFlag flag : ServerFlag.values()) {
      ArgGroupSpec.Builder group =
          groups.computeIfAbsent(
              flag.group(),
              heading ->
                  ArgGroupSpec.builder()
                      .heading("%n" + heading + "%n")
                      .validate(false)
                      .order(groups.size()));
      group.addArg(option(flag, defaults.getOrDefault(flag, flag.defaultValue()), order++));
    }
    groups.values().forEach(group -> command.addArgGroup(group.build()));
  }

  private static OptionSpec option(ServerFlag flag, String shownDefault, int order) {
    String text =
        flag.description() + (shownDefault.isEmpty() ? "" : " (default: " + shownDefault + ")");
    String[] names =
        flag.shortFlag()
            .map(letter -> new String[] {"-" + letter, "--" + flag.flag()})
            .orElseGet(() -> new String[] {"--" + flag.flag()});
    OptionSpec.Builder option =
        OptionSpec.builder(names).order(order).description(text.replace("%", "%%"));
    switch (flag.kind()) {
      case BOOL ->
          option.type(String.class).arity("0..1").fallbackValue("true").paramLabel("true|false");
      case LIST ->
          option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel("VALUE");
      case INT -> option.type(String.class).arity("1").paramLabel("N");
      case NUMBER -> option.type(String.class).arity("1").paramLabel("NUMBER");
      case DURATION -> option.type(String.class).arity("1").paramLabel("DURATION");
      case TEXT -> option.type(String.class).arity("1").paramLabel("TEXT");
    }
    return option.build();
  }

  /** What was given, over what this command wants by default. */
  static Map<ServerFlag, String> given(ParseResult parsed, Map<ServerFlag, String> defaults) {
    Map<ServerFlag, String> values = new EnumMap<>(ServerFlag.class);
    values.putAll(defaults);
    for (OptionSpec option : parsed.matchedOptions()) {
      ServerFlag.find(option.longestName().substring(2))
          .ifPresent(flag -> values.put(flag, text(option.getValue())));
    }
    return values;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
