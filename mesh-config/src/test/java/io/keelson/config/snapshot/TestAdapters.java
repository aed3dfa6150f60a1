package io.keelson.config.snapshot;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.Template;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.api.rpc.Status;
import io.keelson.config.test.DenierParams;
import io.keelson.config.test.ListParams;
import io.keelson.config.test.MetricParams;
import io.keelson.config.test.QuotaParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Adapters that are configured like the real ones of their names, and do nothing. */
final class TestAdapters {
  private TestAdapters() {}

  private record Quiet<C extends Message>(
      AdapterInfo<C> info, BiConsumer<HandlerSpec<C>, ConfigErrors> validation)
      implements Adapter<C> {
    @Override
    public void validate(HandlerSpec<C> spec, ConfigErrors errors) {
      validation.accept(spec, errors);
    }

    @Override
    public Handler build(HandlerSpec<C> spec, Environment environment) {
      return new Handler() {
        @Override
        public void close() {
          // holds nothing
        }
      };
    }
  }

  static AdapterCatalog catalog() {
    return AdapterCatalog.of(all());
  }

  static List<Adapter<?>> all() {
    var all = new ArrayList<Adapter<?>>();
    all.add(
        adapter(
            "denier",
            DenierParams.newBuilder()
                .setStatus(Status.newBuilder().setCode(9))
                .setValidDuration(Duration.newBuilder().setSeconds(5))
                .setValidUseCount(1000)
                .build(),
            (spec, errors) -> {
              if (spec.config().getValidUseCount() < 0) {
                errors.add("validUseCount", "is negative; give 0 or more");
              }
            },
            "checknothing",
            "listentry",
            "quota"));
    all.add(
        adapter("listchecker", ListParams.getDefaultInstance(), (spec, errors) -> {}, "listentry"));
    all.add(adapter("memquota", QuotaParams.getDefaultInstance(), TestAdapters::quotas, "quota"));
    all.add(
        adapter("prometheus", MetricParams.getDefaultInstance(), TestAdapters::metrics, "metric"));
    all.add(anything("stdio", "logentry", "metric"));
    all.add(anything("kubernetesenv", "kubernetes"));
    all.add(anything("noop", "authorization", "tracespan", "nesting", "reportnothing"));
    all.add(anything("keyvaluer", "keyval"));
    all.add(
        adapter(
            "crasher",
            Struct.getDefaultInstance(),
            (spec, errors) -> {
              throw new IllegalStateException("boom");
            },
            "checknothing"));
    return all;
  }

  private static Adapter<Struct> anything(String name, String... templates) {
    return adapter(name, Struct.getDefaultInstance(), (spec, errors) -> {}, templates);
  }

  static <C extends Message> Adapter<C> adapter(
      String name,
      C defaults,
      BiConsumer<HandlerSpec<C>, ConfigErrors> validation,
      String... templates) {
    Set<String> names = Set.of(templates);
    List<Template> taken =
        TestTemplates.all().stream().filter(t -> names.contains(t.name())).toList();
    return new Quiet<>(
        new AdapterInfo<>(name, "For tests.", defaults, taken, Execution.NEVER_WAITS), validation);
  }

  private static void quotas(HandlerSpec<QuotaParams> spec, ConfigErrors errors) {
    for (int i = 0; i < spec.config().getQuotasCount(); i++) {
      if (spec.config().getQuotas(i).getMaxAmount() <= 0) {
        errors.add("quotas[" + i + "].maxAmount", "is not positive; give 1 or more");
      }
    }
  }

  /** As the real one: labels and dimensions must be the same set. */
  private static void metrics(HandlerSpec<MetricParams> spec, ConfigErrors errors) {
    for (int i = 0; i < spec.config().getMetricsCount(); i++) {
      var metric = spec.config().getMetrics(i);
      for (MetricType type : spec.instanceTypes(MetricType.class)) {
        if (type.name().equals(metric.getInstanceName())
            && !new TreeSet<>(metric.getLabelNamesList())
                .equals(new TreeSet<>(type.dimensions().keys()))) {
          errors.add(
              "metrics[" + i + "].labelNames",
              "the labels are not the dimensions of "
                  + type.name()
                  + ", "
                  + type.dimensions().keys());
        }
      }
    }
  }
}
