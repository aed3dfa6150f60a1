package io.keelson.mixer.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SelfMetricsTest {
  private final SelfMetrics metrics = new SelfMetrics();

  @Test
  void countersWithLabelsAreSortedAndEscaped() {
    var calls = metrics.counters("calls_total", "Calls \\ of\nall", "method", "error");
    calls.with("b", "true").increment();
    calls.with("a\"\\\n", "false").add(41);
    calls.with("a\"\\\n", "false").increment();

    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP calls_total Calls \\\\ of\\nall
            # TYPE calls_total counter
            calls_total{method="a\\"\\\\\\n",error="false"} 42
            calls_total{method="b",error="true"} 1
            """);
  }

  @Test
  void histogramBoundsAreInclusiveAndCumulative() {
    var sizes = metrics.histogram("sizes", "Sizes.", new double[] {0.0001, 1, 10});
    sizes.record(0.0001);
    sizes.record(1);
    sizes.record(1.5);
    sizes.record(100);

    assertThat(metrics.text())
        .isEqualTo(
            """
            # HELP sizes Sizes.
            # TYPE sizes histogram
            sizes_bucket{le="0.0001"} 1
            sizes_bucket{le="1"} 2
            sizes_bucket{le="10"} 3
            sizes_bucket{le="+Inf"} 4
            sizes_sum 102.5001
            sizes_count 4
            """);
  }

  @Test
  void gaugesAreSetCountedOrRead() {
    metrics.gauge("set", "Set.").set(2.5);
    var counted = metrics.gauge("counted", "Counted.");
    counted.set(10);
    counted.add(1);
    counted.add(-3);
    metrics.gauge("read", "Read.", () -> Double.NaN);

    assertThat(metrics.text()).contains("\nset 2.5\n", "\ncounted 8\n", "\nread NaN\n");
  }

  @Test
  void metricsWithoutSeriesDoNotShow() {
    var family = metrics.counters("calls_total", "Calls.", "method");
    assertThat(metrics.text()).isEmpty();

    family.with("a").increment();
    family.remove("a");
    assertThat(metrics.text()).isEmpty();
  }

  @Test
  void sameNameGivesTheSameMetric() {
    metrics.counter("calls_total", "Calls.").increment();
    metrics.counter("calls_total", "Calls.").increment();

    assertThat(metrics.counter("calls_total", "Calls.").value()).isEqualTo(2);
  }

  @Test
  void oneNameCannotBeTwoThings() {
    metrics.counter("calls_total", "Calls.");

    assertThatThrownBy(() -> metrics.gauge("calls_total", "Calls."))
        .hasMessageContaining("exists as a counter");
    assertThatThrownBy(() -> metrics.counters("calls_total", "Calls.", "method"))
        .hasMessageContaining("cannot be a counter with the labels [method]");
    assertThatThrownBy(() -> metrics.counter("calls_total", "Calls.", () -> 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void badNamesAreRefused() {
    assertThatThrownBy(() -> metrics.counter("2calls", "x")).hasMessageContaining("2calls");
    assertThatThrownBy(() -> metrics.counters("calls", "x", "a-b")).hasMessageContaining("a-b");
    assertThatThrownBy(() -> metrics.histogram("h", "x", new double[] {2, 1}))
        .hasMessageContaining("rise");
    assertThatThrownBy(() -> metrics.counters("calls", "x", "a").with("1", "2"))
        .hasMessageContaining("got 2 values");
  }

  @Test
  void countersDoNotFall() {
    assertThatThrownBy(() -> metrics.counter("calls", "x").add(-1))
        .hasMessageContaining("cannot go down");
  }

  @Test
  void seriesBeyondTheBoundShareOne() {
    var family = metrics.counters("calls_total", "Calls.", "user");
    for (int i = 0; i < Family.MAX_SERIES + 500; i++) {
      family.with("user" + i).increment();
    }

    assertThat(family.with("one more")).isSameAs(family.with("_overflow"));
    assertThat(family.with("_overflow").value()).isEqualTo(500);
    assertThat(family.with("user7").value()).isEqualTo(1);
  }

  @Test
  void nothingIsLostWhenThreadsCountTogether() throws Exception {
    var counter = metrics.counter("calls_total", "Calls.");
    var histogram = metrics.histogram("sizes", "Sizes.", new double[] {1});
    try (var pool = Executors.newFixedThreadPool(4)) {
      var done = new ArrayList<Future<?>>();
      for (int t = 0; t < 4; t++) {
        done.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 10_000; i++) {
                    counter.increment();
                    histogram.record(i % 3);
                  }
                }));
      }
      for (Future<?> task : done) {
        task.get(10, TimeUnit.SECONDS);
      }
    }

    assertThat(counter.value()).isEqualTo(40_000);
    assertThat(histogram.count()).isEqualTo(40_000);
    assertThat(histogram.sum()).isEqualTo(4 * 9999.0);
  }

  @Test
  void metersMapOntoTheSameRegistry() {
    var meters = new SelfMeters(metrics);
    meters.counter("c_total", "C.", "k", "v").add(3);
    meters.gauge("g", "G.", () -> 7, "k", "v");
    meters.distribution("d", "D.", new double[] {1}, "k", "v").record(0.5);

    assertThat(metrics.text())
        .contains("c_total{k=\"v\"} 3", "g{k=\"v\"} 7", "d_bucket{k=\"v\",le=\"1\"} 1");
    meters.remove("c_total", "k", "v");
    meters.remove("g", "k", "v");
    meters.remove("unknown", "k", "v");
    assertThat(metrics.text()).doesNotContain("c_total", "g{");
    assertThatThrownBy(() -> meters.counter("x", "X.", "k")).hasMessageContaining("pairs");
  }

  @Test
  void processAndVirtualMachineAreThere() {
    ProcessMetrics.register(metrics, "1.2.3");

    assertThat(metrics.text())
        .contains("istio_build{component=\"mixer\",tag=\"1.2.3\"} 1\n")
        .containsPattern("process_cpu_seconds_total [0-9.]+\n")
        .containsPattern("process_resident_memory_bytes [1-9][0-9]+\n")
        .containsPattern("process_start_time_seconds [1-9][0-9.]+\n")
        .containsPattern("jvm_memory_used_bytes\\{area=\"heap\"} [1-9][0-9]+\n");
  }

  @Test
  void numbersReadAsPrometheusWritesThem() {
    assertThat(Exposition.number(1)).isEqualTo("1");
    assertThat(Exposition.number(-0.5)).isEqualTo("-0.5");
    assertThat(Exposition.number(1e-4)).isEqualTo("0.0001");
    assertThat(Exposition.number(1e300)).isEqualTo("1.0E300");
    assertThat(Exposition.number(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
  }
}
