package io.keelson.config.snapshot;

/** The spellings of protobuf field names. */
final class Names {
  private Names() {}

  /** As protobuf JSON has it: {@code source_ip} becomes {@code sourceIp}. */
  static String lowerCamel(String name) {
    return camel(name, false);
  }

  /** As the reference prints it: {@code source_ip} becomes {@code SourceIp}. */
  static String upperCamel(String name) {
    return camel(name, true);
  }

  private static String camel(String name, boolean upper) {
    var text = new StringBuilder(name.length());
    boolean next = upper;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        next = true;
      } else {
        text.append(next ? Character.toUpperCase(c) : c);
        next = false;
      }
    }
    return text.toString();
  }
}
