package io.keelson.adapters.stdio;

import io.keelson.adapter.Environment;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * A file that is renamed when it is full, {@code access.log} to {@code
 * access-2026-01-31T12-00-00.000.log} with the time in UTC, and begun anew. Lines are never split,
 * and none is lost where renaming fails: the file then grows until the next attempt.
 */
final class RotatedFile extends Sink {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  private record Finished(Path path, Instant since) {}

  private final Path path;
  private final RotatedFiles files;
  private final String prefix;
  private final String suffix;
  private volatile RotationLimits limits;
  private volatile Environment environment;
  private FileOutputStream out;

  /** Bytes since the last rotation, or the last attempt at one. */
  private long size;

  RotatedFile(Path path, RotatedFiles files) {
    super("the file '" + path + "'");
    this.path = path;
    this.files = files;
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    prefix = (dot > 0 ? name.substring(0, dot) : name) + "-";
    suffix = dot > 0 ? name.substring(dot) : "";
  }

  /** Creates the file and its folder where they are missing. */
  void open(RotationLimits limits, Environment environment) throws IOException {
    limit(limits, environment);
    Files.createDirectories(path.getParent());
    out = new FileOutputStream(path.toFile(), true);
    size = Files.size(path);
    removeOld();
  }

  /** The limits that apply from now on, and whose log tells of trouble. */
  void limit(RotationLimits limits, Environment environment) {
    this.limits = limits;
    this.environment = environment;
  }

  @Override
  void writeInTurn(byte[] lines) throws IOException {
    int from = 0;
    while (from < lines.length) {
      int to = fitting(lines, from, limits.bytes() - size);
      if (to == from) {
        if (size > 0) {
          rotate();
          continue;
        }
        to = nextLine(lines, from);
      }
      out.write(lines, from, to - from);
      size += to - from;
      from = to;
    }
  }

  /** Where the last whole line ends that fits into {@code room} bytes. */
  private static int fitting(byte[] lines, int from, long room) {
    if (room >= lines.length - from) {
      return lines.length;
    }
    for (int end = from + (int) Math.max(0, room); end > from; end--) {
      if (lines[end - 1] == '\n') {
        return end;
      }
    }
    return from;
  }

  private static int nextLine(byte[] lines, int from) {
    int at = from;
    while (lines[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private void rotate() {
    size = 0;
    FileOutputStream full = out;
    try {
      if (Files.exists(path)) {
        Files.move(path, freeName());
      }
      out = new FileOutputStream(path.toFile(), true);
    } catch (IOException e) {
      logger().warn("cannot begin {} anew; the one there is goes on growing: {}", this, reason(e));
      return;
    }
    try {
      FileSink.sync(full);
    } catch (IOException e) {
      logger().warn("cannot close the finished part of {}: {}", this, reason(e));
    }
    removeOld();
  }

  /** Some exceptions have nothing but the file's name for a message. */
  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private Logger logger() {
    return environment.logger();
  }

  private Path freeName() {
    Instant time = environment.clock().instant();
    Path name = path.resolveSibling(prefix + STAMP.format(time) + suffix);
    while (Files.exists(name)) {
      time = time.plusMillis(1);
      name = path.resolveSibling(prefix + STAMP.format(time) + suffix);
    }
    return name;
  }

  private void removeOld() {
    try {
      List<Finished> finished = finished();
      Instant oldest = environment.clock().instant().minus(Duration.ofDays(limits.days()));
      for (int i = 0; i < finished.size(); i++) {
        boolean tooMany = limits.files() > 0 && i >= limits.files();
        if (tooMany || limits.days() > 0 && finished.get(i).since().isBefore(oldest)) {
          Files.deleteIfExists(finished.get(i).path());
        }
      }
    } catch (IOException e) {
      logger().warn("cannot remove old files of {}: {}", this, reason(e));
    }
  }

  /** Newest first. */
  private List<Finished> finished() throws IOException {
    var finished = new ArrayList<Finished>();
    try (Stream<Path> siblings = Files.list(path.getParent())) {
      for (Path sibling : (Iterable<Path>) siblings::iterator) {
        String name = sibling.getFileName().toString();
        if (name.length() > prefix.length() + suffix.length()
            && name.startsWith(prefix)
            && name.endsWith(suffix)) {
          Instant since = instant(name.substring(prefix.length(), name.length() - suffix.length()));
          if (since != null) {
            finished.add(new Finished(sibling, since));
          }
        }
      }
    }
    finished.sort(Comparator.comparing(Finished::since).reversed());
    return finished;
  }

  /** Null for names of other files that happen to begin alike. */
  private static Instant instant(String stamp) {
    try {
      return STAMP.parse(stamp, Instant::from);
    } catch (DateTimeParseException otherFile) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    files.leave(this);
  }

  void finish() throws IOException {
    FileSink.sync(out);
  }
}
