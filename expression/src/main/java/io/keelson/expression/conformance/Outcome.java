package io.keelson.expression.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one case.
 *
 * @param problems how the outcome differs from what the case pins; empty: it passes
 * @param found what came out: {@code resultType}, {@code result}, {@code compileError}, {@code
 *     evalError} and {@code referenced}, each where there is one
 */
public record Outcome(String id, List<String> problems, Map<String, Object> found) {

  public boolean pass() {
    return problems.isEmpty();
  }

  /** The outcome as a tree, to be printed as one JSON object. */
  public Map<String, Object> toTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("id", id);
    tree.put("pass", pass());
    tree.putAll(found);
    if (!pass()) {
      tree.put("problems", problems);
    }
    return tree;
  }
}
