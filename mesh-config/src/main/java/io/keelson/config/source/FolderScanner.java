package io.keelson.config.source;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.Resource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Knows what each file of a folder said last, and brings that up to date: lists the whole tree,
 * reads what looks changed. What cannot be read keeps its last content; only what is gone is
 * forgotten. Used by one thread at a time.
 */
final class FolderScanner {
  private static final long MAX_FILE_BYTES = 16L << 20;
  private static final int MAX_DEPTH = 64;

  /** Everything that the folder says now. */
  record Found(List<Resource> resources, List<Diagnostic> diagnostics) {}

  /**
   * One file.
   *
   * @param stamp what it looked like when it was read; null where it could not be
   * @param content the last sound content
   * @param faults what is wrong with the file as it is
   */
  private record FileState(Stamp stamp, List<Resource> content, List<Diagnostic> faults) {}

  private record Stamp(Path real, Object identity, long size, FileTime modified) {}

  private final Path root;
  private final String defaultNamespace;
  private final FolderWatch watch;
  private Map<String, FileState> files = Map.of();
  private long filesRead;

  FolderScanner(Path root, String defaultNamespace, FolderWatch watch) {
    this.root = root.toAbsolutePath();
    this.defaultNamespace = defaultNamespace;
    this.watch = watch;
  }

  static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /** How many files were read since the beginning. */
  long filesRead() {
    return filesRead;
  }

  Found scan(FolderWatch.Changes changes) {
    watch.beginScan();
    var scan = new Scan(changes);
    scan.run();
    watch.endScan();
    files = scan.now;
    if (!watch.refusal().isEmpty()) {
      scan.report(
          Severity.WARNING,
          "not-watched",
          "",
          "the system refuses to watch "
              + watch.refusal()
              + "; the folder is listed every few seconds instead. Raise fs.inotify.max_user_watches"
              + " and fs.inotify.max_user_instances");
    }
    var resources = new ArrayList<Resource>();
    var diagnostics = new ArrayList<>(scan.diagnostics);
    for (FileState state : files.values()) {
      resources.addAll(state.content);
      diagnostics.addAll(state.faults);
    }
    return new Found(List.copyOf(resources), List.copyOf(diagnostics));
  }

  /** One walk through the tree. */
  private final class Scan {
    private final FolderWatch.Changes changes;
    private final LinkTracer links = new LinkTracer(watch);
    private final Map<String, FileState> now = new LinkedHashMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Scan(FolderWatch.Changes changes) {
      this.changes = changes;
    }

