package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.Attributes.AttributeValue;
import io.keelson.api.mixer.v1.config.client.APIKey;
import io.keelson.api.mixer.v1.config.client.AttributeMatch;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpec;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpecBinding;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpecPattern;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpecReference;
import io.keelson.api.mixer.v1.config.client.HttpClientConfig;
import io.keelson.api.mixer.v1.config.client.IstioService;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy;
import io.keelson.api.mixer.v1.config.client.Quota;
import io.keelson.api.mixer.v1.config.client.QuotaRule;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.api.mixer.v1.config.client.QuotaSpecBinding;
import io.keelson.api.mixer.v1.config.client.ServiceConfig;
import io.keelson.api.mixer.v1.config.client.StringMatch;
import io.keelson.api.mixer.v1.config.client.TcpClientConfig;
import io.keelson.api.mixer.v1.config.client.TransportConfig;
import io.keelson.config.snapshot.Problems;
import io.keelson.config.snapshot.ProtoYaml;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message of the filters survives its JSON, as protobuf's own parser and ours read it. */
class RoundTripTest {
  private static final Attributes ATTRIBUTES =
      Attributes.newBuilder()
          .putAttributes("string", AttributeValue.newBuilder().setStringValue("a\"\\\n😀").build())
          .putAttributes("empty", AttributeValue.newBuilder().setStringValue("").build())
          .putAttributes("int64", AttributeValue.newBuilder().setInt64Value(Long.MIN_VALUE).build())
          .putAttributes("zero", AttributeValue.newBuilder().setInt64Value(0).build())
          .putAttributes("double", AttributeValue.newBuilder().setDoubleValue(-0.25).build())
          .putAttributes("bool", AttributeValue.newBuilder().setBoolValue(false).build())
          .putAttributes(
              "bytes",
              AttributeValue.newBuilder()
                  .setBytesValue(ByteString.copyFrom(new byte[] {0, -1, -2, 62, 63}))
                  .build())
          .putAttributes(
              "time",
              AttributeValue.newBuilder()
                  .setTimestampValue(Timestamp.newBuilder().setSeconds(-1).setNanos(1_000))
                  .build())
          .putAttributes(
              "duration",
              AttributeValue.newBuilder()
                  .setDurationValue(Duration.newBuilder().setSeconds(-1).setNanos(-5))
                  .build())
          .putAttributes(
              "map",
              AttributeValue.newBuilder()
                  .setStringMapValue(
                      Attributes.StringMap.newBuilder().putEntries("k", "v").putEntries("", ""))
                  .build())
          .build();

  private static final QuotaSpec QUOTA =
      QuotaSpec.newBuilder()
          .addRules(
              QuotaRule.newBuilder()
                  .addMatch(
                      AttributeMatch.newBuilder()
                          .putClause("a", StringMatch.newBuilder().setExact("x").build())
                          .putClause("b", StringMatch.newBuilder().setPrefix("y").build())
                          .putClause("c", StringMatch.newBuilder().setRegex("z.*").build()))
                  .addQuotas(Quota.newBuilder().setQuota("q").setCharge(Long.MAX_VALUE)))
          .build();

  private static final HTTPAPISpec API =
      HTTPAPISpec.newBuilder()
          .setAttributes(ATTRIBUTES)
          .addPatterns(
              HTTPAPISpecPattern.newBuilder()
                  .setAttributes(ATTRIBUTES)
                  .setHttpMethod("GET")
                  .setUriTemplate("/a/{b}"))
          .addPatterns(HTTPAPISpecPattern.newBuilder().setHttpMethod("PUT").setRegex("^/a"))
          .addApiKeys(APIKey.newBuilder().setQuery("q"))
          .addApiKeys(APIKey.newBuilder().setHeader("h"))
          .addApiKeys(APIKey.newBuilder().setCookie("c"))
          .build();

  private static final NetworkFailPolicy FAIL =
      NetworkFailPolicy.newBuilder()
          .setPolicy(FailPolicy.FAIL_CLOSE)
          .setMaxRetry(-1) // the largest uint32
          .setBaseRetryWait(Duration.newBuilder().setNanos(80_000_000))
          .setMaxRetryWait(Duration.newBuilder().setSeconds(1).setNanos(1_000))
          .build();

