package io.keelson.config.snapshot;

import io.keelson.config.diagnostic.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one resource. Not thread safe. */
public final class Problems {
  private static final int MAX_VALUE_LENGTH = 200;

  /**
   * One fault.
   *
   * @param field path from the resource's root
   * @param value the offending value as text, may be empty
   */
  public record Problem(
      Severity severity, String code, String field, String value, String reason) {}

  private final List<Problem> problems = new ArrayList<>();
  private boolean errors;

  /** Adds a fault that keeps something from taking effect. */
  public void error(String code, String field, Object value, String reason) {
    errors = true;
    problems.add(new Problem(Severity.ERROR, code, field, text(value), reason));
  }

  /** Adds something that is probably not meant so. */
  public void warning(String code, String field, Object value, String reason) {
    problems.add(new Problem(Severity.WARNING, code, field, text(value), reason));
  }

  public boolean hasErrors() {
    return errors;
  }

  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** Those that others do not have. */
  Problems beyond(Problems others) {
    var more = new Problems();
    for (Problem problem : problems) {
      if (!others.problems.contains(problem)) {
        more.problems.add(problem);
        more.errors |= problem.severity() == Severity.ERROR;
      }
    }
    return more;
  }

  static String text(Object value) {
    String text = value == null ? "" : value.toString();
    return text.length() <= MAX_VALUE_LENGTH ? text : text.substring(0, MAX_VALUE_LENGTH) + "…";
  }
}
