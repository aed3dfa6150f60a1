package io.keelson.mixer.routing;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.ResourceKey;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something of a rule that cannot be evaluated for some requests. Counts them, keeps the last
 * reason, and logs it now and then: a fault that every request meets must not flood the log. Thread
 * safe.
 */
public final class RuntimeFault {
  private static final Logger LOG = LoggerFactory.getLogger("default");
  private static final long QUIET_NANOS = 30_000_000_000L;

  /** What kind of fault, with the metric that counts it. */
  enum Kind {
    MATCH(
        "match-not-evaluated",
        "keelson_rule_match_failures_total",
        "Requests for which a rule's match could not be evaluated"),
    INSTANCE(
        "instance-not-built",
        "keelson_instance_failures_total",
        "Instances that could not be built from a request"),
    BINDING(
        "binding-not-evaluated",
        "keelson_binding_failures_total",
        "Attribute bindings that could not be evaluated"),
    UNKNOWN_QUOTA(
        "unknown-quota",
        "keelson_unknown_quotas_total",
        "Quotas that were asked for and stand in no rule"),
    HEADER(
        "header-not-evaluated",
        "keelson_header_operation_failures_total",
        "Header values that could not be evaluated");

    private final String code;
    private final String metric;
    private final String help;

    Kind(String code, String metric, String help) {
      this.code = code;
      this.metric = metric;
      this.help = help;
    }
  }

  private final Kind kind;
  private final ResourceKey resource;
  private final Origin origin;
  private final String field;
  private final String subject;
  private final String[] labels;
  private final Meters meters;
  private final Time time;
  private final LongAdder count = new LongAdder();
  private final AtomicLong quietUntil;
  private volatile Meters.Counter counter;
  private volatile String last;

  RuntimeFault(
      Kind kind,
      ResourceKey resource,
      Origin origin,
      String field,
      String subject,
      Meters meters,
      Time time,
      String... labels) {
    this.kind = kind;
    this.resource = resource;
    this.origin = origin;
    this.field = field;
    this.subject = subject;
    this.meters = meters;
    this.time = time;
    this.labels = labels;
    this.quietUntil = new AtomicLong(time.nanoTime());
  }

  /** It happened once more. */
  public void report(String reason) {
    count.increment();
    Meters.Counter series = counter;
    if (series == null) {
      // The same labels give the same series, so a race costs nothing.
      series = meters.counter(kind.metric, kind.help, labels);
      counter = series;
    }
    series.increment();
    last = reason;
    long now = time.nanoTime();
    long quiet = quietUntil.get();
    if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET_NANOS)) {
      LOG.warn("{}: {} ({} so far)", subject, reason, times());
    }
  }

  /** For the operator; null where it never happened. */
  Diagnostic diagnostic() {
    String reason = last;
    if (reason == null) {
      return null;
    }
    return new Diagnostic(
        Diagnostic.Severity.WARNING,
        kind.code,
        resource,
        field,
        "",
        subject + ": " + reason + " (" + times() + " since this configuration took effect)",
        origin);
  }

  private String times() {
    long sum = count.sum();
    return sum == 1 ? "once" : sum + " times";
  }
}
