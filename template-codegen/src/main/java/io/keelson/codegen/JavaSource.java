package io.keelson.codegen;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One Java file in the making: keeps the imports that its text asks for. */
final class JavaSource {
  private final String origin;
  private final String packageName;
  private final String typeName;
  private final Set<String> taken;
  private final Map<String, String> imported = new TreeMap<>();
  private final StringBuilder body = new StringBuilder();

  /**
   * @param taken simple names that mean something else in this file
   */
  JavaSource(String origin, String packageName, String typeName, Set<String> taken) {
    this.origin = origin;
    this.packageName = packageName;
    this.typeName = typeName;
    this.taken = Set.copyOf(taken);
  }

  /** How the text names a class: simply where it can, else in full. */
  String ref(String qualified) {
    int dot = qualified.lastIndexOf('.');
    String simple = qualified.substring(dot + 1);
    if (dot < 0) {
      return qualified;
    }
    String pkg = qualified.substring(0, dot);
    if (taken.contains(simple) || simple.equals(typeName)) {
      return qualified;
    }
    String other = imported.putIfAbsent(simple, qualified);
    return other == null || other.equals(qualified) ? simple : qualified;
  }

  /** A class of {@code java.lang}. */
  String lang(String simple) {
    return ref("java.lang." + simple);
  }

  JavaSource line(String text) {
    body.append(text).append('\n');
    return this;
  }

  JavaSource line() {
    return line("");
  }

  /** Javadoc from plain text, with further lines that are Javadoc already. */
  JavaSource doc(String indent, String text, String... more) {
    List<String> lines = escape(text).lines().toList();
    if (lines.size() + more.length == 1) {
      return line(indent + "/** " + (lines.isEmpty() ? more[0] : lines.get(0)) + " */");
    }
    if (lines.size() + more.length == 0) {
      return this;
    }
    line(indent + "/**");
    escape(text).lines().forEach(l -> line((indent + " * " + l).stripTrailing()));
    if (more.length > 0 && !text.isEmpty()) {
      line(indent + " *");
    }
    for (String each : more) {
      line(indent + " * " + each);
    }
    return line(indent + " */");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .replace("*/", "*&#47;")
        .replace("\\", "&#92;");
  }

  /** A string literal. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        default -> literal.append(c);
      }
    }
    return literal.append('"').toString();
  }

  /** Where the file belongs below a source root. */
  String path() {
    return packageName.replace('.', '/') + "/" + typeName + ".java";
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("// Generated from ").append(origin).append(". Changes here are lost.\n");
    text.append("package ").append(packageName).append(";\n\n");
    Set<String> imports = new TreeSet<>();
    for (String qualified : imported.values()) {
      String pkg = qualified.substring(0, qualified.lastIndexOf('.'));
      if (!pkg.equals("java.lang") && !pkg.equals(packageName)) {
        imports.add(qualified);
      }
    }
    imports.forEach(i -> text.append("import ").append(i).append(";\n"));
    if (!imports.isEmpty()) {
      text.append('\n');
    }
    return text.append(body).toString();
  }
}
