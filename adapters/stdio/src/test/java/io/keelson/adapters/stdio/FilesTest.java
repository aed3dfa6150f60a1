package io.keelson.adapters.stdio;

import static io.keelson.adapters.stdio.Fixture.entry;
import static io.keelson.adapters.stdio.Fixture.metric;
import static io.keelson.adapters.stdio.Fixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapters.stdio.Params.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  /** Two of these and the rest of their lines stay below a mebibyte, three do not. */
  private static final String LONG_TEXT = "x".repeat(400_000);

  @TempDir Path folder;

  private final Fixture stdio = new Fixture();

  private Params.Builder file(String name) {
    return stdio
        .defaults()
        .setLogStream(Stream.FILE)
        .setOutputPath(folder.resolve(name).toString());
  }

  private Params.Builder rotated(String name) {
    return file(name).setLogStream(Stream.ROTATED_FILE).setMaxMegabytesBeforeRotation(1);
  }

  private static void writeLong(StdioHandler handler, String mark) throws Exception {
    handler.handleLogEntry(List.of(entry("info", values(Map.of("a", mark, "b", LONG_TEXT)))));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void fileIsCreatedAndAppendedTo() throws Exception {
    for (int i = 0; i < 2; i++) {
      var handler = stdio.build(file("access.log"));
      handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY), metric(2L, Dimensions.EMPTY)));
      handler.close();
    }
    assertThat(read("access.log").lines()).hasSize(4);
  }

  @Test
  void fileThatCannotBeOpenedFailsTheBuild() {
    assertThatThrownBy(() -> stdio.build(file("missing/access.log")))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("missing/access.log")
        .hasMessageContaining("No such file");
  }

  @Test
  void fullDiskFailsTheReport() throws Exception {
    var config = stdio.defaults().setLogStream(Stream.FILE).setOutputPath("/dev/full");
    var handler = stdio.build(config);
    assertThatThrownBy(() -> handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY))))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("/dev/full")
        .hasMessageContaining("No space left");
    handler.close();
  }

  @Test
  void interruptedReportDoesNotCloseTheFile() throws Exception {
    var handler = stdio.build(file("access.log"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY))))
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    handler.handleMetric(List.of(metric(2L, Dimensions.EMPTY)));
    assertThat(read("access.log")).hasLineCount(1);
  }

  @Test
  void fullFileIsRenamedWithTheTimeInUtc() throws Exception {
    var handler = stdio.build(rotated("access.log"));
    writeLong(handler, "1");
    writeLong(handler, "2");
    stdio.environment.advance(Duration.ofMillis(3_661_007));
    writeLong(handler, "3");
    handler.close();
    assertThat(names()).containsExactly("access-2026-01-01T01-01-01.007.log", "access.log");
    assertThat(read("access-2026-01-01T01-01-01.007.log").lines()).hasSize(2);
    assertThat(read("access.log")).hasLineCount(1).contains("\"a\":\"3\"");
  }

  @Test
  void reportLargerThanAFileIsSplitBetweenLines() throws Exception {
    var handler = stdio.build(rotated("access.log"));
    var entries = new ArrayList<io.keelson.adapter.template.logentry.LogEntryInstance>();
    for (int i = 0; i < 5; i++) {
      entries.add(entry("info", values(Map.of("a", "n" + i, "b", LONG_TEXT))));
    }
    handler.handleLogEntry(entries);
    assertThat(names())
        .containsExactly(
            "access-2026-01-01T00-00-00.000.log",
            "access-2026-01-01T00-00-00.001.log",
            "access.log");
    var lines = new ArrayList<String>();
    for (String name : names()) {
      assertThat(Files.size(folder.resolve(name))).isLessThanOrEqualTo(1 << 20);
      lines.addAll(read(name).lines().toList());
    }
    assertThat(lines).hasSize(5).allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
  }

  @Test
  void lineLongerThanAFileIsWrittenWhole() throws Exception {
    var handler = stdio.build(rotated("access.log"));
    writeLong(handler, "before");
    handler.handleLogEntry(
        List.of(entry("info", values(Map.of("a", "y".repeat(2 << 20), "b", "end")))));
    writeLong(handler, "after");
    assertThat(names()).hasSize(3);
    assertThat(read("access-2026-01-01T00-00-00.001.log")).hasLineCount(1).endsWith("end\"}\n");
  }

  @Test
  void fileIsFilledToTheLastByteAndNoFurther() throws Exception {
    int limit = 1 << 20;
    for (int excess : new int[] {0, 1}) {
      String name = "exact" + excess + ".log";
      var handler = stdio.build(rotated(name));
      handler.handleLogEntry(List.of(entry("info", values(Map.of("a", "")))));
      int line = (int) Files.size(folder.resolve(name));
      var rest = entry("info", values(Map.of("a", "x".repeat(limit - 2 * line + excess))));
      handler.handleLogEntry(List.of(rest, entry("info", Dimensions.EMPTY)));
      Path finished = folder.resolve("exact" + excess + "-2026-01-01T00-00-00.000.log");
      assertThat(Files.size(finished)).isEqualTo(excess == 0 ? limit : line);
    }
  }

  @Test
  void limitsOfTheLatestHandlerApply() throws Exception {
    var first = stdio.build(rotated("access.log"));
    stdio.build(rotated("access.log").setMaxRotatedFiles(1));
    for (int i = 0; i < 8; i++) {
      writeLong(first, "n" + i);
    }
    assertThat(names()).hasSize(2);
  }

  @Test
  void fileThatWasThereCountsTowardsTheSize() throws Exception {
    Files.writeString(folder.resolve("access.log"), LONG_TEXT + "\n" + LONG_TEXT + "\n");
    var handler = stdio.build(rotated("access.log"));
    writeLong(handler, "1");
    assertThat(names()).hasSize(2);
  }

  @Test
  void onlySoManyFinishedFilesAreKept() throws Exception {
    var handler =
        stdio.build(rotated("access.log").setMaxRotatedFiles(2).setMaxDaysBeforeRotation(0));
    for (int i = 0; i < 10; i++) {
      stdio.environment.advance(Duration.ofDays(400));
      writeLong(handler, "n" + i);
    }
    assertThat(names()).hasSize(3);
    assertThat(read(names().get(0))).contains("\"n4\"").contains("\"n5\"");
  }

  @Test
  void finishedFilesAreKeptForSoManyDays() throws Exception {
    var handler =
        stdio.build(rotated("access.log").setMaxRotatedFiles(0).setMaxDaysBeforeRotation(3));
    for (int i = 0; i < 12; i++) {
      stdio.environment.advance(Duration.ofDays(1));
      writeLong(handler, "n" + i);
    }
    assertThat(names())
        .containsExactly(
            "access-2026-01-10T00-00-00.000.log",
            "access-2026-01-12T00-00-00.000.log",
            "access.log");
  }

  @Test
  void strangersFilesAreLeftAlone() throws Exception {
    var strangers =
        List.of(
            "access-notes.log", "access-2020-01-01T00-00-00.000.txt", "other.log", "access-.log");
    for (String stranger : strangers) {
      Files.writeString(folder.resolve(stranger), "keep");
    }
    Files.writeString(folder.resolve("access-2020-01-01T00-00-00.000.log"), "old");
    stdio.build(rotated("access.log").setMaxRotatedFiles(1));
    assertThat(names()).containsAll(strangers).doesNotContain("access-2020-01-01T00-00-00.000.log");
  }

  @Test
  void folderOfARotatedFileIsCreated() throws Exception {
    stdio.build(rotated("new/folder/access"));
    assertThat(folder.resolve("new/folder/access")).exists();
  }

  @Test
  void vanishedFileIsBegunAnewAtTheNextRotation() throws Exception {
    var handler = stdio.build(rotated("access.log"));
    writeLong(handler, "1");
    Files.delete(folder.resolve("access.log"));
    writeLong(handler, "2");
    writeLong(handler, "3");
    assertThat(read("access.log")).hasLineCount(1).contains("\"a\":\"3\"");
  }

  @Test
  void handlersOfOneFileShareItsRotation() throws Exception {
    var first = stdio.build(rotated("access.log"));
    var second = stdio.build(rotated("access.log"));
    writeLong(first, "1");
    writeLong(second, "2");
    writeLong(first, "3");
    writeLong(second, "4");
    first.close();
    writeLong(second, "5");
    second.close();
    assertThat(names()).hasSize(3);
    assertThat(read("access.log")).hasLineCount(1).contains("\"a\":\"5\"");
    var third = stdio.build(rotated("access.log"));
    writeLong(third, "6");
    assertThat(read("access.log")).hasLineCount(2);
  }

  @Test
  void linesOfConcurrentReportsDoNotMix() throws Exception {
    int threads = 8;
    int reports = 200;
    var handler = stdio.build(rotated("access.log"));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String mark = "t" + t;
        done.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < reports; i++) {
                    var one =
                        entry("info", values(Map.of("n", mark + "-" + i, "p", "z".repeat(900))));
                    handler.handleLogEntry(List.of(one, one, one));
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get(30, TimeUnit.SECONDS);
      }
    }
    int lines = 0;
    for (String name : names()) {
      for (String line : read(name).lines().toList()) {
        assertThat(line).matches("\\{\"level\":.*\"n\":\"t\\d-\\d+\",\"p\":\"z{900}\"\\}");
        lines++;
      }
    }
    assertThat(lines).isEqualTo(3 * threads * reports);
    assertThat(names()).hasSizeGreaterThan(3);
  }
}
