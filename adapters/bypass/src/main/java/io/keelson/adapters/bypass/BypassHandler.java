package io.keelson.adapters.bypass;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.Metrics;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.checknothing.AsyncCheckNothingHandler;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.metric.AsyncMetricHandler;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapter.template.quota.AsyncQuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.reportnothing.AsyncReportNothingHandler;
import io.keelson.adapter.template.reportnothing.ReportNothingInstance;
import io.keelson.attribute.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns each call into one call of the backend. Thread safe. */
final class BypassHandler
    implements AsyncCheckNothingHandler,
        AsyncMetricHandler,
        AsyncQuotaHandler,
        AsyncReportNothingHandler {

  private final Backend backend;
  private final Session session;
  private final Map<String, ValueType> metricTypes = new HashMap<>();
  private final Metrics.Counter calls;
  private final Metrics.Counter failures;

  BypassHandler(Backend backend, Session session, HandlerSpec<Params> spec, Metrics metrics) {
    this.backend = backend;
    this.session = session;
    spec.instanceTypes(MetricType.class)
        .forEach(type -> metricTypes.put(type.name(), type.value()));
    this.calls = metrics.counter("bypass_calls", "Calls of the backend.");
    this.failures =
        metrics.counter("bypass_call_failures", "Calls of the backend that brought no answer.");
  }

  @Override
  public CompletionStage<CheckResult> handleCheckNothing(CheckNothingInstance instance) {
    var request =
        CheckNothingWire.HandleCheckNothingRequest.newBuilder()
            .setInstance(CheckNothingWire.InstanceMsg.newBuilder().setName(instance.name()))
            .setDedupId(newId());
    if (session.adapterConfig() != null) {
      request.setAdapterConfig(session.adapterConfig());
    }
    return counted(
        backend.call(
            "checknothing.HandleCheckNothingService",
            "HandleCheckNothing",
            request.build(),
            answer -> Wire.checkResult(Model.CheckResult.parseFrom(answer))));
  }

  @Override
  public CompletionStage<Void> handleMetric(List<MetricInstance> instances) {
    if (instances.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var request = MetricWire.HandleMetricRequest.newBuilder().setDedupId(newId());
    for (MetricInstance instance : instances) {
      request.addInstances(
          Wire.metric(instance, metricTypes.getOrDefault(instance.name(), ValueType.STRING)));
    }
    if (session.adapterConfig() != null) {
      request.setAdapterConfig(session.adapterConfig());
    }
    return counted(
        backend.call("metric.HandleMetricService", "HandleMetric", request.build(), Wire::nothing));
  }

  @Override
  public CompletionStage<QuotaResult> handleQuota(QuotaInstance instance, QuotaArgs args) {
    var request =
        QuotaWire.HandleQuotaRequest.newBuilder()
            .setInstance(
                QuotaWire.InstanceMsg.newBuilder()
                    .setName(instance.name())
                    .putAllDimensions(Wire.values(instance.dimensions())))
            .setDedupId(args.deduplicationId())
            .setQuotaRequest(
                Model.QuotaRequest.newBuilder()
                    .putQuotas(
                        instance.name(),
                        Model.QuotaRequest.QuotaParams.newBuilder()
                            .setAmount(args.amount())
                            .setBestEffort(args.bestEffort())
                            .build()));
    if (session.adapterConfig() != null) {
      request.setAdapterConfig(session.adapterConfig());
    }
    return counted(
        backend.call(
            "quota.HandleQuotaService",
            "HandleQuota",
            request.build(),
            answer -> {
              var result = Model.QuotaResult.parseFrom(answer).getQuotasMap().get(instance.name());
              if (result == null) {
                throw new BackendException(
                    BackendException.NO_ANSWER,
                    "backend " + backend + " said nothing about quota " + instance.name());
              }
              return new QuotaResult(
                  result.getGrantedAmount(), Wire.duration(result.getValidDuration()));
            }));
  }

  @Override
  public CompletionStage<Void> handleReportNothing(List<ReportNothingInstance> instances) {
    if (instances.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    var request = ReportNothingWire.HandleReportNothingRequest.newBuilder().setDedupId(newId());
    for (ReportNothingInstance instance : instances) {
      request.addInstances(ReportNothingWire.InstanceMsg.newBuilder().setName(instance.name()));
    }
    if (session.adapterConfig() != null) {
      request.setAdapterConfig(session.adapterConfig());
    }
    return counted(
        backend.call(
            "reportnothing.HandleReportNothingService",
            "HandleReportNothing",
            request.build(),
            Wire::nothing));
  }

  private <T> CompletionStage<T> counted(CompletableFuture<T> call) {
    calls.increment();
    var counted = new CompletableFuture<T>();
    call.whenComplete(
        (answer, failed) -> {
          if (failed == null) {
            counted.complete(answer);
          } else {
            failures.increment();
            counted.completeExceptionally(new AdapterException(failed.getMessage()));
          }
        });
    return counted;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() throws AdapterException {
    // Closes the backend in any case; what fails there joins what failed before.
    try (backend) {
      session.close(backend);
    }
  }
}
