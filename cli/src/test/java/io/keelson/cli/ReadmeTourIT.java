package io.keelson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README's tour gives what stands below it. */
class ReadmeTourIT {
  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private static Path folder;
  private static Process up;

  private record Stop(String commands, List<String> expected) {}

  @BeforeAll
  static void runKeelson() throws IOException {
    Path log = folder.resolve("up.log");
    up = process(log, "./keelson", "up");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(log).contains("Try:")) {
      assertThat(up.isAlive())
          .as("./keelson up runs; it printed:\n" + Files.readString(log))
          .isTrue();
      assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @AfterAll
  static void stopKeelson() throws InterruptedException {
    up.destroy();
    assertThat(up.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("stops when asked to").isTrue();
  }

  private static Process process(Path log, String... command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // What is built is what is tested; a build inside the build would wait for itself.
    builder.environment().put("KEELSON_NO_BUILD", "1");
    return builder.start();
  }

  @TestFactory
  List<DynamicTest> tour() throws IOException {
    List<Stop> stops = stops();
    assertThat(stops).hasSizeGreaterThan(5);
    return stops.stream()
        .map(
            stop ->
                DynamicTest.dynamicTest(
                    stop.commands().lines().findFirst().orElse(""), () -> run(stop)))
        .toList();
  }

  private static void run(Stop stop) throws Exception {
    Path log = Files.createTempFile(folder, "stop", ".log");
    Process process = process(log, "bash", "-c", stop.commands());
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(log);
    for (String line : stop.expected()) {
      assertThat(output).as(stop.commands()).contains(line);
    }
  }

  /**
   * Blocks marked {@code sh tour}, each with the lines of the {@code text} block that follows it.
   */
  private static List<Stop> stops() throws IOException {
    var stops = new ArrayList<Stop>();
    StringBuilder commands = null;
    List<String> expected = null;
    String block = "";
    for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (line.startsWith("```")) {
        String opened = block.isEmpty() ? line.substring(3) : "";
        if (opened.equals("sh tour")) {
          commands = new StringBuilder();
        } else if (opened.equals("text") && commands != null) {
          expected = new ArrayList<>();
        } else if (block.equals("text") && expected != null) {
          stops.add(new Stop(commands.toString(), expected));
          commands = null;
          expected = null;
        }
        block = block.isEmpty() ? opened : "";
      } else if (block.equals("sh tour")) {
        commands.append(line).append('\n');
      } else if (block.equals("text") && expected != null) {
        expected.add(line.strip());
      }
    }
    return stops;
  }
}
