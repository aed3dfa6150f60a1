package io.keelson.adapters.bypass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.keelson.adapter.kit.Kit;
import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitException;
import io.keelson.adapter.kit.KitQuota;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The adapter through the server's configuration and dispatch. */
class BypassKitTest {

  private FakeBackend backend;

  @BeforeEach
  void startBackend() throws Exception {
    backend = new FakeBackend();
  }

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  private String config(boolean sessionBased) {
    return """
    kind: bypass
    metadata: { name: b, namespace: istio-system }
    spec:
      backend_address: %s
      session_based: %s
      params:
        "@type": type.googleapis.com/google.protobuf.Struct
        value: { colour: blue }
    ---
    kind: checknothing
    metadata: { name: c, namespace: istio-system }
    spec:
    ---
    kind: quota
    metadata: { name: q, namespace: istio-system }
    spec: { dimensions: { who: '"me"' } }
    ---
    kind: metric
    metadata: { name: m, namespace: istio-system }
    spec: { value: "3" }
    ---
    kind: rule
    metadata: { name: r, namespace: istio-system }
    spec:
      actions:
      - { handler: b.bypass, instances: [ c.checknothing, q.quota, m.metric ] }
    """
        .formatted(backend.address(), sessionBased);
  }

  @Test
  void checkQuotaAndReportReachTheBackend() throws Exception {
    backend
        .answers("HandleCheckNothing", Model.CheckResult.newBuilder().setValidUseCount(5).build())
        .answers(
            "HandleQuota",
            Model.QuotaResult.newBuilder()
                .putQuotas(
                    "q.quota.istio-system",
                    Model.QuotaResult.Result.newBuilder().setGrantedAmount(2).build())
                .build())
        .answers("HandleMetric", Model.ReportResult.getDefaultInstance());
    try (Kit kit = Kit.with(new BypassAdapter()).config(config(false)).start()) {
      KitCheck answer = kit.check(Map.of(), KitQuota.upTo("q", 4));
      assertThat(answer.validUseCount()).isEqualTo(5);
      assertThat(answer.granted("q")).isEqualTo(2);

      kit.report(Map.of());
    }
    var metric = MetricWire.HandleMetricRequest.parseFrom(backend.only("HandleMetric"));
    assertThat(metric.getInstances(0).getName()).isEqualTo("m.metric.istio-system");
    assertThat(metric.getInstances(0).getValue().getInt64Value()).isEqualTo(3);
    assertThat(metric.getAdapterConfig().unpack(Struct.class).getFieldsOrThrow("colour"))
        .satisfies(colour -> assertThat(colour.getStringValue()).isEqualTo("blue"));
  }

  @Test
  void sessionLastsAsLongAsItsHandler() throws Exception {
    backend
        .answers("Validate", Model.ValidateResponse.getDefaultInstance())
        .answers(
            "CreateSession", Model.CreateSessionResponse.newBuilder().setSessionId("s").build())
        .answers("CloseSession", Model.CloseSessionResponse.getDefaultInstance())
        .answers("HandleCheckNothing", Model.CheckResult.getDefaultInstance());
    try (Kit kit = Kit.with(new BypassAdapter()).config(config(true)).start()) {
      assertThat(kit.check(Map.of()).isOk()).isTrue();
    }

    var opened = Model.CreateSessionRequest.parseFrom(backend.only("CreateSession"));
    assertThat(opened.getInferredTypesMap())
        .containsOnlyKeys(
            "c.checknothing.istio-system", "m.metric.istio-system", "q.quota.istio-system");
    Any sent =
        CheckNothingWire.HandleCheckNothingRequest.parseFrom(backend.only("HandleCheckNothing"))
            .getAdapterConfig();
    assertThat(sent.getValue().toStringUtf8()).isEqualTo("s");
    assertThat(Model.CloseSessionRequest.parseFrom(backend.only("CloseSession")).getSessionId())
        .isEqualTo("s");
  }

  @Test
  void checkFailsWithTheBackendsOwnWords() throws Exception {
    backend.fails(
        "HandleCheckNothing", io.vertx.grpc.common.GrpcStatus.UNAVAILABLE, "out for lunch");
    try (Kit kit = Kit.with(new BypassAdapter()).config(config(false)).start()) {
      assertThatThrownBy(() -> kit.check(Map.of()))
          .isInstanceOf(KitException.class)
          .hasMessageContaining("UNAVAILABLE: out for lunch");
    }
  }
}
