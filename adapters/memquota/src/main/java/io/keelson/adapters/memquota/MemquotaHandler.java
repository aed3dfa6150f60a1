package io.keelson.adapters.memquota;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Environment;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Hands each call to the counters of its quota. Never waits for anything but a few short locks. */
final class MemquotaHandler implements QuotaHandler {
  /** How often windows without grants and forgotten ids are given back to the heap. */
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(5);

  private final Map<String, QuotaTable> tables;
  private final Environment environment;
  private final Runnable onClose;
  private final QuotaTable.Log log;
  private final AtomicBoolean closed = new AtomicBoolean();

  MemquotaHandler(Map<String, QuotaTable> tables, Environment environment, Runnable onClose) {
    this.tables = Map.copyOf(tables);
    this.environment = environment;
    this.onClose = onClose;
    var metrics = environment.metrics();
    log =
        new QuotaTable.Log(
            environment.logger(),
            metrics.counter("quota_repeats_total", "Calls answered from an earlier call's result"),
            metrics.counter(
                "quota_overflow_total", "Calls counted in an overflow window: too many keys"),
            metrics.counter(
                "quota_ids_forgotten_early_total",
                "Deduplication ids forgotten before their time: too many calls"));
    metrics.gauge(
        "quota_live_keys",
        "Dimension combinations with a counter",
        () -> this.tables.values().stream().mapToInt(QuotaTable::liveKeys).sum());
    environment.every(SWEEP_PERIOD, this::sweep);
  }

  void sweep() {
    long now = environment.nanoTime();
    tables.values().forEach(table -> table.sweep(now));
  }

  @Override
  public QuotaResult handleQuota(QuotaInstance instance, QuotaArgs args) throws AdapterException {
    QuotaTable table = tables.get(instance.name());
    if (table == null) {
      throw new AdapterException(
          "no quota is configured for instance '" + instance.name() + "': add it to 'quotas'");
    }
    return table.apply(instance.dimensions(), args, environment.nanoTime(), log);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
