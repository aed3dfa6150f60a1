package io.keelson.adapters.stdio;

import static io.keelson.adapters.stdio.Fixture.entry;
import static io.keelson.adapters.stdio.Fixture.metric;
import static io.keelson.adapters.stdio.Fixture.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.logentry.LogEntryInstance;
import io.keelson.adapters.stdio.Params.Level;
import io.keelson.adapters.stdio.Params.Stream;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StdioHandlerTest {
  private static final IpAddress ADDRESS = IpAddress.of(new byte[] {1, 2, 3, 4});
  private static final Dimensions VARIABLES =
      values(Map.of("ip", ADDRESS, "b", true, "dur", Duration.ofSeconds(2), "d", 2.5));

  private final Fixture stdio = new Fixture();

  @Test
  void logEntryIsAJsonObjectWithSortedVariables() throws Exception {
    stdio.build(stdio.defaults()).handleLogEntry(List.of(entry("info", VARIABLES)));
    assertThat(stdio.written())
        .isEqualTo(
            "{\"level\":\"info\",\"time\":\"2017-01-02T03:04:05.123456Z\","
                + "\"instance\":\"l1.logentry.istio-system\","
                + "\"b\":true,\"d\":2.5,\"dur\":\"2s\",\"ip\":\"1.2.3.4\"}\n");
  }

  @Test
  void consoleFormIsSeparatedByTabs() throws Exception {
    stdio
        .build(stdio.defaults().setOutputAsJson(false))
        .handleLogEntry(List.of(entry("ERROR", VARIABLES), entry("warn", Dimensions.EMPTY)));
    assertThat(stdio.written())
        .isEqualTo(
            "2017-01-02T03:04:05.123456Z\terror\tl1.logentry.istio-system\t"
                + "{\"b\": true, \"d\": 2.5, \"dur\": \"2s\", \"ip\": \"1.2.3.4\"}\n"
                + "2017-01-02T03:04:05.123456Z\twarn\tl1.logentry.istio-system\n");
  }

  @Test
  void logEntryWithoutVariablesIsAnObjectOfThree() throws Exception {
    stdio.build(stdio.defaults()).handleLogEntry(List.of(entry("x", Dimensions.EMPTY)));
    assertThat(stdio.written())
        .isEqualTo(
            "{\"level\":\"info\",\"time\":\"2017-01-02T03:04:05.123456Z\","
                + "\"instance\":\"l1.logentry.istio-system\"}\n");
  }

  @Test
  void metricCarriesTheCurrentTimeItsValueAndAddressesAsText() throws Exception {
    var handler = stdio.build(stdio.defaults().setMetricLevel(Level.WARNING));
    handler.handleMetric(List.of(metric(17L, values(Map.of("ip", ADDRESS, "a", "x")))));
    assertThat(stdio.written())
        .isEqualTo(
            "{\"level\":\"warn\",\"time\":\"2026-01-01T00:00:00.000000Z\","
                + "\"instance\":\"m1.metric.istio-system\","
                + "\"value\":17,\"a\":\"x\",\"ip\":\"1.2.3.4\"}\n");
  }

  @Test
  void metricInConsoleForm() throws Exception {
    var handler = stdio.build(stdio.defaults().setOutputAsJson(false));
    handler.handleMetric(List.of(metric(Duration.ofMillis(250), Dimensions.EMPTY)));
    assertThat(stdio.written())
        .isEqualTo(
            "2026-01-01T00:00:00.000000Z\tinfo\tm1.metric.istio-system\t{\"value\": \"250ms\"}\n");
  }

  @Test
  void absentTimestampIsTheZeroInstant() throws Exception {
    var zero = Instant.parse("0001-01-01T00:00:00Z");
    stdio
        .build(stdio.defaults())
        .handleLogEntry(
            List.of(
                new LogEntryInstance(
                    "l", Dimensions.EMPTY, zero, "", "", values(Map.of("m", "n")))));
    assertThat(stdio.written())
        .isEqualTo(
            "{\"level\":\"info\",\"time\":\"0001-01-01T00:00:00.000000Z\",\"instance\":\"l\"}\n");
  }

  @Test
  void everyTypeHasItsForm() throws Exception {
    var dimensions =
        new java.util.HashMap<String, Object>(
            Map.of(
                "map",
                StringMap.of(Map.of("k2", "v2", "k", "v")),
                "time",
                Instant.parse("2020-02-29T12:00:00.1234567Z"),
                "big",
                1e21,
                "nan",
                Double.NaN,
                "inf",
                Double.NEGATIVE_INFINITY,
                "text",
                "\"\\\n\r\t\u0001\u007fé\u2028😀<&>",
                "min",
                Long.MIN_VALUE));
    dimensions.put("none", null);
    stdio.build(stdio.defaults()).handleLogEntry(List.of(entry("info", values(dimensions))));
    assertThat(stdio.written())
        .endsWith(
            "\"big\":1000000000000000000000,\"inf\":\"-Inf\",\"map\":\"stringmap[k:v k2:v2]\","
                + "\"min\":-9223372036854775808,\"nan\":\"NaN\",\"none\":null,"
                + "\"text\":\"\\\"\\\\\\n\\r\\t\\u0001\u007fé\u2028😀<&>\","
                + "\"time\":\"2020-02-29T12:00:00.123456Z\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "INFORMATIONAL,info",
    "informational,info",
    "INFO,info",
    "info,info",
    "WARNING,warn",
    "warning,warn",
    "WARN,warn",
    "warn,warn",
    "ERROR,error",
    "error,error",
    "ERR,error",
    "err,error",
    "FATAL,error",
    "fatal,error",
    "Info,info",
    "Warning,info",
    "'',info"
  })
  void severityBecomesALevel(String severity, String level) throws Exception {
    stdio.build(stdio.defaults()).handleLogEntry(List.of(entry(severity, Dimensions.EMPTY)));
    assertThat(stdio.written()).startsWith("{\"level\":\"" + level + "\"");
  }

  @Test
  void givenSeveritiesReplaceTheDefaultOnes() throws Exception {
    var config = stdio.defaults().clearSeverityLevels().putSeverityLevels("Critical", Level.ERROR);
    stdio
        .build(config)
        .handleLogEntry(
            List.of(entry("Critical", Dimensions.EMPTY), entry("error", Dimensions.EMPTY)));
    assertThat(stdio.written().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"error\""),
            line -> assertThat(line).contains("\"info\""));
  }

  @Test
  void entriesBelowTheOutputLevelAreWithheldAndCounted() throws Exception {
    var handler = stdio.build(stdio.defaults().setOutputLevel(Level.WARNING));
    handler.handleLogEntry(
        List.of(entry("info", Dimensions.EMPTY), entry("warning", Dimensions.EMPTY)));
    handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY)));
    assertThat(stdio.written()).contains("\"warn\"").hasLineCount(1);
    assertThat(stdio.environment.metric("stdio_withheld_total")).isEqualTo(2);
  }

  @Test
  void emptyReportWritesNothing() throws Exception {
    var handler = stdio.build(stdio.defaults());
    handler.handleLogEntry(List.of());
    handler.handleMetric(List.of());
    assertThat(stdio.written()).isEmpty();
  }

  @Test
  void standardErrorIsTheOtherStream() throws Exception {
    stdio
        .build(stdio.defaults().setLogStream(Stream.STDERR))
        .handleMetric(List.of(metric(1L, Dimensions.EMPTY)));
    assertThat(stdio.written()).isEmpty();
    assertThat(stdio.err.size()).isPositive();
  }

  @Test
  void reportIsFlushedBeforeItIsAnswered() throws Exception {
    var target = new java.io.ByteArrayOutputStream();
    var buffered = new PrintStream(new java.io.BufferedOutputStream(target, 1 << 16), false);
    var adapter = new StdioAdapter(() -> buffered, () -> buffered);
    var handler = (StdioHandler) adapter.build(Fixture.spec(stdio.defaults()), stdio.environment);
    handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY)));
    assertThat(target.size()).isPositive();
  }

  @Test
  void brokenStreamFailsTheReport() throws Exception {
    var broken =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int octet) throws IOException {
                throw new IOException("broken pipe");
              }
            });
    var adapter = new StdioAdapter(() -> broken, () -> broken);
    var handler = (StdioHandler) adapter.build(Fixture.spec(stdio.defaults()), stdio.environment);
    assertThatThrownBy(() -> handler.handleMetric(List.of(metric(1L, Dimensions.EMPTY))))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("cannot write to standard output");
  }

  @Test
  void closingLeavesTheProcessStreamOpen() throws Exception {
    var first = stdio.build(stdio.defaults());
    first.close();
    first.close();
    stdio.build(stdio.defaults()).handleMetric(List.of(metric(1L, Dimensions.EMPTY)));
    assertThat(stdio.written()).hasLineCount(1);
  }
}
