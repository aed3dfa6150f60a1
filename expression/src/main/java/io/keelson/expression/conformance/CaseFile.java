package io.keelson.expression.conformance;

import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of conformance cases: manifests, and cases that each name one of them by its index. Works
 * on parsed trees (maps, lists, strings, numbers, booleans), so any JSON or YAML reader will do.
 */
public final class CaseFile {
  private final List<Vocabulary> manifests;
  private final List<?> cases;

  private CaseFile(List<Vocabulary> manifests, List<?> cases) {
    this.manifests = manifests;
    this.cases = cases;
  }

  /**
   * Reads the file's outer form.
   *
   * @throws IllegalArgumentException where it is not a case file; the message says why
   */
  public static CaseFile of(Object tree) {
    if (!(tree instanceof Map<?, ?> file) || !(file.get("cases") instanceof List<?> cases)) {
      throw new IllegalArgumentException("a case file is a map that has a list named 'cases'");
    }
    var manifests = new ArrayList<Vocabulary>();
    if (file.get("manifests") instanceof List<?> list) {
      list.forEach(manifest -> manifests.add(vocabulary(manifest)));
    }
    return new CaseFile(List.copyOf(manifests), List.copyOf(cases));
  }

  private static Vocabulary vocabulary(Object tree) {
    if (!(tree instanceof Map<?, ?> manifest)) {
      throw new IllegalArgumentException("a manifest is a map of names to types, not " + tree);
    }
    var declarations = new HashMap<String, ValueType>();
    manifest.forEach(
        (name, type) -> declarations.put(name.toString(), ValueType.valueOf(type.toString())));
    return Vocabulary.of(declarations);
  }

  /** How many cases there are. */
  public int size() {
    return cases.size();
  }

  /** Runs a case; one that is malformed does not pass, and its outcome says why. */
  public Outcome run(int index, ExpressionCompiler compiler) {
    String id = "case " + index;
    try {
      if (!(cases.get(index) instanceof Map<?, ?> tree)) {
        throw new IllegalArgumentException("a case is a map");
      }
      if (tree.get("id") != null) {
        id = tree.get("id").toString();
      }
      return new Case(id, tree, manifest(tree.get("manifest"))).run(compiler);
    } catch (IllegalArgumentException e) {
      return new Outcome(id, List.of(String.valueOf(e.getMessage())), Map.of());
    }
  }

  private Vocabulary manifest(Object reference) {
    if (reference instanceof Number index
        && index.intValue() >= 0
        && index.intValue() < manifests.size()) {
      return manifests.get(index.intValue());
    }
    if (reference instanceof Map<?, ?> manifest) {
      return vocabulary(manifest);
    }
    throw new IllegalArgumentException("there is no manifest " + reference);
  }

  /** Runs all cases in order. */
  public List<Outcome> runAll(ExpressionCompiler compiler) {
    var outcomes = new ArrayList<Outcome>(cases.size());
    for (int i = 0; i < cases.size(); i++) {
      outcomes.add(run(i, compiler));
    }
    return outcomes;
  }
}
