package io.keelson.config.snapshot;

import io.keelson.adapter.template.Template;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.Findings.Finding;
import io.keelson.config.snapshot.Findings.Stage;
import io.keelson.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes snapshots of resources: a pure function that never throws because of what resources say.
 * What is wrong becomes diagnostics and takes down with it only what depends on it.
 *
 * <p>A change that breaks a resource does not take effect: the version that the previous snapshot
 * accepted stays until the resource is corrected or deleted. To find which, everything is tried
 * with all changes; where that fails, the changes that are at fault at the earliest stage are taken
 * back and everything is tried again. Where the earlier version does not work either (its
 * surroundings changed), the new one stands, as far as it goes. Thread safe.
 */
public final class SnapshotBuilder {
  /** Each resource changes version at most twice; more passes than this would be a defect. */
  private static final int MAX_PASSES = 16;

  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing(Diagnostic::resource, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final AdapterCatalog adapters;
  private final List<Template> templates;
  private final ExpressionCompiler compiler;
  private final SnapshotOptions options;

  public SnapshotBuilder(
      AdapterCatalog adapters,
      Collection<Template> templates,
      ExpressionCompiler compiler,
      SnapshotOptions options) {
    this.adapters = adapters;
    this.templates = List.copyOf(templates);
    this.compiler = compiler;
    this.options = options;
  }

  /**
   * Makes a snapshot.
   *
   * @param resources all of them, of whatever kind; where a key occurs twice, the later one counts
   * @param previous the snapshot that served until now, or null
   */
  public Snapshot build(Collection<Resource> resources, Snapshot previous) {
    var kinds = new Kinds(adapters, templates, options.useAdapterCrds());
    var diagnostics = new ArrayList<Diagnostic>();
    Map<ResourceKey, Resource> wanted = select(resources, kinds, diagnostics);
    var attempt =
        new Attempt(
            kinds,
            wanted,
            previous == null ? Map.of() : previous.accepted(),
            previous == null ? null : previous.vocabulary());
    Pass pass = attempt.settle();
    diagnostics.addAll(attempt.diagnostics(pass));
    diagnostics.sort(ORDER);
    return new Snapshot(
        pass.vocabulary,
        Collections.unmodifiableMap(pass.handlers),
        Collections.unmodifiableMap(pass.instances),
        List.copyOf(pass.rules),
        pass.sharedDimensions,
        attempt.accepted(pass),
        List.copyOf(diagnostics));
  }

  /** The resources that concern us, one a key. */
  private static Map<ResourceKey, Resource> select(
      Collection<Resource> resources, Kinds kinds, List<Diagnostic> diagnostics) {
    var selected = new TreeMap<ResourceKey, Resource>();
    for (Resource resource : resources) {
      if (!kinds.serves(resource.key().kind())) {
        kinds
            .stranger(resource)
            .ifPresent(problem -> diagnostics.add(diagnostic(resource, problem)));
        continue;
      }
      Resource earlier = selected.put(resource.key(), resource);
      if (earlier != null) {
        diagnostics.add(
            new Diagnostic(
                Severity.WARNING,
                "duplicate-resource",
                resource.key(),
                "",
                "",
                "the resource stands in "
                    + earlier.origin()
                    + " and in "
                    + resource.origin()
                    + "; the latter counts. Remove one of them",
                resource.origin()));
      }
    }
    return selected;
  }

  private static Diagnostic diagnostic(Resource resource, Problems.Problem problem) {
    return new Diagnostic(
        problem.severity(),
        problem.code(),
        resource.key(),
        problem.field(),
        problem.value(),
        problem.reason(),
        resource.origin());
  }

  /** The search for the versions that serve. */
  private final class Attempt {
    private final Kinds kinds;
    private final Map<ResourceKey, Resource> wanted;
    private final Map<ResourceKey, Resource> earlier;
    private final Vocabulary vocabulary;
    private final Map<ResourceKey, Resource> used;

    /** Resources of which the earlier version is used, with what is wrong with the new one. */
    private final Map<ResourceKey, List<Finding>> held = new TreeMap<>();

    private final Set<ResourceKey> settled = new HashSet<>();

    Attempt(
        Kinds kinds,
        Map<ResourceKey, Resource> wanted,
        Map<ResourceKey, Resource> earlier,
        Vocabulary vocabulary) {
      this.kinds = kinds;
      this.wanted = wanted;
      this.earlier = earlier;
      this.vocabulary = vocabulary;
      used = new TreeMap<>(wanted);
    }

    Pass settle() {
      Pass pass = pass();
      for (int i = 1; i < MAX_PASSES && (letGo(pass) || hold(pass)); i++) {
        pass = pass();
      }
      return pass;
    }

    private Pass pass() {
      return new Pass(kinds, compiler, options, vocabulary, used).run();
    }

    /** Goes back to the new version where the earlier one cures nothing. */
    private boolean letGo(Pass pass) {
      boolean changed = false;
      for (ResourceKey key : List.copyOf(held.keySet())) {
        boolean cured =
            held.get(key).stream()
                .map(finding -> finding.resource().key())
                .anyMatch(cause -> !pass.findings.hasErrors(cause) || mayBeCured(pass, cause));
        if (!cured) {
          held.remove(key);
          settled.add(key);
          used.put(key, wanted.get(key));
          changed = true;
        }
      }
      return changed;
    }

    /** Whether a resource could work if more changes were taken back. */
    private boolean mayBeCured(Pass pass, ResourceKey key) {
      return pass.findings.list().stream()
          .filter(finding -> finding.isError() && finding.resource().key().equals(key))
          .flatMap(finding -> finding.suspects().stream())
          .flatMap(List::stream)
          .anyMatch(this::canBeHeld);
    }

    /** Takes back the changes that the earliest faults come from. */
    private boolean hold(Pass pass) {
      Map<ResourceKey, List<Finding>> atFault = new HashMap<>();
      Stage stage = null;
      for (Finding finding : pass.findings.list()) {
        if (!finding.isError() || stage != null && finding.stage().compareTo(stage) > 0) {
          continue;
        }
        for (List<ResourceKey> group : finding.suspects()) {
          List<ResourceKey> changed = group.stream().filter(this::canBeHeld).toList();
          if (!changed.isEmpty()) {
            if (stage == null || finding.stage().compareTo(stage) < 0) {
              atFault.clear();
              stage = finding.stage();
            }
            changed.forEach(
                key -> atFault.computeIfAbsent(key, k -> new ArrayList<>()).add(finding));
            break;
          }
        }
      }
      atFault.forEach(
          (key, findings) -> {
            held.put(key, findings);
            used.put(key, earlier.get(key));
          });
      return !atFault.isEmpty();
    }

    private boolean canBeHeld(ResourceKey key) {
      Resource before = earlier.get(key);
      return before != null
          && !held.containsKey(key)
          && !settled.contains(key)
          && !before.spec().equals(wanted.get(key).spec());
    }

    List<Diagnostic> diagnostics(Pass pass) {
      var diagnostics = new ArrayList<Diagnostic>();
      for (Finding finding : pass.findings.list()) {
        if (!held.containsKey(finding.resource().key())) {
          diagnostics.add(finding.diagnostic(""));
        }
      }
      held.forEach(
          (key, findings) -> {
            String serving =
                " The earlier version, from "
                    + earlier.get(key).origin()
                    + ", keeps serving until this is corrected.";
            var told = new HashSet<ResourceKey>();
            for (Finding finding : findings) {
              ResourceKey cause = finding.resource().key();
              if (cause.equals(key)) {
                diagnostics.add(finding.diagnostic(serving));
              } else if (told.add(cause)) {
                diagnostics.add(heldFor(key, finding, serving));
              }
            }
          });
      return diagnostics;
    }

    private Diagnostic heldFor(ResourceKey key, Finding finding, String serving) {
      String field = finding.problem().field();
      return new Diagnostic(
          Severity.ERROR,
          "held-back",
          key,
          "",
          "",
          "with this change "
              + finding.resource().key().fullName()
              + " would no longer work: "
              + (field.isEmpty() ? "" : field + ": ")
              + Findings.sentence(finding.problem().reason())
              + serving,
          wanted.get(key).origin());
    }

    /** For each resource the last version without faults; of others, the one that is used. */
    Map<ResourceKey, Resource> accepted(Pass pass) {
      var accepted = new TreeMap<ResourceKey, Resource>();
      used.forEach(
          (key, resource) -> {
            if (pass.findings.hasErrors(key) && earlier.containsKey(key)) {
              accepted.put(key, earlier.get(key));
            } else {
              accepted.put(key, resource);
            }
          });
      return Collections.unmodifiableMap(accepted);
    }
  }
}
