package io.keelson.config.snapshot;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import io.keelson.config.source.ResourceReader;
import io.keelson.expression.ExpressionCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Configuration text, taken through source and snapshot as the server would, one change after
 * another.
 */
final class Configuration {
  private final SnapshotBuilder builder;
  private Snapshot snapshot;
  private final List<Diagnostic> unread = new ArrayList<>();

  Configuration() {
    this(SnapshotOptions.DEFAULT);
  }

  Configuration(SnapshotOptions options) {
    this(options, TestAdapters.catalog());
  }

  Configuration(SnapshotOptions options, AdapterCatalog adapters) {
    builder = new SnapshotBuilder(adapters, TestTemplates.all(), new ExpressionCompiler(), options);
  }

  /** Attributes, and a denying rule, that most tests build upon. */
  static String base() {
    return file("base.yaml");
  }

  static String file(String name) {
    try (InputStream in = Configuration.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Snapshot apply(String... yaml) {
    var resources = new ArrayList<Resource>();
    unread.clear();
    for (int i = 0; i < yaml.length; i++) {
      var read = ResourceReader.read("file" + i + ".yaml", yaml[i], "istio-system");
      resources.addAll(read.resources());
      unread.addAll(read.diagnostics());
    }
    return apply(resources);
  }

  Snapshot apply(List<Resource> resources) {
    snapshot = builder.build(resources, snapshot);
    return snapshot;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** Of source and snapshot. */
  List<Diagnostic> diagnostics() {
    var all = new ArrayList<>(unread);
    all.addAll(snapshot.diagnostics());
    return all;
  }

  /** Full names of everything that takes effect. */
  Set<String> working() {
    var names = new TreeSet<String>();
    snapshot.handlers().keySet().forEach(key -> names.add(key.fullName()));
    snapshot.instances().keySet().forEach(key -> names.add(key.fullName()));
    snapshot.rules().forEach(rule -> names.add(rule.key().fullName()));
    return names;
  }
}
