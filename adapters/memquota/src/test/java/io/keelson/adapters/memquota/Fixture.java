package io.keelson.adapters.memquota;

import com.google.protobuf.Duration;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.quota.QuotaType;
import io.keelson.attribute.ValueType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A memquota handler with one quota over one text dimension, and what one does to it. */
final class Fixture {
  static final String NAME = "requestcount.quota.istio-system";
  static final DimensionTypes TYPES = DimensionTypes.of(Map.of("source", ValueType.STRING));

  final FakeEnvironment environment = new FakeEnvironment();
  final QuotaHandler handler;
  private final AtomicLong ids = new AtomicLong();

  Fixture(Params.Builder config) throws Exception {
    this(new MemquotaAdapter(), config);
  }

  Fixture(MemquotaAdapter adapter, Params.Builder config) throws Exception {
    handler = (QuotaHandler) build(adapter, config, environment);
  }

  static Handler build(MemquotaAdapter adapter, Params.Builder config, FakeEnvironment environment)
      throws Exception {
    Params whole = adapter.info().defaultConfig().toBuilder().mergeFrom(config.build()).build();
    return adapter.build(spec(whole), environment);
  }

  static HandlerSpec<Params> spec(Params config) {
    return new HandlerSpec<>(
        "h.memquota.istio-system", config, List.of(new QuotaType(NAME, TYPES)));
  }

  static Params.Builder limit(long max, double seconds) {
    return Params.newBuilder().addQuotas(quota(max, seconds));
  }

  static Params.Quota.Builder quota(long max, double seconds) {
    return Params.Quota.newBuilder()
        .setName(NAME)
        .setMaxAmount(max)
        .setValidDuration(seconds(seconds));
  }

  static Duration seconds(double seconds) {
    long nanos = Math.round(seconds * 1e9);
    return Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  static Dimensions source(Object value) {
    return new Dimensions(TYPES, new Object[] {value});
  }

  /** A call with an id of its own. */
  QuotaResult all(long amount) throws Exception {
    return all("a", amount);
  }

  QuotaResult all(Object source, long amount) throws Exception {
    return call("id" + ids.incrementAndGet(), source, amount, false);
  }

  QuotaResult best(long amount) throws Exception {
    return call("id" + ids.incrementAndGet(), "a", amount, true);
  }

  QuotaResult call(String id, Object source, long amount, boolean bestEffort) throws Exception {
    return handler.handleQuota(
        new QuotaInstance(NAME, source(source)), new QuotaArgs(id, amount, bestEffort));
  }

  void sweep() {
    ((MemquotaHandler) handler).sweep();
  }

  void pass(long millis) {
    environment.advance(java.time.Duration.ofMillis(millis));
  }
}