    void run() {
      Path real;
      try {
        real = links.trace(root);
      } catch (IOException e) {
        keep("", "folder-unreadable", root + " cannot be followed: " + reason(e));
        return;
      }
      if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
        keep("", "folder-missing", "the folder " + root + " does not exist; create it");
      } else if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        keep("", "folder-missing", root + " is a file, not a folder; name the folder it is in");
      } else {
        folder(real, "", 0);
      }
    }

    private void folder(Path real, String prefix, int depth) {
      if (depth > MAX_DEPTH) {
        report(
            Severity.WARNING,
            "folder-too-deep",
            prefix,
            "folders below more than " + MAX_DEPTH + " others are not read");
        return;
      }
      watch.everything(real);
      var names = new ArrayList<String>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
        for (Path entry : entries) {
          names.add(entry.getFileName().toString());
        }
      } catch (NoSuchFileException | NotDirectoryException gone) {
        if (depth == 0) {
          keep("", "folder-missing", "the folder " + root + " does not exist; create it");
        }
        return;
      } catch (IOException | java.nio.file.DirectoryIteratorException e) {
        keep(prefix, "folder-unreadable", "the folder cannot be listed: " + reason(e));
        return;
      }
      Collections.sort(names);
      for (String name : names) {
        if (!name.startsWith(".")) {
          entry(real.resolve(name), prefix + name, depth);
        }
      }
    }

    private void entry(Path path, String location, int depth) {
      try {
        var attributes = attributes(path);
        if (attributes.isDirectory()) {
          folder(path, location + "/", depth + 1);
        } else if (attributes.isSymbolicLink()) {
          link(path, location);
        } else if (attributes.isRegularFile() && isYaml(location)) {
          file(path, attributes, location);
        }
      } catch (NoSuchFileException gone) {
        // it went between listing and looking: it is as if it had not been listed
        return;
      } catch (IOException e) {
        keepFile(location, "unreadable-file", "the file cannot be read: " + reason(e));
      }
    }

    private void link(Path path, String location) throws IOException {
      Path target;
      try {
        target = links.trace(path);
      } catch (FileSystemLoopException e) {
        if (isYaml(location)) {
          keepFile(location, "unreadable-file", "the link leads in a circle; correct or remove it");
        }
        return;
      }
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        if (isYaml(location)) {
          keepFile(
              location,
              "dangling-link",
              "the link leads to " + target + ", which does not exist; correct or remove it");
        }
        return;
      }
      var attributes = attributes(target);
      if (attributes.isDirectory()) {
        report(
            Severity.INFO,
            "linked-folder",
            location,
            "links to folders are not followed; move the folder here, or link its files");
      } else if (attributes.isRegularFile() && isYaml(location)) {
        file(target, attributes, location);
      }
    }

    private void file(Path real, BasicFileAttributes attributes, String location)
        throws IOException {
      var stamp =
          new Stamp(real, attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
      FileState before = files.get(location);
      if (before != null && stamp.equals(before.stamp) && !changes.touched(real)) {
        now.put(location, before);
        return;
      }
      if (attributes.size() > MAX_FILE_BYTES) {
        keepFile(
            location,
            "unreadable-file",
            "the file has "
                + attributes.size()
                + " bytes, more than "
                + MAX_FILE_BYTES
                + "; split it");
        return;
      }
      filesRead++;
      String text;
      try {
        text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(real)))
                .toString();
      } catch (CharacterCodingException e) {
        keepFile(location, "unreadable-file", "the file is not UTF-8 text; save it as UTF-8");
        return;
      }
      var read = ResourceReader.read(location, text, defaultNamespace);
      if (read.sound() || before == null || before.content.isEmpty()) {
        now.put(location, new FileState(stamp, read.resources(), read.diagnostics()));
      } else {
        var faults = read.diagnostics().stream().map(Scan::keepsServing).toList();
        now.put(location, new FileState(stamp, before.content, faults));
      }
    }

    private static Diagnostic keepsServing(Diagnostic fault) {
      return fault.severity() != Severity.ERROR
          ? fault
          : new Diagnostic(
              fault.severity(),
              fault.code(),
              fault.resource(),
              fault.field(),
              fault.value(),
              fault.reason() + ". Until the file is correct, what it said before keeps serving",
              fault.origin());
    }

    /**
     * Something keeps a file from being read: its last content stays, and it is tried at every
     * scan.
     */
    private void keepFile(String location, String code, String reason) {
      FileState before = files.get(location);
      List<Resource> content = before == null ? List.of() : before.content;
      String more = content.isEmpty() ? "" : ". What it said before keeps serving";
      var fault = diagnostic(Severity.ERROR, code, location, reason + more);
      now.put(location, new FileState(null, content, List.of(fault)));
    }

    /** The same for all files below a folder. */
    private void keep(String prefix, String code, String reason) {
      boolean any = false;
      for (var entry : files.entrySet()) {
        if (entry.getKey().startsWith(prefix)) {
          now.put(entry.getKey(), entry.getValue());
          any = true;
        }
      }
      report(
          Severity.ERROR,
          code,
          prefix,
          reason + (any ? ". What was read before keeps serving" : ""));
    }

    private void report(Severity severity, String code, String location, String reason) {
      diagnostics.add(diagnostic(severity, code, location, reason));
    }

    private Diagnostic diagnostic(Severity severity, String code, String location, String reason) {
      String where = location.isEmpty() ? root.toString() : location;
      return new Diagnostic(severity, code, null, "", "", reason, new Origin(where, 0));
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static String reason(Exception e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "access is denied"
        : String.valueOf(e.getMessage());
  }
}
