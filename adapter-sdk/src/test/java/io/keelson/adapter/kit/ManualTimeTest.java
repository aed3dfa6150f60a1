package io.keelson.adapter.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
  private final ManualTime time = new ManualTime();
  private final List<String> ran = new ArrayList<>();

  private void after(long seconds, String name) {
    time.after(Duration.ofSeconds(seconds), () -> ran.add(name + "@" + time.instant()));
  }

  @Test
  void bothClocksMoveTogetherAndOnlyWhenTold() {
    long nanos = time.nanoTime();
    assertThat(time.instant()).isEqualTo(ManualTime.START);
    time.advance(Duration.ofMillis(1500));
    assertThat(time.instant()).isEqualTo(ManualTime.START.plusMillis(1500));
    assertThat(time.nanoTime() - nanos).isEqualTo(1_500_000_000L);
  }

  @Test
  void timersRunInOrderEachAtItsTime() {
    after(3, "c");
    after(1, "a");
    after(1, "b");
    after(9, "late");
    time.advance(Duration.ofSeconds(5));
    assertThat(ran)
        .containsExactly(
            "a@2026-01-01T00:00:01Z", "b@2026-01-01T00:00:01Z", "c@2026-01-01T00:00:03Z");
    assertThat(time.instant()).isEqualTo(ManualTime.START.plusSeconds(5));
  }

  @Test
  void timersThatTimersSetRunOnTheWay() {
    time.after(Duration.ofSeconds(1), () -> after(1, "second"));
    time.advance(Duration.ofSeconds(2));
    assertThat(ran).containsExactly("second@2026-01-01T00:00:02Z");
  }

  @Test
  void cancelledTimersDoNotRun() {
    var timer = time.after(Duration.ofSeconds(1), () -> ran.add("no"));
    timer.cancel();
    time.advance(Duration.ofSeconds(2));
    assertThat(ran).isEmpty();
  }

  @Test
  void nothingRunsBeforeTimeIsToldToMove() {
    after(0, "now");
    assertThat(ran).isEmpty();
    time.advance(Duration.ZERO);
    assertThat(ran).hasSize(1);
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
