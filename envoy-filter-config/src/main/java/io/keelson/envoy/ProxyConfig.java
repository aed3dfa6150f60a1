package io.keelson.envoy;

import com.google.protobuf.Message;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that one 1.1 proxy needs for its traffic in one direction, in the JSON that its Envoy reads:
 * the {@code mixer} filters, the configuration of routes, and the clusters of the servers.
 * Immutable.
 *
 * @param document keys {@code http_filter}, {@code tcp_filters}, {@code routes}, {@code clusters};
 *     empty where the mesh has no server
 */
public record ProxyConfig(Map<String, Object> document, List<Diagnostic> diagnostics) {
  private static final String FILTER = "mixer";

  /**
   * What to configure.
   *
   * @param listener of inbound traffic; empty for a Unix domain socket
   * @param services that the workload offers, or that it calls
   */
  public record Request(
      ProxyNode node,
      Direction direction,
      Optional<ListenerAddress> listener,
      List<MeshService> services) {

    /** Copies the list. */
    public Request {
      services = List.copyOf(services);
    }
  }

  /** The filters of a node, without the diagnostics that {@link #of} gives. */
  public static MixerFilters filters(MeshSettings mesh, ProxyNode node, ServiceSpecs specs) {
    return new MixerFilters(node, ClientPolicy.of(mesh, node), specs);
  }

  /** Builds the document; what is wrong with the inputs is told by the diagnostics. */
  public static ProxyConfig of(MeshSettings mesh, Request request, ServiceSpecs specs) {
    ClientPolicy policy = ClientPolicy.of(mesh, request.node());
    var filters = new MixerFilters(request.node(), policy, specs);
    var diagnostics = new ArrayList<>(specs.diagnostics());
    diagnostics.addAll(policy.diagnostics());
    diagnostics.addAll(Doubts.about(mesh, request, policy, specs));
    if (!mesh.isActive()) {
      return new ProxyConfig(Map.of(), List.copyOf(diagnostics));
    }
    var document = new LinkedHashMap<String, Object>();
    if (request.direction() == Direction.INBOUND) {
      inbound(filters, request, document);
    } else {
      outbound(filters, request, document);
    }
    document.put("clusters", clusters(mesh));
    return new ProxyConfig(document, List.copyOf(diagnostics));
  }

  /** Whether some input could not be used. */
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  private static void inbound(MixerFilters filters, Request request, Map<String, Object> document) {
    document.put("http_filter", filter(filters.inboundHttp(request.listener())));
    document.put("tcp_filters", List.of(tcp("", filters.inboundTcp(request.listener()))));
    document.put(
        "routes",
        request.services().stream()
            .map(service -> route(service, filters.inboundRoute(service)))
            .toList());
  }

  private static void outbound(
      MixerFilters filters, Request request, Map<String, Object> document) {
    document.put("http_filter", filter(filters.outboundHttp()));
    document.put(
        "tcp_filters",
        request.node().kind() == ProxyNode.Kind.ROUTER
            ? List.of(tcp("", filters.outboundTcp(Optional.empty())))
            : request.services().stream()
                .map(service -> tcp(service.host(), filters.outboundTcp(Optional.of(service))))
                .toList());
    document.put(
        "routes",
        request.services().stream()
            .map(service -> route(service, filters.outboundRoute(Optional.of(service))))
            .toList());
  }

  private static Map<String, Object> filter(Message config) {
    var filter = new LinkedHashMap<String, Object>();
    filter.put("name", FILTER);
    filter.put("config", ProtoJson.tree(config));
    return filter;
  }

  private static Map<String, Object> tcp(String service, Message config) {
    var entry = new LinkedHashMap<String, Object>();
    if (!service.isEmpty()) {
      entry.put("service", service);
    }
    entry.put("filter", filter(config));
    return entry;
  }

  private static Map<String, Object> route(MeshService service, Message config) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("service", service.host());
    entry.put("per_filter_config", Map.of(FILTER, ProtoJson.tree(config)));
    return entry;
  }

  /** One a server; a server that is no address has none, and a diagnostic says so. */
  private static List<Map<String, Object>> clusters(MeshSettings mesh) {
    var clusters = new TreeMap<String, Map<String, Object>>();
    for (String server : List.of(mesh.policyCheckServer(), mesh.telemetryServer())) {
      ServerAddress.parse(server)
          .ifPresent(
              address ->
                  clusters.put(
                      address.clusterName(), MixerCluster.of(address, mesh.connectTimeout())));
    }
    return List.copyOf(clusters.values());
  }
}
