package io.keelson.config.snapshot;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into YAML trees. */
final class Trees {
  private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)\\]|([^.\\[\\]]+)");

  private Trees() {}

  /**
   * The scalar at a path such as {@code quotas[2].validDuration}, whichever spelling is used; else
   * "".
   */
  static Object scalarAt(Object tree, String path) {
    Object at = tree;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      String name = step.group(1) == null ? step.group(2) : step.group(1);
      at =
          switch (at) {
            case Map<?, ?> map -> child(map, name);
            case List<?> list ->
                name.matches("[0-9]{1,6}") && Integer.parseInt(name) < list.size()
                    ? list.get(Integer.parseInt(name))
                    : null;
            case null, default -> null;
          };
    }
    return at == null || at instanceof Map<?, ?> || at instanceof List<?> ? "" : at;
  }

  private static Object child(Map<?, ?> map, String name) {
    if (map.containsKey(name)) {
      return map.get(name);
    }
    for (var entry : map.entrySet()) {
      if (Names.lowerCamel((String) entry.getKey()).equals(name)) {
        return entry.getValue();
      }
    }
    return null;
  }
}
