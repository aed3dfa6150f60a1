package io.keelson.codegen;

import java.util.Locale;
import javax.lang.model.SourceVersion;

/** How names are derived from names. */
final class Names {
  private Names() {}

  /** {@code source_uid} to {@code sourceUid}, as protobuf does for JSON. */
  static String json(String proto) {
    var name = new StringBuilder();
    boolean upper = false;
    for (char c : proto.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper && c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
        upper = false;
      }
    }
    return name.toString();
  }

  /** {@code source_labels} to {@code SourceLabelsEntry}, as protobuf does for map entries. */
  static String mapEntry(String proto) {
    return upperFirst(json(proto)) + "Entry";
  }

  static String lowerCamel(String proto) {
    String name = json(proto);
    return name.isEmpty() ? "_" : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  static String upperFirst(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** A name that Java accepts. */
  static String identifier(String name) {
    return SourceVersion.isKeyword(name)
        ? name + "_"
        : SourceVersion.isIdentifier(name) ? name : "_" + name;
  }
}
