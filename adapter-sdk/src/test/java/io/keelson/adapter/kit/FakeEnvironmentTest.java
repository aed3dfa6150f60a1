package io.keelson.adapter.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class FakeEnvironmentTest {
  private final FakeEnvironment environment = new FakeEnvironment();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void periodicTasksRunAsOftenAsTimeMakesThemDue() {
    environment.every(Duration.ofSeconds(10), runs::incrementAndGet);
    environment.advance(Duration.ofMillis(9_999));
    assertThat(runs).hasValue(0);
    environment.advance(Duration.ofMillis(1));
    assertThat(runs).hasValue(1);
    environment.advance(Duration.ofSeconds(35));
    assertThat(runs).hasValue(4);
  }

  @Test
  void aTaskThatThrowsIsLoggedAndComesAgain() {
    environment.every(
        Duration.ofSeconds(1),
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("no luck");
        });
    environment.advance(Duration.ofSeconds(2));
    assertThat(runs).hasValue(2);
    assertThat(environment.logs())
        .hasSize(2)
        .allSatisfy(
            line -> {
              assertThat(line.level()).isEqualTo(Level.ERROR);
              assertThat(line.message()).isEqualTo("Adapter worker failed: no luck");
              assertThat(line.thrown()).isInstanceOf(IllegalStateException.class);
            });
  }

  @Test
  void cancelledTasksStop() {
    var task = environment.every(Duration.ofSeconds(1), runs::incrementAndGet);
    environment.advance(Duration.ofSeconds(1));
    task.cancel();
    environment.advance(Duration.ofSeconds(5));
    assertThat(runs).hasValue(1);
    assertThat(environment.activeTasks()).isZero();
  }

  @Test
  void aTaskMayCancelItself() {
    var task = new io.keelson.adapter.Environment.Task[1];
    task[0] =
        environment.every(
            Duration.ofSeconds(1),
            () -> {
              runs.incrementAndGet();
              task[0].cancel();
            });
    environment.advance(Duration.ofSeconds(5));
    assertThat(runs).hasValue(1);
  }

  @Test
  void workRunsAtOnce() {
    environment.run(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
  }

  @Test
  void daemonsEndWhenTheEnvironmentCloses() throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    environment.daemon(
        "listener",
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(environment.activeTasks()).isEqualTo(1);
    environment.close();
    assertThat(interrupted.getCount()).isZero();
    assertThat(environment.activeTasks()).isZero();
  }

  @Test
  void nothingIsTakenAfterTheClose() {
    environment.every(Duration.ofSeconds(1), runs::incrementAndGet);
    environment.close();
    environment.advance(Duration.ofSeconds(5));
    assertThat(runs).hasValue(0);
    assertThat(environment.isClosed()).isTrue();
    assertThatThrownBy(() -> environment.run(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("handler 'test' is closed");
    assertThatThrownBy(() -> environment.every(Duration.ofSeconds(1), () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> environment.daemon("d", () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void periodsArePositive() {
    assertThatThrownBy(() -> environment.every(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void logsAreKeptInOrderWithTheirArguments() {
    environment.logger().debug("one {}", 1);
    environment.logger().warn("two {} {}", "a", "b", new IllegalStateException("x"));
    assertThat(environment.logs())
        .extracting(LogLine::level, LogLine::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Level.DEBUG, "one 1"),
            org.assertj.core.groups.Tuple.tuple(Level.WARN, "two a b"));
    assertThat(environment.logs().getLast().thrown()).hasMessage("x");
  }

  @Test
  void metricsCanBeRead() {
    var counter = environment.metrics().counter("hits", "help");
    counter.increment();
    environment.metrics().counter("hits", "help").add(4);
    environment.metrics().gauge("size", "help", () -> 2.5);
    assertThat(counter.value()).isEqualTo(5);
    assertThat(environment.metric("hits")).isEqualTo(5);
    assertThat(environment.metric("size")).isEqualTo(2.5);
    assertThatThrownBy(() -> environment.metric("miss"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[hits, size]");
    assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
