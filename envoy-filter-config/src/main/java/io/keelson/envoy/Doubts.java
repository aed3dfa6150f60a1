package io.keelson.envoy;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/** What can be served as it stands, but is hardly meant so. */
final class Doubts {
  private final List<Diagnostic> doubts = new ArrayList<>();

  private Doubts() {}

  static List<Diagnostic> about(
      MeshSettings mesh, ProxyConfig.Request request, ClientPolicy policy, ServiceSpecs specs) {
    var all = new Doubts();
    all.servers(mesh);
    all.node(request.node());
    if (request.direction() == Direction.INBOUND && !policy.inboundChecks()) {
      request.services().forEach(service -> all.quotas(service, specs));
    }
    return all.doubts;
  }

  private void servers(MeshSettings mesh) {
    if (!mesh.isActive()) {
      warn(
          "no-server",
          "policyCheckServer",
          "",
          "neither a policy nor a telemetry server is set, so proxies get no mixer filters; set"
              + " policyCheckServer or telemetryServer");
    } else if (mesh.telemetryServer().isEmpty()) {
      warn("no-server", "telemetryServer", "", fallback("reports", "telemetryServer"));
    } else if (mesh.policyCheckServer().isEmpty()) {
      warn("no-server", "policyCheckServer", "", fallback("checks", "policyCheckServer"));
    }
  }

  private static String fallback(String what, String setting) {
    return "without it the proxy sends "
        + what
        + " to its cluster mixer_server, which is not among these clusters; set "
        + setting;
  }

  private void node(ProxyNode node) {
    if (node.namespace().isEmpty()) {
      warn(
          "node-without-namespace",
          "node",
          node.id(),
          "the node '"
              + node.id()
              + "' names no namespace, so rules of its namespace will not apply; give"
              + " POD.NAMESPACE");
    }
  }

  private void quotas(MeshService service, ServiceSpecs specs) {
    if (!specs.quotaSpecs(service.host()).isEmpty()) {
      warn(
          "quota-without-check",
          "disablePolicyChecks",
          "true",
          "quota specs are bound to "
              + service.host()
              + ", but the proxy asks for quota only where it checks; enable policy checks");
    }
  }

  private void warn(String code, String field, String value, String reason) {
    doubts.add(new Diagnostic(Severity.WARNING, code, null, field, value, reason, null));
  }
}
