package io.keelson.envoy;

import com.google.protobuf.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cluster that the filters reach a server by, as Envoy's v2 API has it. */
final class MixerCluster {
  private MixerCluster() {}

  /** A tree for a static or dynamic {@code clusters} list: HTTP/2 without TLS. */
  static Map<String, Object> of(ServerAddress server, java.time.Duration connectTimeout) {
    var cluster = new LinkedHashMap<String, Object>();
    cluster.put("name", server.clusterName());
    cluster.put("type", Ips.parse(server.host()).isPresent() ? "STATIC" : "STRICT_DNS");
    cluster.put(
        "connect_timeout",
        ProtoJson.duration(
            Duration.newBuilder()
                .setSeconds(connectTimeout.getSeconds())
                .setNanos(connectTimeout.getNano())
                .build()));
    cluster.put("http2_protocol_options", Map.of());
    var socket = new LinkedHashMap<String, Object>();
    socket.put("address", server.host());
    socket.put("port_value", server.port());
    var assignment = new LinkedHashMap<String, Object>();
    assignment.put("cluster_name", server.clusterName());
    assignment.put(
        "endpoints",
        List.of(
            Map.of(
                "lb_endpoints",
                List.of(Map.of("endpoint", Map.of("address", Map.of("socket_address", socket)))))));
    cluster.put("load_assignment", assignment);
    return cluster;
  }
}
