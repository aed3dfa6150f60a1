package io.keelson.mixer.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/**
 * A file that says by its age whether a part of the server is available: created or touched every
 * half interval while it is, removed when it is not and when the probe is closed.
 */
public final class Probe implements AutoCloseable {
  private final Path file;
  private final BooleanSupplier available;
  private final InstantSource clock;
  private final Logger log;
  private ScheduledFuture<?> schedule;
  private boolean failing;
  private boolean closed;

  public Probe(Path file, BooleanSupplier available, InstantSource clock, Logger log) {
    this.file = file;
    this.available = available;
    this.clock = clock;
    this.log = log;
  }

  /** Renews the file now and every half interval; the executor's threads may block on the disk. */
  public synchronized void start(Duration interval, ScheduledExecutorService executor) {
    long half = Math.max(1, interval.toMillis() / 2);
    schedule = executor.scheduleAtFixedRate(this::update, 0, half, TimeUnit.MILLISECONDS);
  }

  /** Renews or removes the file, as the part is available or not. */
  public synchronized void update() {
    if (closed) {
      return;
    }
    try {
      if (available.getAsBoolean()) {
        touch();
      } else {
        Files.deleteIfExists(file);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.error("cannot renew the probe file {}: {}; check its folder", file, e.toString());
      }
      failing = true;
    }
  }

  private void touch() throws IOException {
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    } catch (NoSuchFileException first) {
      Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
  }

  /** Stops renewing and removes the file. */
  @Override
  public synchronized void close() {
    closed = true;
    if (schedule != null) {
      schedule.cancel(false);
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.error("cannot remove the probe file {}: {}", file, e.toString());
    }
  }
}
