package io.keelson.adapter.sample;

import com.google.protobuf.Int64Value;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Values;
import io.keelson.adapter.kit.QuotaKit;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.quota.QuotaTemplate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The least that passes the kits: fixed windows in a map. */
final class CountingAdapter implements Adapter<Int64Value> {

  @Override
  public AdapterInfo<Int64Value> info() {
    return new AdapterInfo<>(
        "counting",
        "Counts.",
        Int64Value.getDefaultInstance(),
        List.of(ListEntryTemplate.INSTANCE, QuotaTemplate.INSTANCE),
        Execution.NEVER_WAITS);
  }

  @Override
  public CountingHandler build(HandlerSpec<Int64Value> spec, Environment environment) {
    return new CountingHandler(
        new QuotaKit.Limit(spec.config().getValue(), Duration.ofSeconds(10), Map.of()),
        environment);
  }

  static final class CountingHandler implements ListEntryHandler, QuotaHandler {
    private record Window(long end, long used) {}

    private final QuotaKit.Limit limit;
    private final Environment environment;
    private final Map<String, Window> windows = new HashMap<>();
    private final Map<String, QuotaResult> answered = new HashMap<>();

    CountingHandler(QuotaKit.Limit limit, Environment environment) {
      this.limit = limit;
      this.environment = environment;
      environment.every(Duration.ofMinutes(1), answered::clear);
    }

    @Override
    public CheckResult handleListEntry(ListEntryInstance instance) throws AdapterException {
      if (instance.value() == null) {
        throw new AdapterException("there is nothing to look up");
      }
      return CheckResult.NO_OPINION;
    }

    @Override
    public synchronized QuotaResult handleQuota(QuotaInstance instance, QuotaArgs args) {
      QuotaResult before = answered.get(args.deduplicationId());
      if (before != null) {
        return before;
      }
      String source = Values.text(instance.dimensions().get("source"));
      long max = limit.overrides().getOrDefault(source, limit.maxAmount());
      long now = environment.nanoTime();
      Window window = windows.get(source);
      if (window == null || now - window.end >= 0) {
        window = new Window(now + limit.validDuration().toNanos(), 0);
      }
      long left = max - window.used;
      long granted = args.amount() <= left ? args.amount() : args.bestEffort() ? left : 0;
      windows.put(source, new Window(window.end, window.used + granted));
      QuotaResult result = new QuotaResult(granted, Duration.ofNanos(window.end - now));
      if (granted > 0) {
        answered.put(args.deduplicationId(), result);
      }
      return result;
    }
  }
}
