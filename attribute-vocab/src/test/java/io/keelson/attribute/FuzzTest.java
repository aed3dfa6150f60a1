package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Inputs that nobody sends on purpose, and some that somebody will. Each input that once was
 * trouble, or reaches an odd corner, lies in {@code src/test/resources/corpus} and is run every
 * time. For a long run: {@code mvn test -pl :keelson-attribute-vocab -Dtest=FuzzTest
 * -Dkeelson.fuzz.runs=5000000}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {
  private static final int RUNS = Integer.getInteger("keelson.fuzz.runs", 60_000);

  private static List<Path> corpus() throws IOException {
    Path folder =
        Path.of(System.getProperty("keelson.root"), "attribute-vocab/src/test/resources/corpus");
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void corpusIsReadOrRefused() throws IOException {
    var target = new FuzzTarget();
    List<Path> files = corpus();
    assertThat(files).hasSizeGreaterThan(30);
    for (Path file : files) {
      byte[] input = Files.readAllBytes(file);
      int accepted = target.accepted();
      try {
        target.run(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("input " + file.getFileName(), e);
      }
      // the name of a corpus file says what should become of it
      assertThat(target.accepted() > accepted)
          .as(file.getFileName().toString())
          .isEqualTo(file.getFileName().toString().startsWith("good-"));
    }
  }

  @Test
  void damagedMessagesAreReadOrRefused() throws IOException {
    var seeds = new ArrayList<byte[]>();
    for (Path file : corpus()) {
      seeds.add(Files.readAllBytes(file));
    }
    for (int seed = 0; seed < 300; seed++) {
      seeds.add(new Randoms(seed).attributes().toByteArray());
    }
    var mutator = new Mutator(new Random(20190319), seeds);
    var target = new FuzzTarget();
    for (int run = 0; run < RUNS; run++) {
      byte[] input = mutator.next();
      try {
        target.run(input);
      } catch (RuntimeException | AssertionError e) {
        Path kept =
            Path.of(System.getProperty("keelson.root"), "attribute-vocab/target/bad-" + run);
        Files.write(kept, input);
        throw new AssertionError("run " + run + ", input kept in " + kept, e);
      }
    }
    // both outcomes must be common, or the runs prove little
    assertThat(target.accepted()).isBetween(RUNS / 20, RUNS * 19 / 20);
  }

  @Test
  void largeHostileMessagesCostLittle() {
    for (Map.Entry<String, byte[]> hostile : Hostile.messages().entrySet()) {
      var target = new FuzzTarget();
      Assertions.assertThatCode(() -> target.run(hostile.getValue()))
          .as(hostile.getKey())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void largeHostileMessagesAreReadInTheTimeOfTheirLength() {
    var bag = new RequestBag(StandardVocabulary.vocabulary(), true);
    for (Map.Entry<String, byte[]> hostile : Hostile.messages().entrySet()) {
      byte[] bytes = hostile.getValue();
      long start = System.nanoTime();
      try {
        bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
        for (int slot = 0; slot < bag.vocabulary().slotCount(); slot++) {
          if (bag.get(slot) instanceof StringMap map) {
            map.snapshot();
          }
        }
      } catch (AttributeException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
      // a megabyte takes some ten milliseconds; what grows with the square takes minutes
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(hostile.getKey())
          .isLessThan(Duration.ofSeconds(10));
    }
  }
}
