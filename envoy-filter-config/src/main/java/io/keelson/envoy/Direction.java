package io.keelson.envoy;

import java.util.Locale;

/** Which way the traffic goes, as seen from the workload beside the proxy. */
public enum Direction {
  /** To the workload. */
  INBOUND,
  /** From the workload, or through a gateway. */
  OUTBOUND;

  /** The value of {@code context.reporter.kind}. */
  String reporterKind() {
    return name().toLowerCase(Locale.ROOT);
  }
}
