package io.keelson.adapters.bypass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.StringValue;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.checknothing.CheckNothingInstance;
import io.keelson.adapter.template.checknothing.CheckNothingType;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.reportnothing.ReportNothingInstance;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The adapter against a gRPC server on a real socket. */
class BypassAdapterTest {

  private static final Any PARAMS = Any.pack(StringValue.of("settings"));
  private static final String INFRASTRUCTURE =
      "istio.mixer.adapter.model.v1beta1.InfrastructureBackend/";

  private final List<BypassHandler> handlers = new ArrayList<>();
  private final FakeEnvironment environment = new FakeEnvironment();
  private FakeBackend backend;

  @BeforeEach
  void startBackend() throws Exception {
    backend = new FakeBackend();
  }

  @AfterEach
  void closeAll() throws Exception {
    backend.answers("CloseSession", Model.CloseSessionResponse.getDefaultInstance());
    for (BypassHandler handler : handlers) {
      handler.close();
    }
    backend.close();
  }

  private BypassHandler build(boolean sessionBased, InstanceType... types) throws Exception {
    return build(java.time.Duration.ofSeconds(20), sessionBased, types);
  }

  private BypassHandler build(
      java.time.Duration timeout, boolean sessionBased, InstanceType... types) throws Exception {
    var config =
        Params.newBuilder()
            .setBackendAddress(backend.address())
            .setParams(PARAMS)
            .setSessionBased(sessionBased)
            .build();
    var handler =
        (BypassHandler)
            new BypassAdapter(timeout)
                .build(new HandlerSpec<>("b.bypass.ns", config, List.of(types)), environment);
    handlers.add(handler);
    return handler;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof AdapterException adapter) {
        throw adapter;
      }
      throw failed;
    }
  }

  private static CheckResult check(BypassHandler handler) throws Exception {
    return get(handler.handleCheckNothing(new CheckNothingInstance("i.checknothing.ns")));
  }

  private FakeBackend withSessions() {
    return backend
        .answers("Validate", Model.ValidateResponse.getDefaultInstance())
        .answers(
            "CreateSession", Model.CreateSessionResponse.newBuilder().setSessionId("s-1").build())
        .answers("CloseSession", Model.CloseSessionResponse.getDefaultInstance())
        .answers("HandleCheckNothing", Model.CheckResult.getDefaultInstance());
  }

  private static RpcStatus.Status status(int code, String message) {
    return RpcStatus.Status.newBuilder().setCode(code).setMessage(message).build();
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Adapter.class)).hasExactlyElementsOfTypes(BypassAdapter.class);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9070, true",
    "10.1.2.3:9070, true",
    "[::1]:9070, true",
    "'', false",
    "localhost, false",
    "localhost:, false",
    "localhost:0, false",
    "localhost:65536, false",
    "::1:9070, false",
    "http://localhost:80, false"
  })
  void addressMustBeHostAndPort(String address, boolean valid) {
    var errors = new ConfigErrors();
    var config = Params.newBuilder().setBackendAddress(address).build();
    new BypassAdapter().validate(new HandlerSpec<>("b.bypass.ns", config, List.of()), errors);

    assertThat(errors.isEmpty()).isEqualTo(valid);
  }

  @Test
  void buildingWithoutASessionAsksTheBackendNothing() throws Exception {
    build(false);

    assertThat(backend.methods()).isEmpty();
  }

  @Test
  void checkIsPassedOnWithTheConfiguration() throws Exception {
    backend.answers(
        "HandleCheckNothing",
        Model.CheckResult.newBuilder()
            .setStatus(status(7, "no"))
            .setValidDuration(Duration.newBuilder().setSeconds(3).setNanos(500_000_000))
            .setValidUseCount(9)
            .build());

    assertThat(check(build(false)))
        .isEqualTo(new CheckResult(Status.of(7, "no"), java.time.Duration.ofMillis(3500), 9));
    assertThat(backend.methods())
        .containsExactly("checknothing.HandleCheckNothingService/HandleCheckNothing");
    var request =
        CheckNothingWire.HandleCheckNothingRequest.parseFrom(backend.only("HandleCheckNothing"));
    assertThat(request.getInstance().getName()).isEqualTo("i.checknothing.ns");
    assertThat(request.getAdapterConfig()).isEqualTo(PARAMS);
    assertThat(request.getDedupId()).isNotEmpty();
  }

  @Test
  void directHttpResponseInDetailsIsPassedOn() throws Exception {
    var direct =
        Policy.DirectHttpResponse.newBuilder()
            .setCode(418)
            .setBody("teapot")
            .putHeaders("x", "y")
            .build();
    backend.answers(
        "HandleCheckNothing",
        Model.CheckResult.newBuilder()
            .setStatus(status(7, "no").toBuilder().addDetails(Any.pack(direct)))
            .build());

    assertThat(check(build(false)).status().directResponse())
        .isEqualTo(new DirectResponse(418, "teapot", Map.of("x", "y")));
  }

  @Test
  void grpcErrorFailsTheCheckNamingBackendAndStatus() throws Exception {
    backend.fails("HandleCheckNothing", GrpcStatus.RESOURCE_EXHAUSTED, "too busy");
    BypassHandler handler = build(false);

    assertThatThrownBy(() -> check(handler))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("backend " + backend.address())
        .hasMessageContaining("RESOURCE_EXHAUSTED")
        .hasMessageContaining("too busy");
    assertThat(environment.metric("bypass_calls")).isEqualTo(1);
    assertThat(environment.metric("bypass_call_failures")).isEqualTo(1);
  }

  @Test
  void unreadableAnswerFailsTheCheck() throws Exception {
    backend.answersRaw("HandleCheckNothing", new byte[] {0x0a, 0x7f});
    BypassHandler handler = build(false);

    assertThatThrownBy(() -> check(handler)).hasMessageContaining("unreadable message");
  }

  @Test
  void backendThatNeverAnswersFailsTheCheckInTime() throws Exception {
    backend.neverAnswers("HandleCheckNothing");
    BypassHandler handler = build(java.time.Duration.ofMillis(300), false);

    assertThatThrownBy(() -> check(handler)).hasMessageContaining("not answered within 300 ms");
  }

  @Test
  void unreachableBackendFailsTheCheckAndNotTheBuild() throws Exception {
    BypassHandler handler = build(java.time.Duration.ofSeconds(2), false);
    backend.close();

    assertThatThrownBy(() -> check(handler)).isInstanceOf(AdapterException.class);
    backend = new FakeBackend();
  }

  @Test
  void backendThatCameBackIsCalledAgain() throws Exception {
    backend.answers("HandleCheckNothing", Model.CheckResult.getDefaultInstance());
    BypassHandler handler = build(false);
    check(handler);
    backend.restart();

    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    CheckResult result = null;
    while (result == null) {
      try {
        result = check(handler);
      } catch (AdapterException notYet) {
        assertThat(System.nanoTime()).as(notYet.getMessage()).isLessThan(deadline);
      }
    }
    assertThat(result.status().isOk()).isTrue();
  }

  @Test
  void sessionIsOpenedWithConfigurationAndInferredTypes() throws Exception {
    withSessions();
    build(
        true,
        new CheckNothingType("i.checknothing.ns"),
        new MetricType(
            "m.metric.ns",
            ValueType.INT64,
            DimensionTypes.of(Map.of("who", ValueType.STRING)),
            DimensionTypes.EMPTY));

    assertThat(backend.methods())
        .containsExactly(INFRASTRUCTURE + "Validate", INFRASTRUCTURE + "CreateSession");
    var request = Model.CreateSessionRequest.parseFrom(backend.only("CreateSession"));
    assertThat(request.getAdapterConfig()).isEqualTo(PARAMS);
    assertThat(request.getInferredTypesMap()).containsOnlyKeys("i.checknothing.ns", "m.metric.ns");
    Any type = request.getInferredTypesOrThrow("m.metric.ns");
    assertThat(type.getTypeUrl()).isEqualTo("type.googleapis.com/metric.Type");
    assertThat(type.unpack(MetricWire.Type.class))
        .isEqualTo(
            MetricWire.Type.newBuilder()
                .setValue(Policy.ValueType.INT64)
                .putDimensions("who", Policy.ValueType.STRING)
                .build());
    assertThat(Model.ValidateRequest.parseFrom(backend.only("Validate")).getInferredTypesMap())
        .isEqualTo(request.getInferredTypesMap());
  }

  @Test
  void callsOfASessionCarryItsIdInPlaceOfTheConfiguration() throws Exception {
    withSessions();
    check(build(true));

    assertThat(
            CheckNothingWire.HandleCheckNothingRequest.parseFrom(backend.only("HandleCheckNothing"))
                .getAdapterConfig())
        .isEqualTo(
            Any.newBuilder()
                .setTypeUrl("type.googleapis.com/google.protobuf.Any")
                .setValue(ByteString.copyFromUtf8("s-1"))
                .build());
  }

  @Test
  void sessionIsClosedWithTheHandler() throws Exception {
    withSessions();
    BypassHandler handler = build(true);
    handlers.clear();
    handler.close();

    assertThat(Model.CloseSessionRequest.parseFrom(backend.only("CloseSession")).getSessionId())
        .isEqualTo("s-1");
  }

  @Test
  void sessionThatCanNotBeClosedIsReported() throws Exception {
    withSessions()
        .answers(
            "CloseSession",
            Model.CloseSessionResponse.newBuilder().setStatus(status(5, "who?")).build());
    BypassHandler handler = build(true);
    handlers.clear();

    assertThatThrownBy(handler::close)
        .hasMessageContaining("did not close session s-1: NOT_FOUND: who?");
  }

  @Test
  void refusedConfigurationFailsTheBuild() {
    withSessions()
        .answers(
            "Validate",
            Model.ValidateResponse.newBuilder().setStatus(status(3, "bad colour")).build());

    assertThatThrownBy(() -> build(true))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("refuses params: INVALID_ARGUMENT: bad colour");
    assertThat(backend.methods()).containsExactly(INFRASTRUCTURE + "Validate");
  }

  @Test
  void refusedSessionFailsTheBuild() {
    withSessions()
        .answers(
            "CreateSession",
            Model.CreateSessionResponse.newBuilder()
                .setSessionId("s-1")
                .setStatus(status(8, "full"))
                .build());

    assertThatThrownBy(() -> build(true))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("opened no session: RESOURCE_EXHAUSTED: full");
  }

  @Test
  void sessionWithoutAnIdFailsTheBuild() {
    withSessions().answers("CreateSession", Model.CreateSessionResponse.getDefaultInstance());

    assertThatThrownBy(() -> build(true)).hasMessageContaining("session without an id");
  }

  @Test
  void backendThatFailsToValidateFailsTheBuild() {
    withSessions().fails("Validate", GrpcStatus.UNAVAILABLE, "starting");

    assertThatThrownBy(() -> build(true)).hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void backendWithoutSessionsGetsItsConfigurationWithEveryCall() throws Exception {
    backend.answers("HandleCheckNothing", Model.CheckResult.getDefaultInstance());
    BypassHandler handler = build(true);
    check(handler);

    assertThat(
            CheckNothingWire.HandleCheckNothingRequest.parseFrom(backend.only("HandleCheckNothing"))
                .getAdapterConfig())
        .isEqualTo(PARAMS);
    assertThat(environment.logs()).anyMatch(line -> line.toString().contains("has no sessions"));
    handlers.clear();
    handler.close();
    assertThat(backend.methods()).doesNotContain(INFRASTRUCTURE + "CloseSession");
  }

  @Test
  void metricsGoInOneCallWithValuesOfEveryType() throws Exception {
    backend.answers("HandleMetric", Model.ReportResult.getDefaultInstance());
    var types =
        DimensionTypes.of(
            Map.ofEntries(
                Map.entry("absent", ValueType.STRING),
                Map.entry("bool", ValueType.BOOL),
                Map.entry("dns", ValueType.DNS_NAME),
                Map.entry("double", ValueType.DOUBLE),
                Map.entry("duration", ValueType.DURATION),
                Map.entry("email", ValueType.EMAIL_ADDRESS),
                Map.entry("ip", ValueType.IP_ADDRESS),
                Map.entry("map", ValueType.STRING_MAP),
                Map.entry("text", ValueType.STRING),
                Map.entry("time", ValueType.TIMESTAMP),
                Map.entry("uri", ValueType.URI)));
    var values =
        new Dimensions(
            types,
            new Object[] {
              null,
              true,
              "a.example.com",
              1.5,
              java.time.Duration.ofMillis(-1500),
              "a@example.com",
              IpAddress.of(new byte[] {10, 1, 2, 3}),
              StringMap.of(Map.of("k", "v")),
              "t",
              Instant.ofEpochSecond(12, 34),
              "https://example.com/"
            });
    var typed = new MetricType("m.metric.ns", ValueType.DURATION, types, DimensionTypes.EMPTY);
    get(
        build(false, typed)
            .handleMetric(
                List.of(
                    new MetricInstance(
                        "m.metric.ns",
                        java.time.Duration.ofMillis(2),
                        values,
                        "global",
                        Dimensions.EMPTY),
                    new MetricInstance(
                        "n.metric.ns", 7L, Dimensions.EMPTY, "", Dimensions.EMPTY))));

    var request = MetricWire.HandleMetricRequest.parseFrom(backend.only("HandleMetric"));
    assertThat(request.getInstancesCount()).isEqualTo(2);
    assertThat(request.getInstances(1).getValue().getInt64Value()).isEqualTo(7);
    var metric = request.getInstances(0);
    assertThat(metric.getValue().getDurationValue().getValue().getNanos()).isEqualTo(2_000_000);
    assertThat(metric.getMonitoredResourceType()).isEqualTo("global");
    Map<String, Policy.Value> sent = metric.getDimensionsMap();
    assertThat(sent.get("absent").getValueCase()).isEqualTo(Policy.Value.ValueCase.VALUE_NOT_SET);
    assertThat(sent.get("bool").getBoolValue()).isTrue();
    assertThat(sent.get("dns").getDnsNameValue().getValue()).isEqualTo("a.example.com");
    assertThat(sent.get("double").getDoubleValue()).isEqualTo(1.5);
    assertThat(sent.get("duration").getDurationValue().getValue())
        .isEqualTo(Duration.newBuilder().setSeconds(-1).setNanos(-500_000_000).build());
    assertThat(sent.get("email").getEmailAddressValue().getValue()).isEqualTo("a@example.com");
    assertThat(sent.get("ip").getIpAddressValue().getValue().toByteArray())
        .containsExactly(10, 1, 2, 3);
    assertThat(sent.get("map").getStringValue()).isEqualTo("stringmap[k:v]");
    assertThat(sent.get("text").getStringValue()).isEqualTo("t");
    assertThat(sent.get("time").getTimestampValue().getValue().getNanos()).isEqualTo(34);
    assertThat(sent.get("uri").getUriValue().getValue()).isEqualTo("https://example.com/");
  }

  @Test
  void reportsOfNothingCountTheirInstances() throws Exception {
    backend.answers("HandleReportNothing", Model.ReportResult.getDefaultInstance());
    get(
        build(false)
            .handleReportNothing(
                List.of(new ReportNothingInstance("a"), new ReportNothingInstance("b"))));

    assertThat(
            ReportNothingWire.HandleReportNothingRequest.parseFrom(
                    backend.only("HandleReportNothing"))
                .getInstancesCount())
        .isEqualTo(2);
  }

  @Test
  void emptyReportsAreNotSent() throws Exception {
    BypassHandler handler = build(false);
    get(handler.handleMetric(List.of()));
    get(handler.handleReportNothing(List.of()));

    assertThat(backend.methods()).isEmpty();
  }

  @Test
  void quotaIsAskedAndAnsweredByInstance() throws Exception {
    backend.answers(
        "HandleQuota",
        Model.QuotaResult.newBuilder()
            .putQuotas(
                "q.quota.ns",
                Model.QuotaResult.Result.newBuilder()
                    .setGrantedAmount(3)
                    .setValidDuration(Duration.newBuilder().setSeconds(5))
                    .build())
            .build());

    assertThat(
            get(
                build(false)
                    .handleQuota(
                        new QuotaInstance("q.quota.ns", Dimensions.EMPTY),
                        new QuotaArgs("id-7", 4, true))))
        .isEqualTo(new QuotaResult(3, java.time.Duration.ofSeconds(5)));
    var request = QuotaWire.HandleQuotaRequest.parseFrom(backend.only("HandleQuota"));
    assertThat(request.getDedupId()).isEqualTo("id-7");
    assertThat(request.getQuotaRequest().getQuotasOrThrow("q.quota.ns"))
        .isEqualTo(
            Model.QuotaRequest.QuotaParams.newBuilder().setAmount(4).setBestEffort(true).build());
  }

  @Test
  void answerWithoutTheQuotaIsAFailure() throws Exception {
    backend.answers("HandleQuota", Model.QuotaResult.getDefaultInstance());
    BypassHandler handler = build(false);

    assertThatThrownBy(
            () ->
                get(
                    handler.handleQuota(
                        new QuotaInstance("q.quota.ns", Dimensions.EMPTY),
                        new QuotaArgs("id", 1, false))))
        .hasMessageContaining("said nothing about quota q.quota.ns");
  }

  @Test
  void moreCallsThanABackendCanHaveFailAtOnce() throws Exception {
    backend.neverAnswers("HandleCheckNothing");
    BypassHandler handler = build(java.time.Duration.ofMillis(800), false);
    var pending = new ArrayList<CompletionStage<CheckResult>>();
    for (int i = 0; i < Backend.MAX_CALLS; i++) {
      pending.add(handler.handleCheckNothing(new CheckNothingInstance("i.checknothing.ns")));
    }

    assertThatThrownBy(() -> check(handler)).hasMessageContaining("1000 calls to answer already");
    for (CompletionStage<CheckResult> call : pending) {
      assertThatThrownBy(() -> get(call)).isInstanceOf(AdapterException.class);
    }
  }
}
