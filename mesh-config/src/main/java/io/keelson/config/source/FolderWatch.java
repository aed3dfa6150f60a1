package io.keelson.config.source;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The folders whose changes matter: those of the tree, of which every entry counts, and those on
 * the way to the root and to the targets of links, of which single names count.
 *
 * <p>A scan says anew what it looks at, and says so before it looks, so that no change falls
 * between. Folders are known by their real path, and a folder that was replaced is registered
 * again: the kernel watches the inode, not the name. Used by one thread at a time.
 */
final class FolderWatch implements AutoCloseable {

  /** What happened since the last question. */
  static final class Changes {
    private final Set<Path> touched = new HashSet<>();
    private boolean any;
    private boolean lost;

    /** Whether a scan is due. */
    boolean any() {
      return any;
    }

    /** Whether that file may have changed in a way that its size and time do not show. */
    boolean touched(Path file) {
      return lost || touched.contains(file);
    }
  }

  private static final class Folder {
    private final WatchKey key;
    private final Object identity;
    private boolean everything;
    private Set<String> names = new HashSet<>();

    Folder(WatchKey key, Object identity) {
      this.key = key;
      this.identity = identity;
    }
  }

  private final WatchService service;
  private final String unavailable;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Path, Folder> folders = new HashMap<>();
  private final Set<Path> wanted = new HashSet<>();
  private String refusal = "";

  private FolderWatch(WatchService service, String unavailable) {
    this.service = service;
    this.unavailable = unavailable;
    refusal = unavailable;
  }

  /** A watch; where the system gives none, one that sees nothing and says why. */
  static FolderWatch open(FileSystem system) {
    try {
      return new FolderWatch(system.newWatchService(), "");
    } catch (IOException | UnsupportedOperationException e) {
      return unavailable("folders: " + e.getMessage());
    }
  }

  static FolderWatch unavailable(String why) {
    return new FolderWatch(null, why);
  }

  /** A scan begins: what is not asked for again before {@link #endScan} is no longer watched. */
  void beginScan() {
    wanted.clear();
    refusal = unavailable;
    Iterator<Map.Entry<Path, Folder>> entries = folders.entrySet().iterator();
    while (entries.hasNext()) {
      var entry = entries.next();
      Folder folder = entry.getValue();
      if (!folder.key.isValid() || !Objects.equals(folder.identity, identity(entry.getKey()))) {
        folder.key.cancel();
        entries.remove();
      } else {
        folder.everything = false;
        folder.names = new HashSet<>();
      }
    }
  }

  /** Watches all entries of a folder. */
  void everything(Path realFolder) {
    Folder folder = register(realFolder);
    if (folder != null) {
      folder.everything = true;
    }
  }

  /** Watches one entry of a folder, which need not exist. */
  void name(Path realFolder, String name) {
    Folder folder = register(realFolder);
    if (folder != null) {
      folder.names.add(name);
    }
  }

  void endScan() {
    folders
        .entrySet()
        .removeIf(
            entry -> {
              if (wanted.contains(entry.getKey())) {
                return false;
              }
              entry.getValue().key.cancel();
              return true;
            });
  }

  /** Why some folder cannot be watched, or empty. */
  String refusal() {
    return refusal;
  }

  /** Waits for a change, without limit where the timeout is null, and takes all that is there. */
  Changes await(Duration timeout, Changes changes) throws InterruptedException {
    if (service == null) {
      if (closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ClosedWatchServiceException();
      }
      return changes;
    }
    WatchKey key =
        timeout == null ? service.take() : service.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    while (key != null) {
      take(key, changes);
      key = service.poll();
    }
    return changes;
  }

  private void take(WatchKey key, Changes changes) {
    Path path = (Path) key.watchable();
    Folder folder = folders.get(path);
    for (WatchEvent<?> event : key.pollEvents()) {
      if (folder == null || folder.key != key) {
        continue;
      }
      if (event.kind() == OVERFLOW) {
        changes.any = true;
        changes.lost |= folder.everything;
      } else if (event.context() == null) {
        changes.any = true;
      } else {
        String name = event.context().toString();
        if (folder.names.contains(name)
            || folder.everything && matters(name, event.kind() != ENTRY_MODIFY)) {
          changes.any = true;
          changes.touched.add(path.resolve(name));
        }
      }
    }
    if (!key.reset() && folder != null && folder.key == key) {
      changes.any = true;
    }
  }

  /** Hidden files, which editors write beside the real ones, do not; "..data" and the like do. */
  private static boolean matters(String name, boolean cameOrWent) {
    if (name.startsWith(".")) {
      return name.startsWith("..");
    }
    return cameOrWent || FolderScanner.isYaml(name);
  }

  private Folder register(Path realFolder) {
    if (service == null) {
      return null;
    }
    wanted.add(realFolder);
    Folder known = folders.get(realFolder);
    if (known != null) {
      return known;
    }
    try {
      Object identity = identity(realFolder);
      WatchKey key = realFolder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
      var folder = new Folder(key, identity);
      folders.put(realFolder, folder);
      return folder;
    } catch (IOException e) {
      if (Files.isDirectory(realFolder, LinkOption.NOFOLLOW_LINKS)) {
        refusal = realFolder + ": " + (e.getMessage() == null ? e.toString() : e.getMessage());
      }
      return null;
    }
  }

  private static Object identity(Path realFolder) {
    try {
      var attributes =
          Files.readAttributes(realFolder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isDirectory() ? attributes.fileKey() : "not a folder";
    } catch (IOException gone) {
      return "gone";
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    if (service != null) {
      service.close();
    }
  }
}
