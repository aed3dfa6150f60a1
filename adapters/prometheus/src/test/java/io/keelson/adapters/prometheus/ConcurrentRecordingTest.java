package io.keelson.adapters.prometheus;

import static io.keelson.adapters.prometheus.Fixture.metric;
import static io.keelson.adapters.prometheus.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConcurrentRecordingTest {
  private static final int THREADS = 3;
  private static final int ROUNDS = 400;
  private static final int SERIES = 50;

  @Test
  void nothingIsLostOrTornWhileScrapesRun() throws Exception {
    try (var prometheus = new Fixture();
        var executor = Executors.newFixedThreadPool(THREADS)) {
      var handler =
          prometheus.build(
              "h", metric("c", Kind.COUNTER, "a"), metric("d", Kind.DISTRIBUTION, "a"));
      var running = new AtomicInteger(THREADS);
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        done.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    handler.handleMetric(batch());
                  }
                  return running.decrementAndGet();
                }));
      }
      while (running.get() > 0 && done.stream().noneMatch(f -> f.state() == Future.State.FAILED)) {
        var samples = prometheus.samples();
        for (int s = 0; s < SERIES; s++) {
          String labels = "{a=\"v" + s + "\"}";
          Double count = samples.get("istio_d_count" + labels);
          if (count != null) {
            assertThat(samples.get("istio_d_sum" + labels)).isEqualTo(count * 2);
          }
        }
      }
      for (Future<?> each : done) {
        each.get(30, TimeUnit.SECONDS);
      }
      var samples = prometheus.samples();
      for (int s = 0; s < SERIES; s++) {
        assertThat(samples).containsEntry("istio_c{a=\"v" + s + "\"}", (double) THREADS * ROUNDS);
        assertThat(samples)
            .containsEntry("istio_d_count{a=\"v" + s + "\"}", (double) THREADS * ROUNDS);
      }
    }
  }

  private static List<MetricInstance> batch() {
    var batch = new ArrayList<MetricInstance>();
    for (int s = 0; s < SERIES; s++) {
      batch.add(value("c", 1L, Map.of("a", "v" + s)));
      batch.add(value("d", 2.0, Map.of("a", "v" + s)));
    }
    return batch;
  }

  /**
   * What was recorded now stays until it is old, although the same series was just about to be
   * removed.
   */
  @ParameterizedTest
  @EnumSource(names = {"COUNTER", "GAUGE", "DISTRIBUTION"})
  void removalNeverTakesAValueThatWasJustRecorded(Kind kind) throws Exception {
    var definition = new MetricDefinition("m", "m", kind, List.of(), List.of());
    var labels = new Labels(new String[0]);
    var current = new AtomicReference<>(Series.of(definition, labels, new double[0]));
    var now = new AtomicLong();
    var removals = new AtomicLong();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try (var executor = Executors.newSingleThreadExecutor()) {
      var stop = new AtomicBoolean();
      Future<?> remover =
          executor.submit(
              () -> {
                while (!stop.get()) {
                  Series one = current.get();
                  if (!one.isRemoved() && one.removeIfIdleSince(now.get())) {
                    removals.incrementAndGet();
                  }
                }
              });
      try {
        while (removals.get() < 1_000 && System.nanoTime() < deadline) {
          long moment = now.incrementAndGet();
          while (!current.get().record(1, moment)) {
            current.set(Series.of(definition, labels, new double[0]));
          }
          assertThat(current.get().isRemoved()).isFalse();
        }
      } finally {
        stop.set(true);
      }
      remover.get(10, TimeUnit.SECONDS);
    }
    assertThat(removals.get()).as("the race took place").isGreaterThanOrEqualTo(1_000);
  }
}
