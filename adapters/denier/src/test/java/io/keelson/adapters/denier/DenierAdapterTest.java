package io.keelson.adapters.denier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapters.denier.HttpResponse.DirectHttpResponse;
import io.keelson.adapters.denier.HttpResponse.HttpStatusCode;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DenierAdapterTest {

  private final DenierAdapter adapter = new DenierAdapter();

  private DenierHandler build(Params config) throws Exception {
    return (DenierHandler) adapter.build(spec(config), null);
  }

  private static HandlerSpec<Params> spec(Params config) {
    return new HandlerSpec<>("d.denier.istio-system", config, List.of());
  }

  private Params.Builder defaults() {
    return adapter.info().defaultConfig().toBuilder();
  }

  private static CheckResult check(DenierHandler handler) {
    return handler.handleCheckNothing(new CheckNothingInstance("i.checknothing.istio-system"));
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(io.keelson.adapter.Adapter.class))
        .hasExactlyElementsOfTypes(DenierAdapter.class);
  }

  @Test
  void deniesWithFailedPreconditionForFiveSecondsByDefault() throws Exception {
    assertThat(check(build(defaults().build())))
        .isEqualTo(new CheckResult(Status.of(9, ""), java.time.Duration.ofSeconds(5), 1000));
  }

  @Test
  void answersEveryCheckTemplateAlike() throws Exception {
    DenierHandler handler = build(defaults().build());
    CheckResult answer = check(handler);

    assertThat(handler.handleListEntry(new ListEntryInstance("i.listentry.ns", "v")))
        .isEqualTo(answer);
    assertThat(handler.handleApiKey(null)).isEqualTo(answer);
    assertThat(handler.handleAuthorization(null)).isEqualTo(answer);
  }

  @Test
  void grantsNoQuota() throws Exception {
    DenierHandler handler = build(defaults().build());

    assertThat(
            handler.handleQuota(
                new QuotaInstance("q.quota.ns", Dimensions.EMPTY), new QuotaArgs("id", 5, true)))
        .isEqualTo(new QuotaResult(0, java.time.Duration.ZERO));
  }

  @Test
  void messageIsLaidOverTheDefaultCode() throws Exception {
    Params.Builder config = defaults();
    config.getStatusBuilder().setMessage("not today");

    assertThat(check(build(config.build())).status()).isEqualTo(Status.of(9, "not today"));
  }

  @Test
  void codeZeroApproves() throws Exception {
    Params.Builder config =
        defaults().setValidDuration(Duration.newBuilder().setNanos(1_000_000)).setValidUseCount(3);
    config.getStatusBuilder().setCode(0);

    assertThat(check(build(config.build())))
        .isEqualTo(CheckResult.ok(java.time.Duration.ofMillis(1), 3));
  }

  @Test
  void firstDirectHttpResponseInDetailsIsTheProxysAnswer() throws Exception {
    Params.Builder config = defaults();
    config
        .getStatusBuilder()
        .addDetails(Any.newBuilder().setTypeUrl("type.googleapis.com/some.Other"))
        .addDetails(
            Any.pack(
                DirectHttpResponse.newBuilder()
                    .setCode(HttpStatusCode.TooManyRequests)
                    .setBody("slow down")
                    .putHeaders("retry-after", "5")
                    .build()))
        .addDetails(Any.pack(DirectHttpResponse.newBuilder().setBody("second").build()));

    assertThat(check(build(config.build())).status().directResponse())
        .isEqualTo(new DirectResponse(429, "slow down", Map.of("retry-after", "5")));
  }

  @Test
  void httpStatusWithoutANameKeepsItsNumber() throws Exception {
    Params.Builder config = defaults();
    config
        .getStatusBuilder()
        .addDetails(Any.pack(DirectHttpResponse.newBuilder().setCodeValue(418).build()));

    assertThat(check(build(config.build())).status().directResponse().code()).isEqualTo(418);
  }

  @Test
  void unreadableDirectHttpResponseIsAConfigurationError() {
    Params.Builder config = defaults();
    config
        .getStatusBuilder()
        .addDetails(Any.pack(DirectHttpResponse.getDefaultInstance()))
        .addDetails(
            Any.newBuilder()
                .setTypeUrl("type.googleapis.com/istio.policy.v1beta1.DirectHttpResponse")
                .setValue(ByteString.copyFrom(new byte[] {0x12, 0x7f})));
    var errors = new ConfigErrors();

    adapter.validate(spec(config.build()), errors);

    assertThat(errors.list())
        .singleElement()
        .satisfies(e -> assertThat(e.field()).isEqualTo("status.details[1]"));
  }
}