  private static final TransportConfig TRANSPORT =
      TransportConfig.newBuilder()
          .setDisableCheckCache(true)
          .setDisableQuotaCache(true)
          .setDisableReportBatch(true)
          .setNetworkFailPolicy(FAIL)
          .setStatsUpdateInterval(Duration.newBuilder().setSeconds(10))
          .setCheckCluster("outbound|1||a")
          .setReportCluster("outbound|2||b")
          .setAttributesForMixerProxy(ATTRIBUTES)
          .build();

  private static final ServiceConfig SERVICE =
      ServiceConfig.newBuilder()
          .setDisableCheckCalls(true)
          .setDisableReportCalls(true)
          .setMixerAttributes(ATTRIBUTES)
          .addHttpApiSpec(API)
          .addQuotaSpec(QUOTA)
          .setNetworkFailPolicy(FAIL)
          .setForwardAttributes(ATTRIBUTES)
          .build();

  private static final IstioService NAMED =
      IstioService.newBuilder()
          .setName("a")
          .setNamespace("b")
          .setDomain("c")
          .putLabels("k", "v")
          .build();

  private static Stream<Message> messages() {
    MixerFilters filters = Mesh.filters(Mesh.SETTINGS, Mesh.SIDECAR);
    return Stream.of(
        ATTRIBUTES,
        FAIL,
        TRANSPORT,
        SERVICE,
        HttpClientConfig.newBuilder()
            .setTransport(TRANSPORT)
            .putServiceConfigs("default", SERVICE)
            .putServiceConfigs("other", ServiceConfig.getDefaultInstance())
            .setDefaultDestinationService("default")
            .setMixerAttributes(ATTRIBUTES)
            .setForwardAttributes(ATTRIBUTES)
            .build(),
        TcpClientConfig.newBuilder()
            .setTransport(TRANSPORT)
            .setMixerAttributes(ATTRIBUTES)
            .setDisableCheckCalls(true)
            .setDisableReportCalls(true)
            .setConnectionQuotaSpec(QUOTA)
            .setReportInterval(Duration.newBuilder().setSeconds(10))
            .build(),
        API,
        QUOTA,
        NAMED,
        HTTPAPISpecBinding.newBuilder()
            .addServices(NAMED)
            .addApiSpecs(HTTPAPISpecReference.newBuilder().setName("s").setNamespace("n"))
            .build(),
        QuotaSpecBinding.newBuilder()
            .addServices(IstioService.newBuilder().setService("*"))
            .addQuotaSpecs(
                QuotaSpecBinding.QuotaSpecReference.newBuilder().setName("s").setNamespace("n"))
            .build(),
        filters.outboundHttp(),
        filters.inboundHttp(Optional.of(ListenerAddress.parse("10.1.1.1:80"))),
        filters.outboundTcp(Optional.of(Mesh.WEB)),
        filters.inboundTcp(Optional.empty()),
        filters.inboundRoute(Mesh.WEB),
        filters.outboundRoute(Optional.of(Mesh.WEB)),
        filters.outboundRoute(Optional.empty()),
        filters.outboundRouteWithoutCluster());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void protobufReadsWhatIsWritten(Message message) throws InvalidProtocolBufferException {
    Message.Builder read = message.newBuilderForType();
    JsonFormat.parser().merge(JsonText.of(ProtoJson.tree(message)), read);

    assertThat(read.build()).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void protobufWritesTheSame(Message message) throws InvalidProtocolBufferException {
    String theirs = JsonFormat.printer().preservingProtoFieldNames().print(message);

    assertThat(com.google.gson.JsonParser.parseString(JsonText.of(ProtoJson.tree(message))))
        .isEqualTo(com.google.gson.JsonParser.parseString(theirs));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void resourcesReadWhatIsWritten(Message message) {
    var problems = new Problems();
    Message read =
        ProtoYaml.decode(
            ProtoJson.tree(message), message.getDefaultInstanceForType(), "spec", problems);

    assertThat(problems.list()).isEmpty();
    assertThat(read).isEqualTo(message);
  }

  @Test
  void everyMessageOfTheFiltersIsTried() {
    List<String> tried =
        messages().map(message -> message.getDescriptorForType().getName()).distinct().toList();

    assertThat(tried)
        .contains(
            "NetworkFailPolicy",
            "TransportConfig",
            "ServiceConfig",
            "HttpClientConfig",
            "TcpClientConfig",
            "HTTPAPISpec",
            "HTTPAPISpecBinding",
            "QuotaSpec",
            "QuotaSpecBinding",
            "IstioService");
  }
}
