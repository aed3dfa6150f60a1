package io.keelson.mixer.handler;

import static io.keelson.mixer.testing.TestRuntime.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.adapter.Environment.Task;
import io.keelson.adapter.kit.ManualTime;
import io.keelson.mixer.testing.TestMeters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerEnvironmentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String[] LABELS = {"initConfigID", "7", "handler", "h.ns"};
  private static final String[] OWN = {"adapter", "a", "handler", "h.ns"};

  private final ManualTime manual = new ManualTime();
  private final TestMeters meters = new TestMeters();
  private final Semaphore workers = new Semaphore(2);
  private final HandlerEnvironment environment = environment();

  private HandlerEnvironment environment() {
    var time =
        new Time() {
          @Override
          public InstantSource clock() {
            return manual;
          }

          @Override
          public long nanoTime() {
            return manual.nanoTime();
          }

          @Override
          public Timer after(Duration delay, Runnable task) {
            return manual.after(delay, task)::cancel;
          }
        };
    return new HandlerEnvironment(
        "h.ns", "a", time, meters, workers, getClass().getClassLoader(), 7);
  }

  @AfterEach
  void close() {
    assertThat(environment.close(PATIENCE)).isZero();
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskRunsOnceOnAThreadThatMayBlock() {
    var virtual = new AtomicBoolean();
    environment.run(() -> virtual.set(Thread.currentThread().isVirtual()));

    eventually(virtual::get);
    eventually(() -> workers.availablePermits() == 2);
  }

  @Test
  void moreTasksThanThereIsRoomForAreRefused() {
    environment.run(HandlerEnvironmentTest::hang);
    Task second = environment.run(HandlerEnvironmentTest::hang);
    eventually(() -> meters.gauge("mixer_handler_workers_total", LABELS) == 2);

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> environment.run(() -> {}));
    second.cancel();
    eventually(() -> workers.availablePermits() == 1);
  }

  @Test
  void aPeriodicTaskRunsFromStartToStart() {
    var runs = new AtomicInteger();
    environment.every(Duration.ofSeconds(10), runs::incrementAndGet);

    assertThat(runs).hasValue(0);
    for (int i = 1; i <= 3; i++) {
      int now = i;
      manual.advance(Duration.ofSeconds(10));
      eventually(() -> runs.get() == now);
      eventually(() -> meters.gauge("mixer_handler_workers_total", LABELS) == 0);
      eventually(() -> workers.availablePermits() == 2);
    }
  }

  @Test
  void aPeriodicTaskNeverRunsTwiceAtOnce() {
    var running = new AtomicInteger();
    var release = new CountDownLatch(1);
    var runs = new AtomicInteger();
    environment.every(
        Duration.ofSeconds(1),
        () -> {
          assertThat(running.incrementAndGet()).isEqualTo(1);
          runs.incrementAndGet();
          if (runs.get() == 1) {
            try {
              release.await();
            } catch (InterruptedException end) {
              Thread.currentThread().interrupt();
            }
          }
          running.decrementAndGet();
        });
    manual.advance(Duration.ofSeconds(1));
    eventually(() -> runs.get() == 1);
    manual.advance(Duration.ofSeconds(5));
    assertThat(runs).hasValue(1);
    release.countDown();

    eventually(
        () -> {
          manual.advance(Duration.ZERO);
          return runs.get() == 2;
        });
  }

  @Test
  void aRunThatThrowsIsCountedAndTheNextOneComes() {
    var runs = new AtomicInteger();
    environment.every(
        Duration.ofSeconds(1),
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("first");
          }
        });
    eventually(
        () -> {
          manual.advance(Duration.ofSeconds(1));
          return runs.get() >= 2;
        });

    assertThat(meters.count("keelson_handler_task_failures_total", "handler", "h.ns")).isEqualTo(1);
  }

  @Test
  void aDaemonIsInterruptedAtTheEnd() {
    var ended = new AtomicBoolean();
    environment.daemon(
        "poll",
        () -> {
          hang();
          ended.set(true);
        });
    eventually(() -> meters.gauge("mixer_handler_daemons_total", LABELS) == 1);

    assertThat(environment.close(PATIENCE)).isZero();
    assertThat(ended).isTrue();
  }

  @Test
  void cancellingOneTaskLeavesTheOthers() {
    var runs = new AtomicInteger();
    Task cancelled = environment.every(Duration.ofSeconds(1), () -> runs.addAndGet(100));
    environment.every(Duration.ofSeconds(1), runs::incrementAndGet);

    cancelled.cancel();
    manual.advance(Duration.ofSeconds(1));

    eventually(() -> runs.get() == 1);
  }

  @Test
  void nothingStartsAfterTheEnd() {
    environment.close(PATIENCE);

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> environment.run(() -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> environment.every(Duration.ofSeconds(1), () -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> environment.daemon("late", () -> {}));
    assertThat(workers.availablePermits()).isEqualTo(2);
  }

  @Test
  void aTaskThatIgnoresItsInterruptIsReported() {
    var release = new CountDownLatch(1);
    environment.run(
        () -> {
          while (release.getCount() > 0) {
            try {
              release.await();
            } catch (InterruptedException ignored) {
              Thread.onSpinWait();
            }
          }
        });

    assertThat(environment.close(Duration.ofMillis(50))).isEqualTo(1);
    release.countDown();
  }

  @Test
  void tooManyDaemonsAreALeak() {
    for (int i = 0; i < 256; i++) {
      environment.daemon("d" + i, HandlerEnvironmentTest::hang);
    }

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> environment.daemon("one more", () -> {}));
  }

  @Test
  void metricsShowWhenTheHandlerServesAndGoWithIt() {
    environment.metrics().counter("hits", "").add(3);
    environment.metrics().gauge("size", "", () -> 5);
    assertThat(meters.series()).noneMatch(series -> series.contains("keelson_adapter_size"));

    environment.serve();
    assertThat(meters.gauge("keelson_adapter_size", OWN)).isEqualTo(5);
    assertThat(meters.count("keelson_adapter_hits", OWN)).isEqualTo(3);
    environment.removeMetrics(null);

    assertThat(meters.series())
        .noneMatch(series -> series.contains("keelson_adapter") || series.contains("h.ns"));
  }

  @Test
  void aSuccessorKeepsTheMetricsThatItHasToo() {
    var successor = environment();
    environment.metrics().gauge("shared", "", () -> 1);
    environment.metrics().gauge("old", "", () -> 1);
    environment.serve();
    successor.metrics().gauge("shared", "", () -> 2);
    successor.serve();

    environment.removeMetrics(successor);

    assertThat(meters.gauge("keelson_adapter_shared", OWN)).isEqualTo(2);
    assertThat(meters.series()).noneMatch(series -> series.contains("keelson_adapter_old"));
  }

  @Test
  void aGaugeThatThrowsReadsAsNotANumber() {
    environment
        .metrics()
        .gauge(
            "bad",
            "",
            () -> {
              throw new IllegalStateException("closed");
            });
    environment.serve();

    assertThat(meters.gauge("keelson_adapter_bad", OWN)).isNaN();
  }
}
