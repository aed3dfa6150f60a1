package io.keelson.mixer.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OverloadProtectionTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND);
  private final AtomicInteger throttled = new AtomicInteger();
  private final Logger log = (Logger) LoggerFactory.getLogger("overload-test");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    log.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(lines);
  }

  private OverloadProtection rate(LoadSheddingMode mode, double perSecond, int burst) {
    return protection(
        new OverloadOptions(
            mode, Duration.ZERO, Double.MAX_VALUE, Duration.ZERO, perSecond, burst));
  }

  private OverloadProtection latency(Duration threshold, double samplesPerSecond) {
    return protection(
        new OverloadOptions(
            LoadSheddingMode.ENFORCE, threshold, samplesPerSecond, Duration.ofSeconds(1), 0, 0));
  }

  private OverloadProtection protection(OverloadOptions options) {
    return new OverloadProtection(options, now::get, throttled::incrementAndGet, log);
  }

  private void pass(long nanos) {
    now.addAndGet(nanos);
  }

  private int admitted(OverloadProtection protection, int calls) {
    int count = 0;
    for (int i = 0; i < calls; i++) {
      count += protection.admits(1) ? 1 : 0;
    }
    return count;
  }

  @Test
  void disabledAdmitsEverything() {
    var protection = rate(LoadSheddingMode.DISABLED, 1, 1);

    assertThat(admitted(protection, 1000)).isEqualTo(1000);
    assertThat(protection.measures()).isFalse();
  }

  @Test
  void burstIsAdmittedThenTheRate() {
    var protection = rate(LoadSheddingMode.ENFORCE, 10, 5);

    assertThat(admitted(protection, 20)).isEqualTo(5);
    pass(SECOND / 10);
    assertThat(admitted(protection, 20)).isEqualTo(1);
    pass(SECOND / 2);
    assertThat(admitted(protection, 20)).isEqualTo(5);
    pass(60 * SECOND);
    assertThat(admitted(protection, 20)).isEqualTo(5);
  }

  @Test
  void rateWithoutBurstAllowsOneSecondsWorth() {
    assertThat(admitted(rate(LoadSheddingMode.ENFORCE, 10, 0), 20)).isEqualTo(10);
    assertThat(admitted(rate(LoadSheddingMode.ENFORCE, 0.5, 0), 20)).isEqualTo(1);
  }

  @Test
  void refusalTakesNoTokens() {
    var protection = rate(LoadSheddingMode.ENFORCE, 10, 5);
    assertThat(protection.admits(3)).isTrue();

    assertThat(protection.admits(4)).isFalse();
    assertThat(protection.admits(2)).isTrue();
  }

  @Test
  void reportLargerThanTheBurstPassesAFullBucketAndIsPaidOff() {
    var protection = rate(LoadSheddingMode.ENFORCE, 10, 5);

    assertThat(protection.admits(25)).isTrue();
    assertThat(protection.admits(1)).isFalse();
    pass(2 * SECOND);
    assertThat(protection.admits(1)).as("still 0 after paying 20 of debt").isFalse();
    pass(SECOND / 10);
    assertThat(protection.admits(1)).isTrue();
  }

  @Test
  void refusalIsCountedAndLoggedOnceASecond() {
    var protection = rate(LoadSheddingMode.ENFORCE, 1, 1);
    admitted(protection, 11);

    assertThat(throttled).hasValue(10);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getLevel()).isEqualTo(Level.WARN);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .isEqualTo(
            "Throttled (RateLimit): 'Too many requests have been received by this server in the"
                + " current time window (limit: 1.000000). Please retry request later.'");
    pass(SECOND);
    admitted(protection, 2);
    assertThat(lines.list.getLast().getFormattedMessage())
        .isEqualTo("9 more calls were over a limit since the previous message");
  }

  @Test
  void logOnlyAdmitsAndSaysSo() {
    var protection = rate(LoadSheddingMode.LOGONLY, 1, 1);

    assertThat(admitted(protection, 10)).isEqualTo(10);
    assertThat(throttled).hasValue(0);
    assertThat(lines.list.getFirst().getLevel()).isEqualTo(Level.INFO);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .startsWith("LogOnly - Throttled (RateLimit): 'Too many requests");
  }

  @Test
  void slowCallsRaiseTheAverageOverTheThreshold() {
    var protection = latency(Duration.ofMillis(100), Double.MAX_VALUE);
    assertThat(protection.measures()).isTrue();
    protection.ended(500_000_000);
    pass(SECOND / 10);

    // 0.5 s seen a tenth of a half life ago: 0.5 - 0.5 * 2^-0.1 = 0.0335
    assertThat(protection.admits(1)).isTrue();
    pass(SECOND * 3 / 10);
    assertThat(protection.admits(1)).isFalse();
    assertThat(lines.list.getLast().getFormattedMessage())
        .isEqualTo(
            "Throttled (grpcResponseLatency): 'Current observed average latency (0.121071) exceeds"
                + " specified threshold (0.100000). Please retry request.'");
  }

  @Test
  void fastCallsBringTheAverageDown() {
    var protection = latency(Duration.ofMillis(100), Double.MAX_VALUE);
    protection.ended(SECOND);
    pass(SECOND / 2);
    assertThat(protection.admits(1)).isFalse();

    protection.ended(1_000_000);
    pass(3 * SECOND);
    assertThat(admitted(protection, 5)).isEqualTo(5);
  }

  @Test
  void probesGetThroughSoThatTheAverageCanRecover() {
    var protection = latency(Duration.ofMillis(100), Double.MAX_VALUE);
    protection.ended(10 * SECOND);
    pass(10 * SECOND);

    assertThat(admitted(protection, 50)).isEqualTo(1);
    pass(SECOND);
    assertThat(admitted(protection, 50)).isEqualTo(1);
  }

  @Test
  void samplerBoundsHowManyDurationsCount() {
    var protection = latency(Duration.ofMillis(100), 1);
    protection.ended(1_000_000);
    protection.ended(100 * SECOND);
    pass(SECOND / 2);

    assertThat(protection.admits(1)).as("the second duration was not sampled").isTrue();
    pass(SECOND / 2);
    protection.ended(100 * SECOND);
    pass(SECOND / 2);
    assertThat(admitted(protection, 3)).as("no more than the probe").isEqualTo(1);
  }

  @Test
  void averageFollowsItsFormula() {
    var average = new LatencyAverage(Duration.ofSeconds(2), now::get);
    assertThat(average.value()).isZero();
    average.add(8);
    assertThat(average.value()).isZero();
    pass(2 * SECOND);
    assertThat(average.value()).isCloseTo(4, within(1e-9));
    average.add(2);
    pass(2 * SECOND);
    assertThat(average.value()).isCloseTo(3, within(1e-9));
    pass(200 * SECOND);
    assertThat(average.value()).isCloseTo(2, within(1e-9));
  }

  @Test
  void unknownModeIsRefused() {
    assertThat(LoadSheddingMode.parse("Enforce")).isEqualTo(LoadSheddingMode.ENFORCE);
    assertThatThrownBy(() -> LoadSheddingMode.parse("on"))
        .hasMessage("unknown load shedding mode 'on'; use one of disabled, logonly, enforce");
  }

  @Test
  void optionsThatDoNothingAreNamed() {
    var noLimit =
        new OverloadOptions(LoadSheddingMode.ENFORCE, Duration.ZERO, 1, Duration.ZERO, 0, 0);
    var noMode =
        new OverloadOptions(LoadSheddingMode.DISABLED, Duration.ZERO, 1, Duration.ZERO, 5, 0);
    var burstOnly =
        new OverloadOptions(LoadSheddingMode.DISABLED, Duration.ZERO, 1, Duration.ZERO, 0, 5);

    assertThat(noLimit.warnings()).singleElement().asString().contains("has no effect without");
    assertThat(noMode.warnings()).singleElement().asString().contains("is disabled");
    assertThat(burstOnly.warnings()).singleElement().asString().contains("burstSize");
    assertThat(OverloadOptions.DISABLED.warnings()).isEmpty();
    assertThat(OverloadOptions.DISABLED.problems()).isEmpty();
  }

  @Test
  void impossibleOptionsAreRefused() {
    var bad =
        new OverloadOptions(
            LoadSheddingMode.ENFORCE,
            Duration.ofSeconds(-1),
            0,
            Duration.ofSeconds(-1),
            Double.NaN,
            -1);

    assertThat(bad.problems()).hasSize(5);
  }
}
