package io.keelson.mixer.door.grpc;

import io.keelson.mixer.monitoring.RpcMetrics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The methods that one event loop serves. */
public final class GrpcMethods {

  /**
   * A method that is served. Streaming ones become a second variant when a door needs them: the
   * deframer hands on message by message already.
   */
  record Route(UnaryMethod method, RpcMetrics.Method metrics) {}

  private final Map<String, Route> routes = new HashMap<>();
  private final Set<String> services = new HashSet<>();
  private final RpcMetrics metrics;

  GrpcMethods(RpcMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Adds a unary method.
   *
   * @param service full name, such as {@code istio.mixer.v1.Mixer}
   * @param name such as {@code Check}
   */
  public void unary(String service, String name, UnaryMethod method) {
    String path = "/" + service + "/" + name;
    if (routes.put(path, new Route(method, metrics.method(service + "/" + name))) != null) {
      throw new IllegalStateException("two doors serve " + path);
    }
    services.add(service);
  }

  /** The method at this path, or null. */
  Route find(String path) {
    return routes.get(path);
  }

  /** Why there is no method at this path. */
  String unknown(String path) {
    int slash = path.lastIndexOf('/');
    if (slash <= 0 || !path.startsWith("/")) {
      return "malformed method name '" + path + "'";
    }
    String service = path.substring(1, slash);
    return services.contains(service)
        ? "unknown method " + path.substring(slash + 1) + " of service " + service
        : "unknown service " + service;
  }
}
