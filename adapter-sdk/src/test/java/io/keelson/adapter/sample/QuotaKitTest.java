package io.keelson.adapter.sample;

import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.kit.QuotaKit;
import io.keelson.adapter.template.quota.QuotaInstance;
import java.time.Duration;

/** The quota kit against the least implementation: the kit itself must not ask for more. */
class QuotaKitTest extends QuotaKit {
  @Override
  protected Subject start(Limit limit) {
    FakeEnvironment environment = new FakeEnvironment();
    CountingAdapter.CountingHandler handler =
        new CountingAdapter.CountingHandler(limit, environment);
    return new Subject() {
      @Override
      public QuotaResult allocate(QuotaInstance instance, QuotaArgs args) {
        return handler.handleQuota(instance, args);
      }

      @Override
      public void advance(Duration by) {
        environment.advance(by);
      }

      @Override
      public void close() {
        environment.close();
      }
    };
  }
}
