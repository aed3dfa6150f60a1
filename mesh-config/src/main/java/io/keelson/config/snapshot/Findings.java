package io.keelson.config.snapshot;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what one pass over the resources finds wrong, and at which stage. */
final class Findings {

  /**
   * In the order of processing: a fault of one stage causes faults of later ones, never of earlier
   * ones.
   */
  enum Stage {
    MANIFEST,
    HANDLER,
    INSTANCE,
    RULE,
    VALIDATION,
    /** What rules lose with a handler that failed validation. */
    CONSEQUENCE
  }

  /**
   * One fault.
   *
   * @param suspects whose change may have caused it, most likely first
   */
  record Finding(
      Stage stage, Resource resource, Problems.Problem problem, List<List<ResourceKey>> suspects) {

    boolean isError() {
      return problem.severity() == Severity.ERROR;
    }

    /**
     * @param more a sentence to go on with, or nothing
     */
    Diagnostic diagnostic(String more) {
      return new Diagnostic(
          problem.severity(),
          problem.code(),
          resource.key(),
          problem.field(),
          problem.value(),
          more.isEmpty() ? problem.reason() : sentence(problem.reason()) + more,
          resource.origin());
    }
  }

  /** With a full stop, unless something else ends it. */
  static String sentence(String reason) {
    return reason.endsWith("?") || reason.endsWith(".") ? reason : reason + ".";
  }

  private final List<Finding> list = new ArrayList<>();
  private final Set<ResourceKey> faulty = new HashSet<>();

  /** Takes what was found wrong with a resource; tells whether that includes errors. */
  boolean take(Stage stage, Resource resource, Problems problems) {
    return take(stage, resource, problems, List.of(List.of(resource.key())));
  }

  boolean take(
      Stage stage, Resource resource, Problems problems, List<List<ResourceKey>> suspects) {
    for (Problems.Problem problem : problems.list()) {
      list.add(new Finding(stage, resource, problem, suspects));
    }
    if (problems.hasErrors()) {
      faulty.add(resource.key());
    }
    return problems.hasErrors();
  }

  List<Finding> list() {
    return list;
  }

  boolean hasErrors(ResourceKey key) {
    return faulty.contains(key);
  }
}
