package io.keelson.adapters.bypass;

import com.google.protobuf.Any;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.checknothing.CheckNothingTemplate;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapter.template.reportnothing.ReportNothingTemplate;
import java.time.Duration;
import java.util.List;

/** Passes calls on to a gRPC backend of the template's service, with or without a session. */
public final class BypassAdapter implements Adapter<Params> {

  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "bypass",
          "Passes calls on to a gRPC backend, with or without a session.",
          Params.getDefaultInstance(),
          List.of(
              CheckNothingTemplate.INSTANCE,
              MetricTemplate.INSTANCE,
              QuotaTemplate.INSTANCE,
              ReportNothingTemplate.INSTANCE),
          Execution.ASYNCHRONOUS);

  /** How long a backend may take for any one call. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Duration timeout;

  public BypassAdapter() {
    this(TIMEOUT);
  }

  BypassAdapter(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    String address = spec.config().getBackendAddress();
    if (HostPort.parse(address) == null) {
      errors.add("backendAddress", "must be host:port, is '" + address + "'");
    }
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws Exception {
    Params config = spec.config();
    Any params = config.hasParams() ? config.getParams() : null;
    var backend = new Backend(HostPort.parse(config.getBackendAddress()), timeout);
    try {
      Session session =
          config.getSessionBased()
              ? Session.open(backend, params, spec.instanceTypes(), environment.logger())
              : Session.none(params);
      return new BypassHandler(backend, session, spec, environment.metrics());
    } catch (Exception failed) {
      try {
        backend.close();
      } catch (AdapterException notClosed) {
        failed.addSuppressed(notClosed);
      }
      throw failed;
    }
  }
}
