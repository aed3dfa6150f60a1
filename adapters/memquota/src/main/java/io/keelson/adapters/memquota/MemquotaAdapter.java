package io.keelson.adapters.memquota;

import com.google.protobuf.Duration;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapter.template.quota.QuotaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rate limits counted in this server's memory.
 *
 * <p>The counters of a quota belong to the adapter, not to the handler: a handler that replaces one
 * of the same name goes on with the counters of every quota whose limits did not change. They are
 * dropped when the last handler that uses them has closed.
 */
public final class MemquotaAdapter implements Adapter<Params> {
  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "memquota",
          "Rate limits counted in this server's memory",
          Params.newBuilder()
              .setMinDeduplicationDuration(Duration.newBuilder().setSeconds(1))
              .build(),
          List.of(QuotaTemplate.INSTANCE),
          Execution.NEVER_WAITS);

  /** What has to be the same for counters to be carried over. */
  private record TableKey(String handler, Params.Quota quota, long rememberNanos) {}

  private static final class Shared {
    final QuotaTable table;
    int users;

    Shared(QuotaTable table) {
      this.table = table;
    }
  }

  private final int maxKeys;
  private final Map<TableKey, Shared> tables = new HashMap<>();

  public MemquotaAdapter() {
    this(QuotaTable.MAX_KEYS);
  }

  MemquotaAdapter(int maxKeys) {
    this.maxKeys = maxKeys;
  }

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    Params config = spec.config();
    if (Limit.nanos(config.getMinDeduplicationDuration()) <= 0) {
      errors.add(
          "minDeduplicationDuration",
          "must be longer than zero, such as 1s: for that long a repeated call is recognised");
    }
    for (int i = 0; i < config.getQuotasCount(); i++) {
      Params.Quota quota = config.getQuotas(i);
      refuseNegative(quota.getValidDuration(), "quotas[" + i + "].validDuration", errors);
      for (int j = 0; j < quota.getOverridesCount(); j++) {
        refuseNegative(
            quota.getOverrides(j).getValidDuration(),
            "quotas[" + i + "].overrides[" + j + "].validDuration",
            errors);
      }
    }
    Map<String, Params.Quota> quotas = byName(config);
    for (QuotaType bound : spec.instanceTypes(QuotaType.class)) {
      if (!quotas.containsKey(bound.name())) {
        errors.add("quotas", missing(bound.name(), quotas));
      }
    }
  }

  private static void refuseNegative(Duration duration, String field, ConfigErrors errors) {
    if (Limit.nanos(duration) < 0) {
      errors.add(field, "must not be negative; 0s makes grants that do not expire");
    }
  }

  private static String missing(String instance, Map<String, Params.Quota> quotas) {
    String other =
        instance.contains(".quota.")
            ? instance.replace(".quota.", ".instance.")
            : instance.replace(".instance.", ".quota.");
    String hint =
        quotas.containsKey(other)
            ? "; the entry '" + other + "' is for an instance of the other kind: rename it"
            : "; add an entry with that name";
    return "a rule sends instance '"
        + instance
        + "' here, but no quota is configured for it"
        + hint;
  }

  private static Map<String, Params.Quota> byName(Params config) {
    var quotas = new LinkedHashMap<String, Params.Quota>();
    config.getQuotasList().forEach(quota -> quotas.put(quota.getName(), quota));
    return quotas;
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws AdapterException {
    var errors = new ConfigErrors();
    validate(spec, errors);
    if (!errors.isEmpty()) {
      throw new AdapterException(
          errors.list().stream().map(ConfigErrors.ConfigError::toString).toList());
    }
    long remember = Limit.nanos(spec.config().getMinDeduplicationDuration());
    var keys = new ArrayList<TableKey>();
    var used = new HashMap<String, QuotaTable>();
    synchronized (tables) {
      for (Params.Quota quota : byName(spec.config()).values()) {
        var key = new TableKey(spec.name(), quota, remember);
        Shared shared =
            tables.computeIfAbsent(
                key,
                k -> new Shared(new QuotaTable(quota, remember, maxKeys, environment.nanoTime())));
        shared.users++;
        keys.add(key);
        used.put(quota.getName(), shared.table);
      }
    }
    return new MemquotaHandler(used, environment, () -> release(keys));
  }

  private void release(List<TableKey> keys) {
    synchronized (tables) {
      for (TableKey key : keys) {
        if (--tables.get(key).users == 0) {
          tables.remove(key);
        }
      }
    }
  }
}
