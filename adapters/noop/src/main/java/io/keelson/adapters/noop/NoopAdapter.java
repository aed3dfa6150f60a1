package io.keelson.adapters.noop;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.apikey.ApiKeyTemplate;
import io.keelson.adapter.template.authorization.AuthorizationTemplate;
import io.keelson.adapter.template.checknothing.CheckNothingTemplate;
import io.keelson.adapter.template.edge.EdgeTemplate;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.logentry.LogEntryTemplate;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapter.template.reportnothing.ReportNothingTemplate;
import io.keelson.adapter.template.tracespan.TraceSpanTemplate;
import java.util.List;

/**
 * Agrees to every check and quota and drops every report: for measuring, and for trying out rules.
 */
public final class NoopAdapter implements Adapter<Params> {

  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "noop",
          "Agrees to every check and quota, drops every report.",
          Params.getDefaultInstance(),
          List.of(
              ApiKeyTemplate.INSTANCE,
              AuthorizationTemplate.INSTANCE,
              CheckNothingTemplate.INSTANCE,
              EdgeTemplate.INSTANCE,
              ListEntryTemplate.INSTANCE,
              LogEntryTemplate.INSTANCE,
              MetricTemplate.INSTANCE,
              QuotaTemplate.INSTANCE,
              ReportNothingTemplate.INSTANCE,
              TraceSpanTemplate.INSTANCE),
          Execution.NEVER_WAITS);

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) {
    return new NoopHandler();
  }
}
