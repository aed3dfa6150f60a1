package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.config.client.HttpClientConfig;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy;
import io.keelson.api.mixer.v1.config.client.ServiceConfig;
import io.keelson.api.mixer.v1.config.client.TcpClientConfig;
import io.keelson.api.mixer.v1.config.client.TransportConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the control plane of Istio 1.1 generates, row by row. */
class MixerFiltersTest {
  private static final Map<String, Object> CALLER =
      Map.of(
          "source.uid", "kubernetes://web-v1.shop",
          "source.namespace", "shop",
          "context.reporter.uid", "kubernetes://web-v1.shop",
          "context.reporter.kind", "outbound");
  private static final Map<String, Object> CALLEE =
      Map.of(
          "destination.uid", "kubernetes://web-v1.shop",
          "destination.namespace", "shop",
          "context.reporter.uid", "kubernetes://web-v1.shop",
          "context.reporter.kind", "inbound",
          "destination.ip", List.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 1, 1, 1),
          "destination.port", 8080L);
  private static final Map<String, Object> DESTINATION =
      Map.of(
          "destination.service.host", "web.shop.svc.cluster.local",
          "destination.service.name", "web",
          "destination.service.namespace", "shop",
          "destination.service.uid", "istio://shop/services/web");
  private static final Optional<ListenerAddress> LISTENER =
      Optional.of(ListenerAddress.parse("10.1.1.1:8080"));

  private final MixerFilters filters = Mesh.filters(Mesh.SETTINGS, Mesh.SIDECAR);

  @Test
  void outboundHttpNamesTheCallerAndForwardsItsUid() {
    HttpClientConfig config = filters.outboundHttp();

    assertThat(Mesh.plain(config.getMixerAttributes())).isEqualTo(CALLER);
    assertThat(Mesh.plain(config.getForwardAttributes()))
        .isEqualTo(Map.of("source.uid", "kubernetes://web-v1.shop"));
  }

  @Test
  void outboundTcpNamesTheCallerAndTheDestinationInline() {
    TcpClientConfig config = filters.outboundTcp(Optional.of(Mesh.WEB));

    assertThat(Mesh.plain(config.getMixerAttributes()))
        .containsAllEntriesOf(CALLER)
        .containsAllEntriesOf(DESTINATION)
        .hasSize(CALLER.size() + DESTINATION.size());
  }

  @Test
  void outboundTcpOfAGatewayNamesNoDestination() {
    MixerFilters gateway = Mesh.filters(Mesh.SETTINGS, Mesh.ROUTER);

    assertThat(Mesh.plain(gateway.outboundTcp(Optional.empty()).getMixerAttributes()))
        .isEqualTo(
            Map.of(
                "source.uid", "kubernetes://igw.edge",
                "source.namespace", "edge",
                "context.reporter.uid", "kubernetes://igw.edge",
                "context.reporter.kind", "outbound"));
  }

  @Test
  void inboundFiltersNameTheCalleeAndItsListener() {
    assertThat(Mesh.plain(filters.inboundHttp(LISTENER).getMixerAttributes())).isEqualTo(CALLEE);
    assertThat(filters.inboundHttp(LISTENER).hasForwardAttributes()).isFalse();
    assertThat(Mesh.plain(filters.inboundTcp(LISTENER).getMixerAttributes())).isEqualTo(CALLEE);
  }

  @Test
  void inboundListenerOnIpv6KeepsItsOctets() {
    Attributes attributes =
        filters
            .inboundHttp(Optional.of(ListenerAddress.parse("[2001:db8::1]:80")))
            .getMixerAttributes();

    assertThat(Mesh.plain(attributes))
        .containsEntry(
            "destination.ip", List.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
        .containsEntry("destination.port", 80L);
  }

  @Test
  void inboundListenerOnASocketHasNeitherAddressNorPort() {
    assertThat(Mesh.plain(filters.inboundTcp(Optional.empty()).getMixerAttributes()))
        .containsOnlyKeys(
            "destination.uid",
            "destination.namespace",
            "context.reporter.uid",
            "context.reporter.kind");
  }

  @Test
  void outboundRouteHasTheDestinationForTheServerAndForUpstream() {
    ServiceConfig route = filters.outboundRoute(Optional.of(Mesh.WEB));

    assertThat(Mesh.plain(route.getMixerAttributes())).isEqualTo(DESTINATION);
    assertThat(Mesh.plain(route.getForwardAttributes())).isEqualTo(DESTINATION);
    assertThat(route.getQuotaSpecList()).isEmpty();
    assertThat(route.getHttpApiSpecList()).isEmpty();
  }

  @Test
  void outboundRouteToAHostElsewhereHasOnlyTheHost() {
    ServiceConfig route = filters.outboundRoute(Optional.of(Mesh.ELSEWHERE));

    assertThat(Mesh.plain(route.getMixerAttributes()))
        .isEqualTo(Map.of("destination.service.host", "api.ext.example.com"));
  }

  @Test
  void outboundRouteToAClusterThatIsNoServiceHasEmptyAttributes() {
    ServiceConfig route = filters.outboundRoute(Optional.empty());

    assertThat(route.hasMixerAttributes()).isTrue();
    assertThat(route.hasForwardAttributes()).isTrue();
    assertThat(route.getMixerAttributes()).isEqualTo(Attributes.getDefaultInstance());
    assertThat(route.getForwardAttributes()).isEqualTo(Attributes.getDefaultInstance());
  }

  @Test
  void outboundRouteWithoutClusterSaysOnlyWhetherToCheck() {
    assertThat(filters.outboundRouteWithoutCluster())
        .isEqualTo(ServiceConfig.newBuilder().setDisableCheckCalls(true).build());
  }

  @Test
  void inboundRouteHasTheDestinationForTheServerOnly() {
    ServiceConfig route = filters.inboundRoute(Mesh.WEB);

    assertThat(Mesh.plain(route.getMixerAttributes())).isEqualTo(DESTINATION);
    assertThat(route.hasForwardAttributes()).isFalse();
  }

  @Test
  void inboundRouteHasTheSpecsThatAreBoundToTheService() {
    ServiceSpecs specs =
        Mesh.specs(
            Mesh.resource("QuotaSpec", "q", "{rules: [{quotas: [{quota: rate, charge: 2}]}]}"),
            Mesh.resource(
                "QuotaSpecBinding", "qb", "{services: [{name: web}], quotaSpecs: [{name: q}]}"),
            Mesh.resource(
                "HTTPAPISpec",
                "a",
                "{patterns: [{httpMethod: GET, uriTemplate: /x}], apiKeys: [{cookie: k}]}"),
            Mesh.resource(
                "HTTPAPISpecBinding", "ab", "{services: [{name: web}], apiSpecs: [{name: a}]}"));
    ServiceConfig route =
        ProxyConfig.filters(Mesh.SETTINGS, Mesh.SIDECAR, specs).inboundRoute(Mesh.WEB);

    assertThat(specs.diagnostics()).isEmpty();
    assertThat(route.getQuotaSpecList()).hasSize(1);
    assertThat(route.getQuotaSpec(0).getRules(0).getQuotas(0).getCharge()).isEqualTo(2);
    assertThat(route.getHttpApiSpecList()).hasSize(1);
    assertThat(route.getHttpApiSpec(0).getPatterns(0).getUriTemplate()).isEqualTo("/x");
    assertThat(route.getHttpApiSpec(0).getApiKeys(0).getCookie()).isEqualTo("k");
  }

  @Test
  void serviceConfigsHasOneEntryThatIsTheDefault() {
    for (HttpClientConfig config : List.of(filters.outboundHttp(), filters.inboundHttp(LISTENER))) {
      assertThat(config.getDefaultDestinationService()).isEqualTo("default");
      assertThat(config.getServiceConfigsMap()).containsOnlyKeys("default");
    }
    assertThat(filters.outboundHttp().getServiceConfigsOrThrow("default"))
        .isEqualTo(ServiceConfig.newBuilder().setDisableCheckCalls(true).build());
    assertThat(filters.inboundHttp(LISTENER).getServiceConfigsOrThrow("default"))
        .isEqualTo(ServiceConfig.getDefaultInstance());
  }

  @Test
  void clustersAreNamedAfterTheServers() {
    MeshSettings settings = Mesh.SETTINGS.withTelemetryServer("telemetry.example.com:15004");
    TransportConfig transport = Mesh.filters(settings, Mesh.SIDECAR).outboundHttp().getTransport();

    assertThat(transport.getCheckCluster()).isEqualTo("outbound|9091||mixer.example.com");
    assertThat(transport.getReportCluster()).isEqualTo("outbound|15004||telemetry.example.com");
  }

  @Test
  void aServerThatIsNotSetHasNoClusterName() {
    TransportConfig transport =
        Mesh.filters(Mesh.SETTINGS.withTelemetryServer(""), Mesh.SIDECAR)
            .outboundHttp()
            .getTransport();

    assertThat(transport.getCheckCluster()).isEqualTo("outbound|9091||mixer.example.com");
    assertThat(transport.getReportCluster()).isEmpty();
  }

  @Test
  void everyFilterHasTheSameTransport() {
    TransportConfig transport =
        TransportConfig.newBuilder()
            .setCheckCluster("outbound|9091||mixer.example.com")
            .setReportCluster("outbound|9091||mixer.example.com")
            .setNetworkFailPolicy(
                NetworkFailPolicy.newBuilder()
                    .setPolicy(FailPolicy.FAIL_CLOSE)
                    .setMaxRetry(0)
                    .setBaseRetryWait(Duration.newBuilder().setNanos(80_000_000))
                    .setMaxRetryWait(Duration.newBuilder().setSeconds(1)))
            .build();

    assertThat(filters.outboundHttp().getTransport()).isEqualTo(transport);
    assertThat(filters.inboundHttp(LISTENER).getTransport()).isEqualTo(transport);
    assertThat(filters.outboundTcp(Optional.of(Mesh.WEB)).getTransport()).isEqualTo(transport);
    assertThat(filters.inboundTcp(LISTENER).getTransport()).isEqualTo(transport);
  }

  @Test
  void routesCheckWhereFiltersDo() {
    assertThat(filters.outboundRoute(Optional.of(Mesh.WEB)).getDisableCheckCalls()).isTrue();
    assertThat(filters.inboundRoute(Mesh.WEB).getDisableCheckCalls()).isFalse();
  }

  @Test
  void tcpFiltersCheckWhereHttpFiltersDo() {
    assertThat(filters.outboundTcp(Optional.of(Mesh.WEB)).getDisableCheckCalls()).isTrue();
    assertThat(filters.inboundTcp(LISTENER).getDisableCheckCalls()).isFalse();
  }
}
