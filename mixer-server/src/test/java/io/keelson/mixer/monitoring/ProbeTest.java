package io.keelson.mixer.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ProbeTest {
  @TempDir private Path folder;
  private final AtomicBoolean available = new AtomicBoolean();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2040-01-01T00:00:00Z"));

  private Probe probe(Path file) {
    return new Probe(file, available::get, now::get, LoggerFactory.getLogger("default"));
  }

  @Test
  void fileIsThereWhileThePartIs() throws Exception {
    Path file = folder.resolve("ready");
    try (var probe = probe(file)) {
      probe.update();
      assertThat(file).doesNotExist();
      available.set(true);
      probe.update();
      assertThat(file).exists();
      probe.update();
      assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(now.get());
      now.set(now.get().plusSeconds(5));
      probe.update();
      assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(now.get());
      available.set(false);
      probe.update();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void fileGoesWithTheProbeAndDoesNotComeBack() {
    Path file = folder.resolve("ready");
    available.set(true);
    var probe = probe(file);
    probe.update();
    probe.close();
    probe.update();

    assertThat(file).doesNotExist();
  }

  @Test
  void missingFolderDoesNotThrow() {
    available.set(true);
    try (var probe = probe(folder.resolve("missing/ready"))) {
      probe.update();
      assertThat(folder.resolve("missing")).doesNotExist();
    }
  }
}
