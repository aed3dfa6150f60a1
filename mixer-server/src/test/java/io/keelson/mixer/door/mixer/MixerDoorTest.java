package io.keelson.mixer.door.mixer;

import static io.keelson.mixer.testing.TestMesh.header;
import static io.keelson.mixer.testing.TestMesh.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Execution;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Template;
import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.HeaderOperation;
import io.keelson.api.mixer.v1.ReportRequest;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.snapshot.HandlerConfig;
import io.keelson.config.snapshot.RuleConfig.Operation;
import io.keelson.config.snapshot.Snapshot;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.mixer.door.grpc.GrpcOptions;
import io.keelson.mixer.door.grpc.GrpcServer;
import io.keelson.mixer.door.grpc.ListenAddress;
import io.keelson.mixer.door.grpc.RawHttp2;
import io.keelson.mixer.monitoring.RpcMetrics;
import io.keelson.mixer.monitoring.SelfMetrics;
import io.keelson.mixer.overload.LoadSheddingMode;
import io.keelson.mixer.overload.OverloadOptions;
import io.keelson.mixer.overload.OverloadProtection;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import io.vertx.core.Vertx;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class MixerDoorTest {
  private static final String CHECK = "/istio.mixer.v1.Mixer/Check";
  private static final String REPORT = "/istio.mixer.v1.Mixer/Report";
  private static final int WORDS = 221;
  private static final Template CHECKS = new TestTemplate.Check("check");
  private static final Template QUOTAS = new TestTemplate.Quota("quota");
  private static final Template REPORTS = new TestTemplate.Report("report");

  private final Vertx vertx = Vertx.vertx();
  private final TestRuntime runtime = new TestRuntime();
  private final TestMesh mesh = new TestMesh();
  private final List<Object> reported = new ArrayList<>();
  private final ConcurrentLinkedQueue<QuotaArgs> asked = new ConcurrentLinkedQueue<>();
  private RawHttp2 client;

  @BeforeEach
  void start() throws Exception {
    listen(OverloadOptions.DISABLED);
  }

  private void listen(OverloadOptions overload) throws Exception {
    var protection =
        new OverloadProtection(
            overload, System::nanoTime, () -> {}, LoggerFactory.getLogger("loadshedding"));
    var server =
        GrpcServer.start(
                vertx,
                new ListenAddress.Tcp("127.0.0.1", 0),
                GrpcOptions.DEFAULT,
                1,
                List.of(new MixerDoor(runtime.runtime, protection)),
                new RpcMetrics(new SelfMetrics()),
                LoggerFactory.getLogger("api"))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    if (client != null) {
      client.close();
    }
    client = new RawHttp2(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    runtime.close();
  }

  private HandlerConfig handler(String name, TestAdapter.Now answers) {
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            name,
            Execution.NEVER_WAITS,
            List.of(CHECKS, QUOTAS, REPORTS),
            (spec, environment) -> holder[0].now(answers));
    return mesh.handler(name, holder[0], "");
  }

  private void answering(CheckResult result) {
    mesh.rule(
        "istio-system",
        "rule",
        "",
        to(handler("h", (i, a) -> result), mesh.instance("i", CHECKS, "source.name | \"none\"")));
    runtime.apply(mesh);
  }

  private RawHttp2.Reply send(String path, Message message) throws Exception {
    return client.call(path, RawHttp2.framed(message.toByteArray())).await(5000);
  }

  private CheckResponse check(CheckRequest request) throws Exception {
    var reply = send(CHECK, request);
    assertThat(reply.grpcStatus()).as(reply.header("grpc-message")).isZero();
    return CheckResponse.parseFrom(reply.message());
  }

  private static CheckRequest.Builder request(Object... attributes) {
    return CheckRequest.newBuilder()
        .setAttributes(new Words().attributes(attributes))
        .setGlobalWordCount(WORDS);
  }

  private static String text(RawHttp2.Reply reply) {
    return URLDecoder.decode(
        reply.header("grpc-message").replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Test
  void fieldsThatClientsMissAreAlwaysWritten() throws Exception {
    var response = check(CheckRequest.getDefaultInstance());

    assertThat(response.hasPrecondition()).isTrue();
    var precondition = response.getPrecondition();
    assertThat(precondition.hasStatus()).isTrue();
    assertThat(precondition.hasValidDuration()).isTrue();
    assertThat(precondition.hasReferencedAttributes()).isTrue();
    assertThat(precondition.hasRouteDirective()).isFalse();
    assertThat(precondition.getStatus().getCode()).isZero();
    assertThat(response.getQuotasMap()).isEmpty();
  }

  @Test
  void verdictTravelsWhole() throws Exception {
    answering(new CheckResult(Status.of(7, "no \u00e9ntry"), Duration.ofMillis(2500), -1));
    var precondition = check(request("source.name", "me").build()).getPrecondition();

    assertThat(precondition.getStatus().getCode()).isEqualTo(7);
    assertThat(precondition.getStatus().getMessage()).isEqualTo("h.istio-system:no \u00e9ntry");
    assertThat(precondition.getValidDuration().getSeconds()).isEqualTo(2);
    assertThat(precondition.getValidDuration().getNanos()).isEqualTo(500_000_000);
    assertThat(precondition.getValidUseCount()).isEqualTo(-1);
  }

  @Test
  void referencesUseNoMoreWordsThanTheCallerKnows() throws Exception {
    answering(CheckResult.ok(Duration.ofSeconds(5), 10));
    var full = check(request("source.name", "me", "destination.namespace", "d").build());
    var none =
        check(
            request("source.name", "me", "destination.namespace", "d")
                .setGlobalWordCount(0)
                .build());

    var expected =
        List.of(
            "context.reporter.kind ABSENCE", "destination.namespace EXACT", "source.name EXACT");
    assertThat(Words.read(full.getPrecondition().getReferencedAttributes())).isEqualTo(expected);
    assertThat(Words.read(none.getPrecondition().getReferencedAttributes())).isEqualTo(expected);
    assertThat(full.getPrecondition().getReferencedAttributes().getWordsList()).isEmpty();
    assertThat(none.getPrecondition().getReferencedAttributes().getWordsList()).hasSize(3);
  }

  @Test
  void mapKeysAreReferenced() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "request.headers[\"x-user\"] == \"me\" && request.headers[\"accept\"] == \"\"",
        to(
            handler("h", (i, a) -> CheckResult.ok(Duration.ofSeconds(5), 10)),
            mesh.instance("i", CHECKS, "\"x\"")));
    runtime.apply(mesh);
    var response = check(request("request.headers", Map.of("x-user", "me")).build());

    assertThat(Words.read(response.getPrecondition().getReferencedAttributes()))
        .contains("request.headers[x-user] EXACT", "request.headers[accept] ABSENCE");
  }

  @Test
  void answerThatHangsOnTheEmptyKeyIsNotReusable() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "request.headers[\"\"] == \"\"",
        to(
            handler("h", (i, a) -> CheckResult.ok(Duration.ofSeconds(5), 10)),
            mesh.instance("i", CHECKS, "\"x\"")));
    runtime.apply(mesh);
    var precondition =
        check(request("request.headers", Map.of("a", "b")).build()).getPrecondition();

    assertThat(precondition.getValidUseCount()).isZero();
    assertThat(precondition.hasValidDuration()).isTrue();
    assertThat(precondition.getValidDuration().getSeconds()).isZero();
  }

  @Test
  void headerOperationsComeInOrder() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "",
        List.of(),
        List.of(
            header(Operation.REPLACE, "x-a", "source.name | \"none\""),
            header(Operation.REMOVE, "x-b", ""),
            header(Operation.APPEND, "x-c", "\"c\"")),
        List.of(header(Operation.APPEND, "x-d", "\"d\"")));
    runtime.apply(mesh);
    var directive =
        check(request("source.name", "me").build()).getPrecondition().getRouteDirective();

    assertThat(directive.getRequestHeaderOperationsList())
        .containsExactly(
            operation("x-a", "me", HeaderOperation.Operation.REPLACE),
            operation("x-b", "", HeaderOperation.Operation.REMOVE),
            operation("x-c", "c", HeaderOperation.Operation.APPEND));
    assertThat(directive.getResponseHeaderOperationsList())
        .containsExactly(operation("x-d", "d", HeaderOperation.Operation.APPEND));
    assertThat(directive.getDirectResponseCode()).isZero();
  }

  private static HeaderOperation operation(
      String name, String value, HeaderOperation.Operation operation) {
    return HeaderOperation.newBuilder()
        .setName(name)
        .setValue(value)
        .setOperation(operation)
        .build();
  }

  @Test
  void directResponseCarriesCodeBodyAndHeaders() throws Exception {
    var direct = new DirectResponse(0, "go away", Map.of("x-why", "because"));
    answering(new CheckResult(new Status(16, "who?", direct), Duration.ofSeconds(1), 1));
    var precondition = check(request().build()).getPrecondition();

    assertThat(precondition.getStatus().getDetailsList()).isEmpty();
    assertThat(precondition.getRouteDirective().getDirectResponseCode()).isEqualTo(401);
    assertThat(precondition.getRouteDirective().getDirectResponseBody()).isEqualTo("go away");
    assertThat(precondition.getRouteDirective().getResponseHeaderOperationsList())
        .containsExactly(operation("x-why", "because", HeaderOperation.Operation.REPLACE));
  }

  private void granting(long amount, Duration duration) {
    mesh.rule(
        "istio-system",
        "quota",
        "",
        to(
            handler(
                "q",
                (input, args) -> {
                  asked.add(args);
                  return new QuotaResult(amount, duration);
                }),
            mesh.instance("limit", QUOTAS, "source.user | \"nobody\"")));
    runtime.apply(mesh);
  }

  @Test
  void quotasAreGrantedWithTheirOwnReferences() throws Exception {
    granting(4, Duration.ofNanos(1_500_000_000));
    var response =
        check(
            request()
                .setDeduplicationId("dedup")
                .putQuotas(
                    "limit",
                    CheckRequest.QuotaParams.newBuilder().setAmount(9).setBestEffort(true).build())
                .build());

    assertThat(response.getQuotasMap()).containsOnlyKeys("limit");
    var quota = response.getQuotasMap().get("limit");
    assertThat(quota.getGrantedAmount()).isEqualTo(4);
    assertThat(quota.getValidDuration().getSeconds()).isEqualTo(1);
    assertThat(quota.getValidDuration().getNanos()).isEqualTo(500_000_000);
    assertThat(Words.read(quota.getReferencedAttributes())).contains("source.user ABSENCE");
    assertThat(Words.read(response.getPrecondition().getReferencedAttributes()))
        .doesNotContain("source.user ABSENCE");
    assertThat(asked)
        .singleElement()
        .satisfies(
            args -> {
              assertThat(args.amount()).isEqualTo(9);
              assertThat(args.bestEffort()).isTrue();
              assertThat(args.deduplicationId()).isEqualTo("deduplimit");
            });
  }

  @Test
  void rejectedQuotaHasItsFieldsToo() throws Exception {
    granting(0, Duration.ZERO);
    var quota =
        check(request().putQuotas("limit", CheckRequest.QuotaParams.getDefaultInstance()).build())
            .getQuotasMap()
            .get("limit");

    assertThat(quota.getGrantedAmount()).isZero();
    assertThat(quota.hasValidDuration()).isTrue();
    assertThat(quota.hasReferencedAttributes()).isTrue();
  }

  @Test
  void deniedRequestGetsNoQuotas() throws Exception {
    granting(4, Duration.ofSeconds(1));
    answering(new CheckResult(Status.of(7, ""), Duration.ofSeconds(1), 1));
    var response =
        check(request().putQuotas("limit", CheckRequest.QuotaParams.getDefaultInstance()).build());

    assertThat(response.getQuotasMap()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {222, Integer.MAX_VALUE, -1})
  void longerDictionaryIsRefusedSoThatClientsHeal(int words) throws Exception {
    String expected =
        "Request could not be processed due to invalid attributes: inconsistent global dictionary"
            + " versions used: mixer knows 221 words, caller knows "
            + Integer.toUnsignedString(words);
    var check = send(CHECK, CheckRequest.newBuilder().setGlobalWordCount(words).build());
    var report = send(REPORT, ReportRequest.newBuilder().setGlobalWordCount(words).build());

    assertThat(check.grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(text(check)).isEqualTo(expected);
    assertThat(report.grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(text(report)).isEqualTo(expected);
  }

  @Test
  void attributesThatDoNotDecodeAreInvalid() throws Exception {
    var badIndex = CompressedAttributes.newBuilder().putStrings(3, -7).build();
    var twice = CompressedAttributes.newBuilder().putStrings(2, 2).putInt64S(2, 2).build();
    for (var bad : List.of(badIndex, twice)) {
      var reply = send(CHECK, CheckRequest.newBuilder().setAttributes(bad).build());
      assertThat(reply.grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(text(reply))
          .startsWith("Request could not be processed due to invalid attributes: ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECK, REPORT})
  void whatIsNotProtobufIsInvalid(String path) throws Exception {
    for (byte[] junk :
        List.of(new byte[] {0x0A, 0x7F, 1}, new byte[] {(byte) 0xFF}, new byte[] {0x0B, 0x0C, 7})) {
      var reply = client.call(path, RawHttp2.framed(junk)).await(1000);
      assertThat(reply.grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(text(reply)).startsWith("the request is malformed: ");
    }
  }

  @Test
  void tooManyQuotasAreInvalid() throws Exception {
    var request = CheckRequest.newBuilder();
    for (int i = 0; i <= CheckMessage.MAX_QUOTAS; i++) {
      request.putQuotas("q" + i, CheckRequest.QuotaParams.getDefaultInstance());
    }

    assertThat(send(CHECK, request.build()).grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void wronglyTypedAttributeDoesNotHurtTheServer() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "source.ip == ip(\"10.0.0.1\") && request.headers[\"a\"] == \"b\"",
        to(
            handler("h", (i, a) -> CheckResult.ok(Duration.ofSeconds(5), 10)),
            mesh.instance("i", CHECKS, "\"x\"")));
    runtime.apply(mesh);

    send(CHECK, request("source.ip", "10.0.0.1", "request.headers", "text").build());
    assertThat(send(CHECK, request().build()).grpcStatus()).isZero();
  }

  @Test
  void failingHandlerIsInternal() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "",
        to(
            handler(
                "h",
                (i, a) -> {
                  throw new IllegalStateException("no backend");
                }),
            mesh.instance("i", CHECKS, "\"x\"")));
    runtime.apply(mesh);
    var reply = send(CHECK, request().build());

    assertThat(reply.grpcStatus()).isEqualTo(Code.INTERNAL);
    assertThat(text(reply))
        .startsWith("performing check operation failed: 1 error occurred:\n\n* ")
        .contains("no backend");
  }

  @Test
  void tablesAreGivenBack() throws Exception {
    answering(CheckResult.ok(Duration.ofSeconds(1), 1));
    var table = runtime.runtime.acquire();
    int idle = table.calls();
    check(request("source.name", "x").build());
    send(CHECK, CheckRequest.newBuilder().setGlobalWordCount(999).build());
    send(REPORT, report(0, attributes("source.name", "x")));

    assertThat(table.calls()).isEqualTo(idle);
    table.release();
  }

  @Test
  void cancelledCheckGivesItsTableBackWhenItsHandlerAnswers() throws Exception {
    var later = new CompletableFuture<CheckResult>();
    var holder = new TestAdapter[1];
    holder[0] =
        new TestAdapter(
            "slow",
            Execution.ASYNCHRONOUS,
            List.of(CHECKS),
            (spec, environment) -> holder[0].later((input, args) -> later));
    mesh.rule(
        "istio-system",
        "rule",
        "",
        to(mesh.handler("slow", holder[0], ""), mesh.instance("i", CHECKS, "\"x\"")));
    runtime.apply(mesh);
    var table = runtime.runtime.acquire();
    int idle = table.calls();
    int stream = client.open(CHECK, false);
    client.data(stream, RawHttp2.framed(request().build().toByteArray()), true);
    TestRuntime.eventually(() -> table.calls() == idle + 1);
    client.reset(stream, 8);
    later.complete(CheckResult.ok(Duration.ofSeconds(1), 1));
    TestRuntime.eventually(() -> table.calls() == idle);
    table.release();
  }

  @Test
  void newVocabularyIsReadWithItsOwnSlots() throws Exception {
    answering(CheckResult.ok(Duration.ofSeconds(1), 1));
    check(request("source.name", "x").build());
    var declared = new HashMap<>(TestMesh.DECLARED);
    declared.put("aaa.first", ValueType.STRING);
    declared.put("test.later", ValueType.STRING);
    var vocabulary = Vocabulary.of(declared);
    var other = new TestMesh();
    var denier = handler("d", (i, a) -> new CheckResult(Status.of(7, ""), Duration.ZERO, 1));
    other.rule(
        "istio-system",
        "rule",
        new ExpressionCompiler().compile("test.later == \"yes\"", vocabulary),
        to(denier, other.instance("i", CHECKS, "\"x\"")));
    other.handler("d", (TestAdapter) denier.adapter(), "");
    var made = other.snapshot();
    runtime.apply(
        new Snapshot(
            vocabulary, made.handlers(), made.instances(), made.rules(), 0, Map.of(), List.of()));

    assertThat(check(request("test.later", "yes").build()).getPrecondition().getStatus().getCode())
        .isEqualTo(7);
    assertThat(check(request("test.later", "no").build()).getPrecondition().getStatus().getCode())
        .isZero();
  }

  @Test
  void overloadRefusesBeforeAnythingIsRead() throws Exception {
    listen(
        new OverloadOptions(
            LoadSheddingMode.ENFORCE, Duration.ZERO, Double.MAX_VALUE, Duration.ZERO, 1e-6, 101));
    assertThat(send(REPORT, report(1, hundred())).grpcStatus()).isZero();
    assertThat(send(CHECK, request().build()).grpcStatus()).isZero();
    var check = send(CHECK, CheckRequest.newBuilder().setGlobalWordCount(999).build());
    var report = send(REPORT, report(1, hundred()));

    assertThat(check.grpcStatus()).isEqualTo(Code.UNAVAILABLE);
    assertThat(text(check)).isEqualTo("Server is currently overloaded. Please try again.");
    assertThat(report.grpcStatus()).isEqualTo(Code.UNAVAILABLE);
  }

  private static CompressedAttributes[] hundred() {
    var elements = new CompressedAttributes[100];
    java.util.Arrays.fill(elements, attributes("source.name", "x"));
    return elements;
  }

  private static CompressedAttributes attributes(Object... values) {
    return new Words().attributes(values);
  }

  private static ReportRequest report(int semantics, CompressedAttributes... elements) {
    return ReportRequest.newBuilder()
        .addAllAttributes(List.of(elements))
        .setRepeatedAttributesSemanticsValue(semantics)
        .setGlobalWordCount(WORDS)
        .build();
  }

  /** Reports {@code source.name/source.user} of each element. */
  private void reporting() {
    mesh.rule(
        "istio-system",
        "report",
        "",
        to(
            handler(
                "r",
                (input, args) -> {
                  for (Object instance : (List<?>) input) {
                    reported.add(((TestTemplate.Filled) instance).value());
                  }
                  return null;
                }),
            mesh.instance("i", REPORTS, "(source.name | \"-\") + \"/\" + (source.user | \"-\")")));
    runtime.apply(mesh);
  }

  @ParameterizedTest
  @CsvSource({"0,a/x b/x b/y", "1,a/x b/- -/y"})
  void elementsAddUpOrStandAlone(int semantics, String expected) throws Exception {
    reporting();
    var reply =
        send(
            REPORT,
            report(
                semantics,
                attributes("source.name", "a", "source.user", "x"),
                attributes("source.name", "b"),
                attributes("source.user", "y")));

    assertThat(reply.grpcStatus()).isZero();
    assertThat(reply.message()).isEmpty();
    assertThat(reported).containsExactly((Object[]) expected.split(" "));
  }

  @Test
  void elementsWithoutWordsUseTheDefaultOnes() throws Exception {
    reporting();
    var shared = new ArrayList<String>();
    var first = new Words(shared).values("source.name", "shared-a").build();
    var own = attributes("source.name", "own-b");
    var third = new Words(shared).values("source.name", "shared-c").build();
    send(REPORT, report(1, first, own, third).toBuilder().addAllDefaultWords(shared).build());

    assertThat(reported).containsExactly("shared-a/-", "own-b/-", "shared-c/-");
  }

  @Test
  void badElementIsLeftOutAndTheOthersAreReported() throws Exception {
    reporting();
    var bad = CompressedAttributes.newBuilder().putStrings(2, -9).build();
    var reply =
        send(
            REPORT, report(1, attributes("source.name", "a"), bad, attributes("source.name", "c")));

    assertThat(reply.grpcStatus()).isEqualTo(Code.UNKNOWN);
    assertThat(text(reply))
        .isEqualTo(
            "1 error occurred:\n\n* request could not be processed due to invalid attributes:"
                + " attribute index -9 is not defined in the available dictionaries");
    assertThat(reported).containsExactly("a/-", "c/-");
  }

  @Test
  void unknownSemanticsAreInvalid() throws Exception {
    reporting();
    var reply = send(REPORT, report(2, attributes("source.name", "a")));

    assertThat(reply.grpcStatus()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(text(reply)).contains("repeated_attributes_semantics 2");
    assertThat(reported).isEmpty();
  }

  @Test
  void emptyReportIsFine() throws Exception {
    assertThat(send(REPORT, ReportRequest.getDefaultInstance()).grpcStatus()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"check.grpc," + CHECK, "report-100.grpc," + REPORT})
  void recordedRequestsAreAnswered(String file, String path) throws Exception {
    reporting();
    byte[] recorded =
        Files.readAllBytes(Path.of(System.getProperty("keelson.shared"), "requests", file));
    var reply = client.call(path, recorded).await(5000);

    assertThat(reply.grpcStatus()).isZero();
    assertThat(reported).hasSize(path.equals(REPORT) ? 100 : 0);
  }

  @Test
  void manyCallsOnOneConnectionGetTheirOwnAnswers() throws Exception {
    mesh.rule(
        "istio-system",
        "rule",
        "",
        to(
            handler(
                "h",
                (input, args) ->
                    new CheckResult(
                        Status.of(7, (String) ((TestTemplate.Filled) input).value()),
                        Duration.ofSeconds(1),
                        1)),
            mesh.instance("i", CHECKS, "source.name | \"none\"")));
    runtime.apply(mesh);
    var replies = new ArrayList<RawHttp2.Reply>();
    for (int i = 0; i < 500; i++) {
      byte[] message = request("source.name", "caller-" + i).build().toByteArray();
      replies.add(client.call(CHECK, RawHttp2.framed(message)));
    }
    for (int i = 0; i < replies.size(); i++) {
      var response = CheckResponse.parseFrom(replies.get(i).await(5000).message());
      assertThat(response.getPrecondition().getStatus().getMessage())
          .isEqualTo("h.istio-system:caller-" + i);
    }
  }
}
