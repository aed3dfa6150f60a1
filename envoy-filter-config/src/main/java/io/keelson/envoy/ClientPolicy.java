package io.keelson.envoy;

import static io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy.FAIL_CLOSE;
import static io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy.FAIL_OPEN;

import com.google.protobuf.Duration;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy;
import io.keelson.api.mixer.v1.config.client.TransportConfig;
import io.keelson.attribute.DurationText;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one proxy talks to the servers, and when it asks: mesh settings, overridden by the node's
 * metadata. A metadata value that cannot be read changes nothing and becomes a diagnostic.
 *
 * @param transport of every filter
 * @param inboundChecks whether requests to the workload are checked
 * @param outboundChecks whether requests from it are
 */
record ClientPolicy(
    TransportConfig transport,
    boolean inboundChecks,
    boolean outboundChecks,
    List<Diagnostic> diagnostics) {

  static final String CHECK = "policy.istio.io/check";
  static final String RETRIES = "policy.istio.io/checkRetries";
  static final String BASE_WAIT = "policy.istio.io/checkBaseRetryWaitTime";
  static final String MAX_WAIT = "policy.istio.io/checkMaxRetryWaitTime";

  private static final int DEFAULT_RETRIES = 0;
  private static final java.time.Duration DEFAULT_BASE_WAIT = java.time.Duration.ofMillis(80);
  private static final java.time.Duration DEFAULT_MAX_WAIT = java.time.Duration.ofMillis(1000);

  static ClientPolicy of(MeshSettings mesh, ProxyNode node) {
    return new Reader(mesh, node).read();
  }

  boolean checks(Direction direction) {
    return direction == Direction.INBOUND ? inboundChecks : outboundChecks;
  }

  private static final class Reader {
    private final MeshSettings mesh;
    private final ProxyNode node;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    Reader(MeshSettings mesh, ProxyNode node) {
      this.mesh = mesh;
      this.node = node;
    }

    ClientPolicy read() {
      FailPolicy onFailure = mesh.policyCheckFailOpen() ? FAIL_OPEN : FAIL_CLOSE;
      boolean inbound = !mesh.disablePolicyChecks();
      boolean outbound =
          !mesh.disablePolicyChecks()
              && (node.kind() == ProxyNode.Kind.ROUTER || mesh.enableClientSidePolicyCheck());
      String check = node.metadata().getOrDefault(CHECK, "");
      switch (check) {
        case "" -> {
          // as the mesh has it
        }
        case "enable" -> {
          onFailure = FAIL_CLOSE;
          inbound = outbound = true;
        }
        case "allow-on-error" -> {
          onFailure = FAIL_OPEN;
          inbound = outbound = true;
        }
        case "disable" -> {
          onFailure = FAIL_OPEN;
          inbound = outbound = false;
        }
        default ->
            ignored(
                CHECK, check, "is none of enable, disable and allow-on-error; write one of them");
      }
      return new ClientPolicy(transport(onFailure), inbound, outbound, List.copyOf(diagnostics));
    }

    private TransportConfig transport(FailPolicy onFailure) {
      java.time.Duration base = wait(BASE_WAIT, DEFAULT_BASE_WAIT);
      java.time.Duration max = wait(MAX_WAIT, DEFAULT_MAX_WAIT);
      if (base.compareTo(max) > 0) {
        diagnostics.add(
            warning(
                "unusable-range",
                "metadata." + BASE_WAIT,
                DurationText.format(base),
                "the least wait before a retry is longer than the longest, "
                    + DurationText.format(max)
                    + ", so every wait is the latter; raise "
                    + MAX_WAIT));
      }
      return TransportConfig.newBuilder()
          .setNetworkFailPolicy(
              NetworkFailPolicy.newBuilder()
                  .setPolicy(onFailure)
                  .setMaxRetry(retries())
                  .setBaseRetryWait(proto(base))
                  .setMaxRetryWait(proto(max)))
          .setCheckCluster(cluster("policyCheckServer", mesh.policyCheckServer()))
          .setReportCluster(cluster("telemetryServer", mesh.telemetryServer()))
          .build();
    }

    private String cluster(String setting, String server) {
      if (server.isEmpty()) {
        return "";
      }
      Optional<ServerAddress> address = ServerAddress.parse(server);
      if (address.isEmpty()) {
        diagnostics.add(
            new Diagnostic(
                Severity.ERROR,
                "bad-address",
                null,
                setting,
                server,
                "'" + server + "' is no server; give HOST:PORT, such as keelson.example.com:9091",
                null));
      }
      return address.map(ServerAddress::clusterName).orElse("");
    }

    private int retries() {
      String text = node.metadata().get(RETRIES);
      if (text == null) {
        return DEFAULT_RETRIES;
      }
      try {
        return Integer.parseUnsignedInt(text);
      } catch (NumberFormatException e) {
        ignored(RETRIES, text, "is no number of retries; write a whole number such as 3");
        return DEFAULT_RETRIES;
      }
    }

    private java.time.Duration wait(String key, java.time.Duration otherwise) {
      String text = node.metadata().get(key);
      if (text == null) {
        return otherwise;
      }
      Optional<java.time.Duration> parsed =
          DurationText.parse(text).filter(duration -> !duration.isNegative());
      if (parsed.isEmpty()) {
        ignored(key, text, "is no duration; write one such as 80ms");
      }
      return parsed.orElse(otherwise);
    }

    private void ignored(String key, String value, String reason) {
      diagnostics.add(
          warning(
              "bad-metadata", "metadata." + key, value, "'" + value + "' " + reason + "; ignored"));
    }

    private Diagnostic warning(String code, String field, String value, String reason) {
      return new Diagnostic(
          Severity.WARNING, code, null, field, value, reason + " (node " + node.id() + ")", null);
    }
  }

  private static Duration proto(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
