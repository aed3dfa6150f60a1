package io.keelson.adapters.memquota;

import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.kit.QuotaKit;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.quota.QuotaType;
import java.time.Duration;
import java.util.List;

/** What every quota adapter does. */
class MemquotaQuotaTest extends QuotaKit {
  @Override
  protected Subject start(Limit limit) throws Exception {
    var quota = Fixture.quota(limit.maxAmount(), limit.validDuration().toSeconds());
    limit
        .overrides()
        .forEach(
            (source, amount) ->
                quota.addOverrides(
                    Params.Override.newBuilder()
                        .putDimensions("source", source)
                        .setMaxAmount(amount)
                        .setValidDuration(quota.getValidDuration())));
    var adapter = new MemquotaAdapter();
    var environment = new FakeEnvironment();
    var config =
        adapter.info().defaultConfig().toBuilder().addQuotas(quota.setName(INSTANCE)).build();
    var handler =
        (QuotaHandler)
            adapter.build(
                new HandlerSpec<>("h", config, List.of(new QuotaType(INSTANCE, TYPES))),
                environment);
    return new Subject() {
      @Override
      public QuotaResult allocate(QuotaInstance instance, QuotaArgs args) throws Exception {
        return handler.handleQuota(instance, args);
      }

      @Override
      public void advance(Duration by) {
        environment.advance(by);
      }

      @Override
      public void close() throws Exception {
        environment.close();
        handler.close();
      }
    };
  }
}
