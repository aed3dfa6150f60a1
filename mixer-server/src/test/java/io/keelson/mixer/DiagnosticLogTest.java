package io.keelson.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.ResourceKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiagnosticLogTest {
  private final Logger log = new LoggerContext().getLogger("test");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  private static Diagnostic about(String rule, Severity severity) {
    return new Diagnostic(
        severity,
        "a-code",
        new ResourceKey("rule", "prod", rule),
        "spec.match",
        "",
        "the reason",
        null);
  }

  @Test
  void aNewDiagnosticIsLoggedWithPlaceAndReasonAtItsLevel() {
    DiagnosticLog.write(
        log, List.of(about("r", Severity.ERROR), about("s", Severity.WARNING)), List.of());

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.WARN);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .isEqualTo("error: rule prod/r: spec.match: the reason [a-code]");
  }

  @Test
  void whatWasLoggedBeforeIsNotLoggedAgain() {
    Diagnostic old = about("r", Severity.ERROR);

    DiagnosticLog.write(log, List.of(old, about("new", Severity.INFO)), List.of(old));

    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("prod/new");
  }

  @Test
  void aFloodEndsWithTheNumberOfTheRest() {
    List<Diagnostic> flood =
        IntStream.range(0, 250).mapToObj(i -> about("r" + i, Severity.ERROR)).toList();

    DiagnosticLog.write(log, flood, List.of());

    assertThat(lines.list).hasSize(101);
    assertThat(lines.list.getLast().getFormattedMessage()).startsWith("150 more diagnostics");
  }
}
