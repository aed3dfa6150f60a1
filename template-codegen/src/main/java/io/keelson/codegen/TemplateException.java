package io.keelson.codegen;

import java.util.List;

/** Template definitions that break rules: all breaches together, one a line. */
public final class TemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> errors;

  TemplateException(List<String> errors) {
    super("errors during parsing\n" + String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  /** Each as {@code Error: file:line: sentence.} */
  public List<String> errors() {
    return errors;
  }
}
