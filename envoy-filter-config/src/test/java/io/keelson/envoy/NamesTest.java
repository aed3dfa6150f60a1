package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How services, nodes, servers and listeners are written. */
class NamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mixer:9091; outbound|9091||mixer",
        "istio-policy.istio-system.svc.cluster.local:15004;"
            + " outbound|15004||istio-policy.istio-system.svc.cluster.local",
        "10.0.0.1:1; outbound|1||10.0.0.1",
        "[::1]:65535; outbound|65535||::1",
      })
  void serversAreHostAndPort(String text, String cluster) {
    assertThat(ServerAddress.parse(text)).map(ServerAddress::clusterName).contains(cluster);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mixer",
        ":9091",
        "mixer:",
        "mixer:0",
        "mixer:65536",
        "mixer:-1",
        "mixer:http",
        "::1:80",
        "[mixer]:80",
        "10.0.0:80",
        "10.0.0.256:80",
        "a..b:80",
        "a_b:80",
        "http://mixer:80"
      })
  void otherTextIsNoServer(String text) {
    assertThat(ServerAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "web.shop; web.shop.svc.cluster.local; web; shop; istio://shop/services/web",
        "web.shop.svc.cluster.local; web.shop.svc.cluster.local; web; shop; istio://shop/services/web",
        "api.ext.example.com; api.ext.example.com; ''; ''; ''",
        "localhost; localhost; ''; ''; ''",
      })
  void servicesAreShortOrFullNames(
      String text, String host, String name, String namespace, String uid) {
    assertThat(MeshService.parse(text, "cluster.local"))
        .isEqualTo(new MeshService(host, name, namespace, uid));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "web.", "a b", "web.shop:80", "*.shop"})
  void otherTextIsNoService(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshService.parse(text, "cluster.local"))
        .withMessageContaining("give NAME.NAMESPACE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "web-v1.shop; SIDECAR; kubernetes://web-v1.shop; shop",
        "sidecar~10.1.1.1~web-v1.shop~shop.svc.cluster.local; SIDECAR; kubernetes://web-v1.shop; shop",
        "router~10.2.0.1~igw.edge~edge.svc.cluster.local; ROUTER; kubernetes://igw.edge; edge",
        "ingress~10.2.0.1~igw.edge~x; ROUTER; kubernetes://igw.edge; edge",
        "web; SIDECAR; kubernetes://web; ''",
        "a.b.c; SIDECAR; kubernetes://a.b.c; b",
      })
  void nodesAreShortOrWholeIds(String text, ProxyNode.Kind kind, String uid, String namespace) {
    ProxyNode node = ProxyNode.parse(text, Map.of());

    assertThat(node.kind()).isEqualTo(kind);
    assertThat(node.uid()).isEqualTo(uid);
    assertThat(node.namespace()).isEqualTo(namespace);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sidecar~10.1.1.1~a.b", "sidecar~10.1.1.1~~x", "agent~1~a.b~x"})
  void otherTextIsNoNode(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProxyNode.parse(text, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", "10.1.1.1", "10.1.1.1:0", "web:80", "10.1.1:80"})
  void otherTextIsNoListener(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenerAddress.parse(text))
        .withMessageContaining("give IP:PORT");
  }

  @Test
  void durationsAreWrittenWithTheDecimalsTheyNeed() {
    assertThat(ProtoJson.duration(duration(1, 0))).isEqualTo("1s");
    assertThat(ProtoJson.duration(duration(0, 80_000_000))).isEqualTo("0.080s");
    assertThat(ProtoJson.duration(duration(0, 1_000))).isEqualTo("0.000001s");
    assertThat(ProtoJson.duration(duration(2, 1))).isEqualTo("2.000000001s");
    assertThat(ProtoJson.duration(duration(-1, -500_000_000))).isEqualTo("-1.500s");
  }

  private static com.google.protobuf.Duration duration(long seconds, int nanos) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }
}
