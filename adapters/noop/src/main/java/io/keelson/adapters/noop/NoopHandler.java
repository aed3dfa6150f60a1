package io.keelson.adapters.noop;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.apikey.ApiKeyHandler;
import io.keelson.adapter.template.apikey.ApiKeyInstance;
import io.keelson.adapter.template.authorization.AuthorizationHandler;
import io.keelson.adapter.template.authorization.AuthorizationInstance;
import io.keelson.adapter.template.checknothing.CheckNothingHandler;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.edge.EdgeHandler;
import io.keelson.adapter.template.edge.EdgeInstance;
import io.keelson.adapter.template.listentry.ListEntryHandler;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.logentry.LogEntryHandler;
import io.keelson.adapter.template.logentry.LogEntryInstance;
import io.keelson.adapter.template.metric.MetricHandler;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.reportnothing.ReportNothingHandler;
import io.keelson.adapter.template.reportnothing.ReportNothingInstance;
import io.keelson.adapter.template.tracespan.TraceSpanHandler;
import io.keelson.adapter.template.tracespan.TraceSpanInstance;
import java.time.Duration;
import java.util.List;

/** Says yes, for as long as anyone will believe it. Has no state. */
final class NoopHandler
    implements ApiKeyHandler,
        AuthorizationHandler,
        CheckNothingHandler,
        EdgeHandler,
        ListEntryHandler,
        LogEntryHandler,
        MetricHandler,
        QuotaHandler,
        ReportNothingHandler,
        TraceSpanHandler {

  /** Some 31 years: longer than any proxy lives, and small enough for 64 bits of nanoseconds. */
  private static final Duration FOR_EVER = Duration.ofSeconds(1_000_000_000);

  private static final CheckResult YES = CheckResult.ok(FOR_EVER, 1_000_000_000);

  @Override
  public CheckResult handleApiKey(ApiKeyInstance instance) {
    return YES;
  }

  @Override
  public CheckResult handleAuthorization(AuthorizationInstance instance) {
    return YES;
  }

  @Override
  public CheckResult handleCheckNothing(CheckNothingInstance instance) {
    return YES;
  }

  @Override
  public CheckResult handleListEntry(ListEntryInstance instance) {
    return YES;
  }

  @Override
  public QuotaResult handleQuota(QuotaInstance instance, QuotaArgs args) {
    return new QuotaResult(args.amount(), FOR_EVER);
  }

  @Override
  public void handleEdge(List<EdgeInstance> instances) {}

  @Override
  public void handleLogEntry(List<LogEntryInstance> instances) {}

  @Override
  public void handleMetric(List<MetricInstance> instances) {}

  @Override
  public void handleReportNothing(List<ReportNothingInstance> instances) {}

  @Override
  public void handleTraceSpan(List<TraceSpanInstance> instances) {}

  @Override
  public void close() {}
}
