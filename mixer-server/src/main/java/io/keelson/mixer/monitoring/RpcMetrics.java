package io.keelson.mixer.monitoring;

/** What every gRPC method is measured by. Thread safe. */
public final class RpcMetrics {
  private static final double[] BYTES = {
    1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456
  };
  private static final double[] MILLIS = {
    0.05, 0.1, 0.3, 0.6, 0.8, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130,
    160, 200, 250, 300, 400, 500, 650, 800, 1000, 2000, 5000, 10000, 20000, 50000, 100000
  };
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String[] STATUS = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED"
  };

  private final Family<Counter> completed;
  private final Family<Histogram> received;
  private final Family<Histogram> sent;
  private final Family<Histogram> latency;

  public RpcMetrics(SelfMetrics metrics) {
    completed =
        metrics.counters(
            "grpc_io_server_completed_rpcs",
            "Count of RPCs by method and status.",
            "grpc_server_method",
            "grpc_server_status");
    received =
        metrics.histograms(
            "grpc_io_server_received_bytes_per_rpc",
            "Received bytes per RPC.",
            BYTES,
            "grpc_server_method");
    sent =
        metrics.histograms(
            "grpc_io_server_sent_bytes_per_rpc",
            "Sent bytes per RPC.",
            BYTES,
            "grpc_server_method");
    latency =
        metrics.histograms(
            "grpc_io_server_server_latency",
            "Server latency in milliseconds.",
            MILLIS,
            "grpc_server_method");
  }

  /**
   * The metrics of one method.
   *
   * @param name such as {@code istio.mixer.v1.Mixer/Check}
   */
  public Method method(String name) {
    return new Method(name);
  }

  /** What one method is measured by; nothing shows before its first call. */
  public final class Method {
    private final String name;
    private final Counter[] byStatus = new Counter[STATUS.length];
    private volatile Histogram[] sizes;

    private Method(String name) {
      this.name = name;
    }

    /** A call has ended. */
    public void ended(int status, long receivedBytes, long sentBytes, long nanos) {
      int index = status < 0 || status >= STATUS.length ? 2 : status;
      Counter counter = byStatus[index];
      if (counter == null) {
        // A race at worst looks the same counter up twice.
        counter = completed.with(name, STATUS[index]);
        byStatus[index] = counter;
      }
      counter.increment();
      Histogram[] histograms = sizes;
      if (histograms == null) {
        histograms = new Histogram[] {received.with(name), sent.with(name), latency.with(name)};
        sizes = histograms;
      }
      histograms[0].record(receivedBytes);
      histograms[1].record(sentBytes);
      histograms[2].record(nanos / NANOS_PER_MILLI);
    }
  }
}
