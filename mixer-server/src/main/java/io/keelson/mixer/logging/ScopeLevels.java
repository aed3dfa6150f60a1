package io.keelson.mixer.logging;

import ch.qos.logback.classic.Level;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads lists of scopes and their levels. */
final class ScopeLevels {
  static final String DEFAULT_SCOPE = "default";

  private ScopeLevels() {}

  /**
   * Levels by scope.
   *
   * @param text such as {@code default:info,adapters:debug}
   * @throws IllegalArgumentException where a scope or level does not exist
   */
  static Map<String, Level> parse(String text) {
    var levels = new LinkedHashMap<String, Level>();
    for (String item : text.split(",")) {
      if (item.isBlank()) {
        continue;
      }
      int colon = item.indexOf(':');
      String scope = colon < 0 ? DEFAULT_SCOPE : item.substring(0, colon).trim();
      levels.put(known(scope), level(item.substring(colon + 1).trim()));
    }
    return levels;
  }

  static Set<String> parseScopes(String text) {
    var scopes = new LinkedHashSet<String>();
    for (String item : text.split(",")) {
      if (!item.isBlank()) {
        scopes.add(known(item.trim()));
      }
    }
    return scopes;
  }

  static Level level(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARN;
      case "error" -> Level.ERROR;
      // Nothing here logs above error, so both are silent.
      case "fatal", "none" -> Level.OFF;
      default ->
          throw new IllegalArgumentException(
              "unknown level '" + text + "'; use debug, info, warn, error, fatal or none");
    };
  }

  private static String known(String scope) {
    if (!LogOptions.SCOPES.contains(scope)) {
      throw new IllegalArgumentException(
          "unknown scope '"
              + scope
              + "'; use one of "
              + String.join(", ", new TreeSet<>(LogOptions.SCOPES)));
    }
    return scope;
  }
}
