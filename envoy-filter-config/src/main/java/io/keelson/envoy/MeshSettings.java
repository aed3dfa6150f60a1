package io.keelson.envoy;

import java.time.Duration;

/**
 * What of the mesh's settings concerns policy and telemetry. Immutable.
 *
 * @param policyCheckServer {@code host:port} of the server for Check; empty for none
 * @param telemetryServer {@code host:port} of the server for Report; empty for none
 * @param disablePolicyChecks no Check at all, unless a node asks for it
 * @param policyCheckFailOpen requests pass where no server answers
 * @param enableClientSidePolicyCheck Check on the caller's side too
 * @param connectTimeout of the clusters
 */
public record MeshSettings(
    String policyCheckServer,
    String telemetryServer,
    boolean disablePolicyChecks,
    boolean policyCheckFailOpen,
    boolean enableClientSidePolicyCheck,
    Duration connectTimeout) {

  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  /**
   * One server for both, checks on the callee's side, closed where it does not answer. (Istio's own
   * default is no checks; who names a policy server wants it asked.)
   */
  public static MeshSettings of(String server) {
    return new MeshSettings(server, server, false, false, false, DEFAULT_CONNECT_TIMEOUT);
  }

  /** The same with another server for Check. */
  public MeshSettings withPolicyCheckServer(String server) {
    return new MeshSettings(
        server,
        telemetryServer,
        disablePolicyChecks,
        policyCheckFailOpen,
        enableClientSidePolicyCheck,
        connectTimeout);
  }

  /** The same with another server for Report. */
  public MeshSettings withTelemetryServer(String server) {
    return new MeshSettings(
        policyCheckServer,
        server,
        disablePolicyChecks,
        policyCheckFailOpen,
        enableClientSidePolicyCheck,
        connectTimeout);
  }

  /** The same with or without checks. */
  public MeshSettings withDisablePolicyChecks(boolean disable) {
    return new MeshSettings(
        policyCheckServer,
        telemetryServer,
        disable,
        policyCheckFailOpen,
        enableClientSidePolicyCheck,
        connectTimeout);
  }

  /** The same, open or closed where no server answers. */
  public MeshSettings withPolicyCheckFailOpen(boolean open) {
    return new MeshSettings(
        policyCheckServer,
        telemetryServer,
        disablePolicyChecks,
        open,
        enableClientSidePolicyCheck,
        connectTimeout);
  }

  /** The same with or without checks on the caller's side. */
  public MeshSettings withEnableClientSidePolicyCheck(boolean enable) {
    return new MeshSettings(
        policyCheckServer,
        telemetryServer,
        disablePolicyChecks,
        policyCheckFailOpen,
        enable,
        connectTimeout);
  }

  /** Without any server proxies get no mixer filters. */
  boolean isActive() {
    return !policyCheckServer.isEmpty() || !telemetryServer.isEmpty();
  }
}
