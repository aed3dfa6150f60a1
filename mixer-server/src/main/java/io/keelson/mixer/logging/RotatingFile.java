package io.keelson.mixer.logging;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A file that is renamed when it would grow too big: {@code mixer.log} becomes {@code
 * mixer-2019-03-01T10-00-00.000.log}. Renamed files are deleted by age and by number.
 */
final class RotatingFile implements LogSink {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path file;
  private final String stem;
  private final String extension;
  private final long maxBytes;
  private final int maxAgeDays;
  private final int maxBackups;
  private final InstantSource clock;
  private OutputStream out;
  private long size;

  RotatingFile(Path file, long maxBytes, int maxAgeDays, int maxBackups, InstantSource clock)
      throws IOException {
    this.file = file.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.maxAgeDays = maxAgeDays;
    this.maxBackups = maxBackups;
    this.clock = clock;
    String name = this.file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    this.stem = dot <= 0 ? name : name.substring(0, dot);
    this.extension = dot <= 0 ? "" : name.substring(dot);
    open();
  }

  private void open() throws IOException {
    out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    size = Files.size(file);
  }

  @Override
  public void write(byte[] line) throws IOException {
    if (size > 0 && size + line.length > maxBytes) {
      rotate();
    }
    out.write(line);
    size += line.length;
  }

  private void rotate() throws IOException {
    out.close();
    Instant now = clock.instant();
    Path backup = backup(now);
    while (Files.exists(backup)) {
      now = now.plusMillis(1);
      backup = backup(now);
    }
    Files.move(file, backup);
    open();
    prune();
  }

  private Path backup(Instant time) {
    return file.resolveSibling(stem + "-" + STAMP.format(time) + extension);
  }

  private void prune() throws IOException {
    List<Path> backups = new ArrayList<>();
    try (Stream<Path> siblings = Files.list(file.getParent())) {
      siblings.filter(this::isBackup).forEach(backups::add);
    }
    // The stamp sorts by time, newest first.
    backups.sort(Comparator.<Path>naturalOrder().reversed());
    String oldest =
        maxAgeDays == 0
            ? ""
            : backup(clock.instant().minus(Duration.ofDays(maxAgeDays))).getFileName().toString();
    for (int i = 0; i < backups.size(); i++) {
      Path backup = backups.get(i);
      if (maxBackups > 0 && i >= maxBackups
          || backup.getFileName().toString().compareTo(oldest) < 0) {
        Files.deleteIfExists(backup);
      }
    }
  }

  private boolean isBackup(Path path) {
    String name = path.getFileName().toString();
    int stamp = name.length() - stem.length() - 1 - extension.length();
    return name.startsWith(stem + "-")
        && name.endsWith(extension)
        && stamp == "2019-03-01T10-00-00.000".length();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
