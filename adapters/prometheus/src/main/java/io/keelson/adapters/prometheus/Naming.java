package io.keelson.adapters.prometheus;

/** What names look like in Prometheus. */
final class Naming {
  private Naming() {}

  /**
   * The form in which names of instances and dimensions are exported: without one leading slash and
   * without hyphens, with underscores for slashes, dots and spaces. Other characters stay, legal or
   * not.
   */
  static String sanitize(String name) {
    String relative = name.startsWith("/") ? name.substring(1) : name;
    return relative.replace('/', '_').replace('.', '_').replace(' ', '_').replace("-", "");
  }

  static boolean isMetricName(String name) {
    return isName(name, true);
  }

  /** Names that begin with two underscores belong to Prometheus itself. */
  static boolean isLabelName(String name) {
    return isName(name, false) && !name.startsWith("__");
  }

  private static boolean isName(String name, boolean colons) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colons && c == ':';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
