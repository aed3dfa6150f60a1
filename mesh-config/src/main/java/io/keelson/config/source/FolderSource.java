package io.keelson.config.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources in the {@code .yaml} and {@code .yml} files of a folder and the folders in it.
 * Follows links to files, not to folders; passes over names that begin with a dot.
 *
 * <p>The system tells about changes: while nothing changes nothing runs. The first change starts a
 * timer; when it ends the tree is listed once, changed files are read, and the listener hears the
 * new whole.
 */
public final class FolderSource implements ConfigSource {
  private static final Logger LOG = LoggerFactory.getLogger("config");

  /** How often a folder is listed that the system refuses to watch. */
  private static final Duration UNWATCHED_INTERVAL = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * How a folder is read.
   *
   * @param defaultNamespace of resources that name none
   * @param delay from the first change to the scan; later changes do not extend it
   */
  public record Options(String defaultNamespace, Duration delay) {
    public static final Options DEFAULT = new Options("istio-system", Duration.ofSeconds(1));

    /** The same with another delay. */
    public Options withDelay(Duration other) {
      return new Options(defaultNamespace, other);
    }
  }

  private final Options options;
  private final FolderWatch watch;
  private final Duration unwatchedInterval;
  private final FolderScanner scanner;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("config-folder").unstarted(this::run);
  private Listener listener;
  private FolderScanner.Found told;
  private volatile long scans;
  private volatile long filesRead;
  private volatile boolean closed;

  /** A source over a folder, which may come later. */
  public FolderSource(Path root, Options options) {
    this(root, options, FolderWatch.open(root.getFileSystem()), UNWATCHED_INTERVAL);
  }

  FolderSource(Path root, Options options, FolderWatch watch, Duration unwatchedInterval) {
    this.options = options;
    this.watch = watch;
    this.unwatchedInterval = unwatchedInterval;
    scanner = new FolderScanner(root, options.defaultNamespace, watch);
  }

  public FolderSource(Path root) {
    this(root, Options.DEFAULT);
  }

  @Override
  public void start(Listener listener) {
    this.listener = listener;
    scan(new FolderWatch.Changes());
    thread.start();
  }

  /** How often the tree was listed. */
  public long scans() {
    return scans;
  }

  /** How many times a file was read. */
  public long filesRead() {
    return filesRead;
  }

  private void run() {
    try {
      while (!closed) {
        Duration limit = watch.refusal().isEmpty() ? null : unwatchedInterval;
        var changes = watch.await(limit, new FolderWatch.Changes());
        if (changes.any()) {
          collect(changes);
        }
        if (changes.any() || limit != null) {
          scan(changes);
        }
      }
    } catch (ClosedWatchServiceException | InterruptedException end) {
      LOG.debug("no longer watching: {}", end.toString());
    }
  }

  /** Takes further changes until the delay since the first is over. */
  private void collect(FolderWatch.Changes changes) throws InterruptedException {
    long end = System.nanoTime() + options.delay.toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      watch.await(Duration.ofNanos(left), changes);
    }
  }

  private void scan(FolderWatch.Changes changes) {
    FolderScanner.Found found;
    try {
      found = scanner.scan(changes);
    } catch (ClosedWatchServiceException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("The configuration folder could not be scanned; what was read before stays.", e);
      return;
    }
    scans++;
    filesRead = scanner.filesRead();
    if (found.equals(told) || closed) {
      return;
    }
    told = found;
    try {
      listener.changed(found.resources(), found.diagnostics());
    } catch (RuntimeException e) {
      LOG.error("A configuration change could not be applied.", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      watch.close();
      if (thread.isAlive() && Thread.currentThread() != thread) {
        thread.join(CLOSE_TIMEOUT);
      }
    } catch (IOException e) {
      LOG.warn("The watch on the configuration folder did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
