package io.keelson.mixer.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @TempDir private Path folder;

  private LogOptions options(String levels, boolean json, String caller, String stacks) {
    return new LogOptions(
        levels, stacks, caller, json, List.of(file().toString()), "", 100, 30, 10);
  }

  private Path file() {
    return folder.resolve("mixer.log");
  }

  @AfterEach
  void quiet() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new QuietStart().configure(context);
  }

  private String logged(LogOptions options, Runnable work) throws Exception {
    var logging = Logging.configure(options);
    work.run();
    logging.close();
    return Files.readString(file());
  }

  @Test
  void linesAreSeparatedByTabs() throws Exception {
    String text =
        logged(
            options("default:info", false, "", "default:none"),
            () -> {
              LoggerFactory.getLogger("default").info("hello {}", "world");
              LoggerFactory.getLogger("adapters.memquota")
                  .atWarn()
                  .addKeyValue("handler", "h.ns")
                  .addKeyValue("count", 3)
                  .log("full");
              LoggerFactory.getLogger("io.keelson.Whatever").error("bad");
            });

    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
    assertThat(text.lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).matches(time + "\tinfo\thello world"),
            line ->
                assertThat(line)
                    .matches(
                        time + "\twarn\tadapters\tfull\t\\{\"handler\": \"h.ns\", \"count\": 3}"),
            line -> assertThat(line).matches(time + "\terror\tbad"));
  }

  @Test
  void jsonLinesParse() throws Exception {
    String text =
        logged(
            options("default:info", true, "api", "default:none"),
            () ->
                LoggerFactory.getLogger("api")
                    .atError()
                    .setCause(new IllegalStateException("why"))
                    .addKeyValue("user", "a\"b\\c\u0001\ud800")
                    .log("tab\there"));

    var line = new JsonObject(text);
    assertThat(line.getString("level")).isEqualTo("error");
    assertThat(line.getString("scope")).isEqualTo("api");
    assertThat(line.getString("msg")).isEqualTo("tab\there");
    assertThat(line.getString("user")).startsWith("a\"b\\c\u0001");
    assertThat(line.getString("caller")).startsWith("LoggingTest.java:");
    assertThat(line.getString("stack")).startsWith("java.lang.IllegalStateException: why");
  }

  @Test
  void levelsAreSetByScope() throws Exception {
    String text =
        logged(
            options("default:warn,adapters:debug,api:none", false, "", "default:none"),
            () -> {
              LoggerFactory.getLogger("default").info("1");
              LoggerFactory.getLogger("default").warn("2");
              LoggerFactory.getLogger("adapters").debug("3");
              LoggerFactory.getLogger("api").error("4");
              LoggerFactory.getLogger("loadshedding").info("5");
            });

    assertThat(text).contains("\t2\n", "\t3\n").doesNotContain("\t1\n", "\t4\n", "\t5\n");
  }

  @Test
  void levelChangesWhileRunning() throws Exception {
    try (var logging = Logging.configure(options("default:info", false, "", "default:none"))) {
      LoggerFactory.getLogger("mcp").debug("before");
      logging.setLevel("mcp", "debug");
      LoggerFactory.getLogger("mcp").debug("after");
      assertThatThrownBy(() -> logging.setLevel("mcp", "loud"))
          .hasMessageContaining("unknown level 'loud'");
    }
    assertThat(Files.readString(file())).contains("after").doesNotContain("before");
  }

  @Test
  void stackOfTheCallSiteFromALevelOn() throws Exception {
    String text =
        logged(
            options("default:info", false, "", "default:error"),
            () -> {
              LoggerFactory.getLogger("default").warn("without");
              LoggerFactory.getLogger("default").error("with");
            });

    assertThat(text).containsPattern("with\n\tat .*LoggingTest");
    assertThat(text.lines().filter(line -> line.contains("\tat ")).count()).isPositive();
    assertThat(text).doesNotContainPattern("without\n\tat");
  }

  @Test
  void blockedTargetDropsAndNeverMakesTheCallerWait() throws Exception {
    var release = new CountDownLatch(1);
    var blocked =
        new OutputStream() {
          private final StringBuilder written = new StringBuilder();

          @Override
          public void write(int b) {
            written.append((char) b);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            written.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
          }
        };
    var logging =
        Logging.install(
            options("default:info", false, "", "default:none"),
            List.of(LogSink.of(blocked, false)));
    int lines = Logging.QUEUE_LINES + 20_000;
    long start = System.nanoTime();
    for (int i = 0; i < lines; i++) {
      LoggerFactory.getLogger("default").info("line {}", i);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(logging.dropped()).isBetween(10_000L, 20_000L);
    release.countDown();
    logging.close();
    assertThat(blocked.written.toString()).contains("log lines were dropped because");
  }

  @Test
  void unknownScopesAndLevelsAreProblems() {
    assertThat(options("nosuch:info", false, "", "default:none").problems())
        .singleElement()
        .asString()
        .startsWith("log_output_level: unknown scope 'nosuch'; use one of adapters, api");
    assertThat(options("default:chatty", false, "x", "x:y").problems()).hasSize(3);
    assertThat(LogOptions.DEFAULT.problems()).isEmpty();
    assertThatThrownBy(() -> Logging.configure(options("x:y", false, "", "")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rotationKeepsTheNewestFilesWithinTheirAge() throws Exception {
    var now = new AtomicReference<>(Instant.parse("2019-03-01T10:00:00Z"));
    Path other = Files.createFile(folder.resolve("mixer-notes.log"));
    try (var rotating = new RotatingFile(file(), 100, 7, 2, now::get)) {
      byte[] line = new byte[60];
      for (int i = 0; i < 5; i++) {
        rotating.write(line);
        now.set(now.get().plusSeconds(60));
      }
      assertThat(names())
          .containsExactly(
              "mixer-2019-03-01T10-03-00.000.log",
              "mixer-2019-03-01T10-04-00.000.log",
              "mixer-notes.log",
              "mixer.log");
      now.set(now.get().plus(Duration.ofDays(30)));
      rotating.write(line);
      assertThat(names())
          .containsExactly("mixer-2019-03-31T10-05-00.000.log", "mixer-notes.log", "mixer.log");
    }
    assertThat(other).exists();
  }

  private List<String> names() throws Exception {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
