package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import io.keelson.api.mixer.v1.config.client.HttpClientConfig;
import io.keelson.api.mixer.v1.config.client.ServiceConfig;
import io.keelson.api.mixer.v1.config.client.TcpClientConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyConfigTest {

  private static ProxyConfig.Request request(ProxyNode node, Direction direction) {
    return new ProxyConfig.Request(
        node, direction, Optional.empty(), List.of(Mesh.WEB, Mesh.ELSEWHERE));
  }

  private static JsonObject json(ProxyConfig config) {
    return JsonParser.parseString(JsonText.of(config.document())).getAsJsonObject();
  }

  private static <B extends com.google.protobuf.Message.Builder> B read(
      com.google.gson.JsonElement element, B builder) throws Exception {
    JsonFormat.parser().merge(element.toString(), builder);
    return builder;
  }

  @Test
  void outboundSidecarHasOneTcpFilterAService() throws Exception {
    ProxyConfig config =
        ProxyConfig.of(Mesh.SETTINGS, request(Mesh.SIDECAR, Direction.OUTBOUND), Mesh.specs());
    MixerFilters filters = Mesh.filters(Mesh.SETTINGS, Mesh.SIDECAR);
    JsonObject json = json(config);

    assertThat(config.diagnostics()).isEmpty();
    JsonObject http = json.getAsJsonObject("http_filter");
    assertThat(http.get("name").getAsString()).isEqualTo("mixer");
    assertThat(read(http.get("config"), HttpClientConfig.newBuilder()).build())
        .isEqualTo(filters.outboundHttp());
    var tcp = json.getAsJsonArray("tcp_filters");
    assertThat(tcp).hasSize(2);
    JsonObject first = tcp.get(0).getAsJsonObject();
    assertThat(first.get("service").getAsString()).isEqualTo("web.shop.svc.cluster.local");
    assertThat(first.getAsJsonObject("filter").get("name").getAsString()).isEqualTo("mixer");
    assertThat(
            read(first.getAsJsonObject("filter").get("config"), TcpClientConfig.newBuilder())
                .build())
        .isEqualTo(filters.outboundTcp(Optional.of(Mesh.WEB)));
    JsonObject route = json.getAsJsonArray("routes").get(1).getAsJsonObject();
    assertThat(route.get("service").getAsString()).isEqualTo("api.ext.example.com");
    assertThat(
            read(
                    route.getAsJsonObject("per_filter_config").get("mixer"),
                    ServiceConfig.newBuilder())
                .build())
        .isEqualTo(filters.outboundRoute(Optional.of(Mesh.ELSEWHERE)));
  }

  @Test
  void gatewayHasOneTcpFilterWithoutService() {
    ProxyConfig config =
        ProxyConfig.of(Mesh.SETTINGS, request(Mesh.ROUTER, Direction.OUTBOUND), Mesh.specs());

    var tcp = json(config).getAsJsonArray("tcp_filters");
    assertThat(tcp).hasSize(1);
    assertThat(tcp.get(0).getAsJsonObject().has("service")).isFalse();
  }

  @Test
  void inboundRoutesAreInbound() throws Exception {
    ProxyConfig config =
        ProxyConfig.of(Mesh.SETTINGS, request(Mesh.SIDECAR, Direction.INBOUND), Mesh.specs());
    JsonObject route = json(config).getAsJsonArray("routes").get(0).getAsJsonObject();

    assertThat(
            read(
                    route.getAsJsonObject("per_filter_config").get("mixer"),
                    ServiceConfig.newBuilder())
                .build())
        .isEqualTo(Mesh.filters(Mesh.SETTINGS, Mesh.SIDECAR).inboundRoute(Mesh.WEB));
  }

  @Test
  void clusterIsHttp2AndNamedAsTheFiltersCallIt() {
    ProxyConfig config =
        ProxyConfig.of(Mesh.SETTINGS, request(Mesh.SIDECAR, Direction.INBOUND), Mesh.specs());

    assertThat(json(config).getAsJsonArray("clusters").toString())
        .isEqualTo(
            "[{\"name\":\"outbound|9091||mixer.example.com\",\"type\":\"STRICT_DNS\","
                + "\"connect_timeout\":\"1s\",\"http2_protocol_options\":{},"
                + "\"load_assignment\":{\"cluster_name\":\"outbound|9091||mixer.example.com\","
                + "\"endpoints\":[{\"lb_endpoints\":[{\"endpoint\":{\"address\":"
                + "{\"socket_address\":{\"address\":\"mixer.example.com\",\"port_value\":9091}}}}]}]}}]");
  }

  @Test
  void eachServerHasItsClusterAndAddressesAreStatic() {
    MeshSettings settings =
        MeshSettings.of("10.0.0.1:9091").withTelemetryServer("[2001:db8::1]:9092");
    ProxyConfig config =
        ProxyConfig.of(settings, request(Mesh.SIDECAR, Direction.INBOUND), Mesh.specs());

    assertThat(config.diagnostics()).isEmpty();
    assertThat(json(config).getAsJsonArray("clusters"))
        .extracting(cluster -> cluster.getAsJsonObject().get("name").getAsString())
        .containsExactly("outbound|9091||10.0.0.1", "outbound|9092||2001:db8::1");
    assertThat(json(config).getAsJsonArray("clusters"))
        .extracting(cluster -> cluster.getAsJsonObject().get("type").getAsString())
        .containsOnly("STATIC");
  }

  @Test
  void withoutServersThereAreNoFilters() {
    ProxyConfig config =
        ProxyConfig.of(MeshSettings.of(""), request(Mesh.SIDECAR, Direction.INBOUND), Mesh.specs());

    assertThat(config.document()).isEmpty();
    assertThat(Mesh.codes(config.diagnostics())).containsExactly("no-server");
    assertThat(config.hasErrors()).isFalse();
  }

  @Test
  void oneServerWithoutTheOtherIsPointedOut() {
    ProxyConfig config =
        ProxyConfig.of(
            Mesh.SETTINGS.withTelemetryServer(""),
            request(Mesh.SIDECAR, Direction.INBOUND),
            Mesh.specs());

    assertThat(config.diagnostics()).hasSize(1);
    assertThat(config.diagnostics().getFirst().toString())
        .contains("telemetryServer", "mixer_server");
    assertThat(json(config).getAsJsonArray("clusters")).hasSize(1);
  }

  @Test
  void quotaWithoutChecksIsPointedOut() {
    ServiceSpecs specs =
        Mesh.specs(
            Mesh.resource("QuotaSpec", "q", "{rules: [{quotas: [{quota: q, charge: 1}]}]}"),
            Mesh.resource(
                "QuotaSpecBinding", "b", "{services: [{name: web}], quotaSpecs: [{name: q}]}"));
    ProxyConfig config =
        ProxyConfig.of(
            Mesh.SETTINGS.withDisablePolicyChecks(true),
            request(Mesh.SIDECAR, Direction.INBOUND),
            specs);

    assertThat(Mesh.codes(config.diagnostics())).containsExactly("quota-without-check");
  }

  @Test
  void aNodeWithoutNamespaceIsPointedOut() {
    var node = new ProxyNode(ProxyNode.Kind.SIDECAR, "web", Map.of());
    ProxyConfig config =
        ProxyConfig.of(Mesh.SETTINGS, request(node, Direction.OUTBOUND), Mesh.specs());

    assertThat(Mesh.codes(config.diagnostics())).containsExactly("node-without-namespace");
  }

  @Test
  void equalInputsGiveEqualText() {
    ProxyConfig.Request request = request(Mesh.SIDECAR, Direction.OUTBOUND);

    assertThat(JsonText.of(ProxyConfig.of(Mesh.SETTINGS, request, Mesh.specs()).document()))
        .isEqualTo(JsonText.of(ProxyConfig.of(Mesh.SETTINGS, request, Mesh.specs()).document()));
  }
}
