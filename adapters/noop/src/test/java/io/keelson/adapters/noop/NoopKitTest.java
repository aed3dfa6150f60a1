package io.keelson.adapters.noop;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class NoopKitTest {

  @Test
  void readmesExampleDoesWhatItSays() throws IOException {
    Path root = Path.of(System.getProperty("keelson.root"));
    String text = Files.readString(root.resolve("adapters/noop/README.md"));
    String block = text.substring(text.indexOf("```yaml\n") + 8);
    String config = block.substring(0, block.indexOf("```"));
    try (Kit kit = Kit.with(new NoopAdapter()).config(config).start()) {
      KitCheck answer = kit.check(Map.of());

      assertThat(answer.isOk()).isTrue();
      assertThat(answer.validDuration()).isEqualTo(Duration.ofSeconds(1_000_000_000));
      assertThat(answer.validUseCount()).isEqualTo(1_000_000_000);
    }
  }
}
