package io.keelson.mixer.plugin;

import io.keelson.adapter.Adapter;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Origin;
import io.keelson.config.snapshot.AdapterCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.pf4j.PluginWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapters of a folder of plugins, one jar or zip each. A plugin is loaded from a copy, so its
 * file may be replaced while the server runs; one that cannot be loaded is refused with a
 * diagnostic and keeps nothing else from loading. Thread safe.
 */
public final class PluginFolder implements AdapterCatalog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  /** A plugin's constructors run under this. */
  private static final long LOAD_SECONDS = 30;

  private final Path folder;
  private final Path copies;
  private final AdapterPluginManager plugins;
  private final SdkVersion sdk;
  private volatile InstalledAdapters installed;

  private PluginFolder(Path folder, SdkVersion sdk) throws IOException {
    this.folder = folder;
    this.sdk = sdk;
    this.copies = Files.createTempDirectory("keelson-plugins");
    this.plugins = new AdapterPluginManager(copies, sdk);
    this.installed = new InstalledAdapters(List.of(), List.of());
  }

  /**
   * Loads what is in the folder. A folder that cannot be read is a diagnostic.
   *
   * @throws UncheckedIOException where there is no place for the copies
   */
  public static PluginFolder load(Path folder) {
    return load(folder, SdkVersion.current());
  }

  static PluginFolder load(Path folder, SdkVersion sdk) {
    try {
      var plugins = new PluginFolder(folder, sdk);
      plugins.loadAll();
      return plugins;
    } catch (IOException noPlace) {
      throw new UncheckedIOException("no temporary folder for copies of the plugins", noPlace);
    }
  }

  /** What is installed now. */
  public InstalledAdapters installed() {
    return installed;
  }

  /** The version of the SDK that plugins are checked against. */
  public String sdkVersion() {
    return sdk.toString();
  }

  @Override
  public Adapter<?> find(String name) {
    InstalledAdapter found = installed.find(name);
    return found == null ? null : found.adapter();
  }

  @Override
  public Collection<Adapter<?>> all() {
    var all = new ArrayList<Adapter<?>>();
    installed.all().forEach(adapter -> all.add(adapter.adapter()));
    return all;
  }

  private synchronized void loadAll() {
    var adapters = new TreeMap<String, InstalledAdapter>();
    var diagnostics = new ArrayList<Diagnostic>();
    for (Path file : files(diagnostics)) {
      try {
        load(file, adapters);
      } catch (Refusal refusal) {
        diagnostics.add(refused(file, refusal.getMessage()));
      }
    }
    installed = new InstalledAdapters(adapters.values(), diagnostics);
    diagnostics.forEach(diagnostic -> LOG.error("{}", diagnostic));
  }

  private List<Path> files(List<Diagnostic> diagnostics) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(PluginFolder::isPlugin)
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (IOException unreadable) {
      String reason =
          unreadable instanceof NoSuchFileException ? "does not exist" : "cannot be read";
      diagnostics.add(
          refused(folder, "the plugin folder " + reason + ", so there are no adapters"));
      return List.of();
    }
  }

  private static boolean isPlugin(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".jar") || name.endsWith(".zip");
  }

  private void load(Path file, Map<String, InstalledAdapter> adapters) throws Refusal {
    String id = null;
    boolean taken = false;
    Path copy = copies.resolve(file.getFileName());
    try {
      Files.copy(file, copy);
      requireArchive(copy);
      id = plugins.loadPlugin(copy);
      List<InstalledAdapter> found = adapters(file, plugins.getPlugin(id));
      for (InstalledAdapter adapter : found) {
        InstalledAdapter other = adapters.get(adapter.name());
        if (other != null) {
          throw new Refusal(
              "its adapter '" + adapter.name() + "' is already there, from " + other.origin());
        }
      }
      found.forEach(adapter -> adapters.put(adapter.name(), adapter));
      taken = true;
    } catch (IOException unreadable) {
      throw new Refusal("it cannot be copied: " + unreadable);
    } catch (RuntimeException | LinkageError bad) {
      throw new Refusal(text(bad));
    } finally {
      if (!taken) {
        forget(id, copy);
      }
    }
  }

  private static void requireArchive(Path copy) throws Refusal {
    try (var archive = new ZipFile(copy.toFile())) {
      if (archive.size() == 0) {
        throw new Refusal("it is an empty archive");
      }
    } catch (IOException bad) {
      throw new Refusal("it is no readable jar or zip: " + bad.getMessage());
    }
  }

  private void forget(String id, Path copy) {
    try {
      if (id != null) {
        plugins.unloadPlugin(id);
      }
      Files.deleteIfExists(copy);
    } catch (IOException | RuntimeException left) {
      LOG.debug("the copy of a refused plugin stays until the server ends: {}", copy, left);
    }
  }

  /** Constructors of a plugin are its own code: they may throw, and they may hang. */
  private static List<InstalledAdapter> adapters(Path file, PluginWrapper plugin) throws Refusal {
    var task = new FutureTask<>(() -> discover(file, plugin));
    Thread thread = Thread.ofVirtual().name("load " + file.getFileName()).unstarted(task);
    thread.setContextClassLoader(plugin.getPluginClassLoader());
    thread.start();
    try {
      return task.get(LOAD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new Refusal(text(failed.getCause()));
    } catch (TimeoutException hanging) {
      thread.interrupt();
      throw new Refusal("it did not load within " + LOAD_SECONDS + " s");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Refusal("the server is stopping");
    }
  }

  private static List<InstalledAdapter> discover(Path file, PluginWrapper plugin) throws Refusal {
    var found = new TreeMap<String, InstalledAdapter>();
    for (Adapter<?> adapter : ServiceLoader.load(Adapter.class, plugin.getPluginClassLoader())) {
      var installed =
          new InstalledAdapter(
              adapter,
              plugin.getDescriptor().getVersion(),
              String.valueOf(plugin.getDescriptor().getProvider()),
              file.getFileName().toString());
      if (adapter.info().defaultConfig() == null || adapter.info().execution() == null) {
        throw new Refusal(
            "adapter '" + installed.name() + "' declares no default configuration or no execution");
      }
      if (found.put(installed.name(), installed) != null) {
        throw new Refusal("it has two adapters of the name '" + installed.name() + "'");
      }
    }
    if (found.isEmpty()) {
      throw new Refusal("it names no adapter in META-INF/services/io.keelson.adapter.Adapter");
    }
    return List.copyOf(found.values());
  }

  private static String text(Throwable thrown) {
    if (thrown instanceof Refusal || thrown instanceof org.pf4j.PluginRuntimeException) {
      return thrown.getMessage();
    }
    var text = new StringBuilder("it cannot be loaded: ").append(thrown);
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append(", because of ").append(cause);
    }
    return text.toString();
  }

  private static Diagnostic refused(Path file, String reason) {
    return new Diagnostic(
        Diagnostic.Severity.ERROR,
        "plugin-refused",
        null,
        "",
        "",
        reason,
        new Origin(file.toString(), 0));
  }

  /** Unloads the plugins and removes the copies. Their handlers must have been closed before. */
  @Override
  public synchronized void close() {
    installed = new InstalledAdapters(List.of(), List.of());
    plugins.unloadPlugins();
    try (Stream<Path> left = Files.walk(copies)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException stays) {
      LOG.warn("copies of plugins stay in {}: {}", copies, stays.toString());
    }
  }

  /** Why a plugin was not taken. */
  private static final class Refusal extends Exception {
    Refusal(String message) {
      super(message);
    }
  }
}
