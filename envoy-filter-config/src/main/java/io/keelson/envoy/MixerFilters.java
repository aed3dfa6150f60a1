package io.keelson.envoy;

import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.config.client.HttpClientConfig;
import io.keelson.api.mixer.v1.config.client.ServiceConfig;
import io.keelson.api.mixer.v1.config.client.TcpClientConfig;
import java.util.Optional;

/**
 * The configuration of a proxy's {@code mixer} filters, as the control plane of Istio 1.1 makes it.
 * Immutable; all methods are pure.
 */
public final class MixerFilters {
  private static final String DEFAULT_SERVICE = "default";

  private final ProxyNode node;
  private final ClientPolicy policy;
  private final ServiceSpecs specs;

  MixerFilters(ProxyNode node, ClientPolicy policy, ServiceSpecs specs) {
    this.node = node;
    this.policy = policy;
    this.specs = specs;
  }

  /** The HTTP filter of outbound listeners and of gateways. */
  public HttpClientConfig outboundHttp() {
    return http(Direction.OUTBOUND, outboundAttributes().build())
        .setForwardAttributes(new StaticAttributes().text("source.uid", node.uid()).build())
        .build();
  }

  /**
   * The HTTP filter of an inbound listener.
   *
   * @param listener empty where it listens on a Unix domain socket
   */
  public HttpClientConfig inboundHttp(Optional<ListenerAddress> listener) {
    return http(Direction.INBOUND, inboundAttributes(listener)).build();
  }

  private HttpClientConfig.Builder http(Direction direction, Attributes attributes) {
    return HttpClientConfig.newBuilder()
        .setTransport(policy.transport())
        .setDefaultDestinationService(DEFAULT_SERVICE)
        .putServiceConfigs(DEFAULT_SERVICE, bare(direction).build())
        .setMixerAttributes(attributes);
  }

  /**
   * The TCP filter of an outbound listener.
   *
   * @param destination the listener's service; empty on gateways
   */
  public TcpClientConfig outboundTcp(Optional<MeshService> destination) {
    StaticAttributes attributes = outboundAttributes();
    destination.ifPresent(attributes::destination);
    return tcp(Direction.OUTBOUND, attributes.build());
  }

  /**
   * The TCP filter of an inbound listener.
   *
   * @param listener empty where it listens on a Unix domain socket
   */
  public TcpClientConfig inboundTcp(Optional<ListenerAddress> listener) {
    return tcp(Direction.INBOUND, inboundAttributes(listener));
  }

  private TcpClientConfig tcp(Direction direction, Attributes attributes) {
    return TcpClientConfig.newBuilder()
        .setTransport(policy.transport())
        .setMixerAttributes(attributes)
        .setDisableCheckCalls(!policy.checks(direction))
        .build();
  }

  /** Of a route to the workload: with the API and quota specs that are bound to the service. */
  public ServiceConfig inboundRoute(MeshService service) {
    return bare(Direction.INBOUND)
        .setMixerAttributes(new StaticAttributes().destination(service).build())
        .addAllHttpApiSpec(specs.apiSpecs(service.host()))
        .addAllQuotaSpec(specs.quotaSpecs(service.host()))
        .build();
  }

  /**
   * Of a route to one cluster, or of one cluster of a weighted route.
   *
   * @param destination empty where the cluster is no service, such as {@code PassthroughCluster}
   */
  public ServiceConfig outboundRoute(Optional<MeshService> destination) {
    var attributes = new StaticAttributes();
    destination.ifPresent(attributes::destination);
    return bare(Direction.OUTBOUND)
        .setMixerAttributes(attributes.build())
        .setForwardAttributes(attributes.build())
        .build();
  }

  /** Of a weighted route as a whole, of a redirect and of a direct response. */
  public ServiceConfig outboundRouteWithoutCluster() {
    return bare(Direction.OUTBOUND).build();
  }

  private ServiceConfig.Builder bare(Direction direction) {
    return ServiceConfig.newBuilder().setDisableCheckCalls(!policy.checks(direction));
  }

  private StaticAttributes outboundAttributes() {
    return reporter(Direction.OUTBOUND)
        .text("source.uid", node.uid())
        .text("source.namespace", node.namespace());
  }

  private Attributes inboundAttributes(Optional<ListenerAddress> listener) {
    StaticAttributes attributes =
        reporter(Direction.INBOUND)
            .text("destination.uid", node.uid())
            .text("destination.namespace", node.namespace());
    listener.ifPresent(
        address ->
            attributes
                .address("destination.ip", address.ip())
                .number("destination.port", address.port()));
    return attributes.build();
  }

  private StaticAttributes reporter(Direction direction) {
    return new StaticAttributes()
        .text("context.reporter.uid", node.uid())
        .text("context.reporter.kind", direction.reporterKind());
  }
}
