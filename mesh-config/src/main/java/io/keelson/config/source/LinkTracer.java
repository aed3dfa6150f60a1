package io.keelson.config.source;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds where paths lead, and has every name on the way watched: a link may be swapped at any
 * place. Remembers folders for the length of one scan.
 */
final class LinkTracer {
  private static final int MAX_LINKS = 40;

  private final FolderWatch watch;
  private final Map<Path, Path> folders = new HashMap<>();

  LinkTracer(FolderWatch watch) {
    this.watch = watch;
  }

  /** The path without links; where something on the way does not exist, the rest as it stands. */
  Path trace(Path absolute) throws IOException {
    return trace(absolute, 0);
  }

  private Path trace(Path absolute, int links) throws IOException {
    Path above = absolute.getParent();
    if (above == null) {
      return absolute;
    }
    Path parent = folders.get(above);
    if (parent == null) {
      parent = trace(above, links);
      folders.put(above, parent);
    }
    String name = absolute.getFileName().toString();
    if (name.equals(".") || name.isEmpty()) {
      return parent;
    }
    if (name.equals("..")) {
      return parent.getParent() == null ? parent : parent.getParent();
    }
    if (Files.isDirectory(parent)) {
      watch.name(parent, name);
    }
    Path path = parent.resolve(name);
    if (!Files.isSymbolicLink(path)) {
      return path;
    }
    if (links == MAX_LINKS) {
      throw new FileSystemLoopException(path.toString());
    }
    return trace(parent.resolve(Files.readSymbolicLink(path)), links + 1);
  }
}
