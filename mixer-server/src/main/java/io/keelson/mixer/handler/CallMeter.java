package io.keelson.mixer.handler;

import io.keelson.mixer.meter.Meters;

/** Counts and times the calls of one handler with one template. Thread safe. */
public final class CallMeter {
  private static final double[] BOUNDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double NANOS = 1e-9;

  private final Meters meters;
  private final String template;
  private final String handler;
  private final String adapter;
  private volatile Series good;
  private volatile Series bad;

  /** Series appear with their first record, as dashboards of the reference server expect. */
  private record Series(Meters.Counter count, Meters.Distribution seconds) {}

  CallMeter(Meters meters, String template, String handler, String adapter) {
    this.meters = meters;
    this.template = template;
    this.handler = handler;
    this.adapter = adapter;
  }

  /** One call ended. */
  public void record(long nanos, boolean error) {
    Series series = error ? bad : good;
    if (series == null) {
      series = create(error);
    }
    series.count.increment();
    series.seconds.record(nanos * NANOS);
  }

  /** An answer came after its deadline. */
  void late() {
    plain("keelson_handler_late_answers_total", "Answers of handlers that came after the deadline")
        .increment();
  }

  /** A call was refused because too many run and wait already. */
  void refused() {
    plain("keelson_handler_refused_calls_total", "Calls that a handler had no room for")
        .increment();
  }

  /** Report instances did not reach the handler. */
  public void dropped(int instances) {
    plain("keelson_report_instances_lost_total", "Report instances that a handler failed to take")
        .add(instances);
  }

  private Meters.Counter plain(String name, String help) {
    return meters.counter(
        name, help, "meshFunction", template, "handler", handler, "adapter", adapter);
  }

  private synchronized Series create(boolean error) {
    Series series = error ? bad : good;
    if (series != null) {
      return series;
    }
    String[] labels = {
      "meshFunction",
      template,
      "handler",
      handler,
      "adapter",
      adapter,
      "error",
      Boolean.toString(error)
    };
    series =
        new Series(
            meters.counter(
                "mixer_runtime_dispatches_total", "Calls of handlers, by outcome", labels),
            meters.distribution(
                "mixer_runtime_dispatch_duration_seconds",
                "Time that calls of handlers took",
                BOUNDS,
                labels));
    if (error) {
      bad = series;
    } else {
      good = series;
    }
    return series;
  }
}
