package io.keelson.adapters.noop;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.Template;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.quota.QuotaInstance;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class NoopAdapterTest {

  private static final Duration FOR_EVER = Duration.ofSeconds(1_000_000_000);

  private final NoopAdapter adapter = new NoopAdapter();
  private final NoopHandler handler =
      (NoopHandler)
          adapter.build(
              new HandlerSpec<>("n.noop.ns", Params.getDefaultInstance(), List.of()), null);

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Adapter.class)).hasExactlyElementsOfTypes(NoopAdapter.class);
  }

  @Test
  void handlesEveryTemplateItDeclares() {
    assertThat(adapter.info().templates()).hasSize(10);
    for (Template template : adapter.info().templates()) {
      assertThat(handler).isInstanceOf(template.handlerType());
    }
  }

  @Test
  void agreesToEveryCheckForThirtyYears() {
    CheckResult yes = CheckResult.ok(FOR_EVER, 1_000_000_000);

    assertThat(handler.handleCheckNothing(new CheckNothingInstance("i"))).isEqualTo(yes);
    assertThat(handler.handleListEntry(new ListEntryInstance("i", "v"))).isEqualTo(yes);
    assertThat(handler.handleAuthorization(null)).isEqualTo(yes);
    assertThat(handler.handleApiKey(null)).isEqualTo(yes);
  }

  @Test
  void grantsWhateverQuotaIsAskedFor() {
    assertThat(
            handler.handleQuota(
                new QuotaInstance("q", Dimensions.EMPTY), new QuotaArgs("id", 17, false)))
        .isEqualTo(new QuotaResult(17, FOR_EVER));
  }

  @Test
  void takesReportsOfAnyKindEvenEmptyOnes() {
    handler.handleMetric(List.of());
    handler.handleLogEntry(List.of());
    handler.handleReportNothing(List.of());
    handler.handleTraceSpan(List.of());
    handler.handleEdge(List.of());
  }
}
