package io.keelson.mixer.server;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every flag of the server, in the order that help shows them: what the command line offers and
 * what {@link ServerOptions} reads. Names and defaults are those of the reference server; those
 * that it does not have stand at the end of their group.
 */
public enum ServerFlag {
  PORT("port", Kind.INT, "9091", "API", "port of the gRPC API on all interfaces"),
  ADDRESS(
      "address",
      Kind.TEXT,
      "",
      "API",
      "address of the gRPC API in place of --port: tcp://host:port, unix:///path or host:port"),
  MAX_MESSAGE_SIZE(
      "maxMessageSize", Kind.INT, "1048576", "API", "largest request message in bytes"),
  MAX_CONCURRENT_STREAMS(
      "maxConcurrentStreams", Kind.INT, "1024", "API", "calls at once on one connection"),
  CALL_LIMIT(
      "callLimit", Kind.DURATION, "30s", "API", "longest time to receive and answer one call"),
  MAX_RESETS_PER_SECOND(
      "maxResetsPerSecond",
      Kind.INT,
      "2000",
      "API",
      "cancelled calls a second on one connection before it is closed"),
  DRAIN_LIMIT(
      "drainLimit",
      Kind.DURATION,
      "10s",
      "API",
      "longest wait for running calls when the server stops or a handler is replaced"),
  EVENT_LOOPS(
      "eventLoops", Kind.INT, "0", "API", "event loops of the gRPC API; 0: one for each core"),

  CONFIG_STORE_URL(
      "configStoreURL",
      Kind.TEXT,
      "",
      "Configuration",
      "where the configuration is: fs:///path/to/folder (k8s:// and mcp:// are not supported yet)"),
  CONFIG_DEFAULT_NAMESPACE(
      "configDefaultNamespace",
      Kind.TEXT,
      "istio-system",
      "Configuration",
      "namespace whose rules apply to every request"),
  USE_ADAPTER_CRDS(
      "useAdapterCRDs",
      Kind.BOOL,
      "true",
      "Configuration",
      "accept the legacy kinds, one for each adapter and template"),
  CERT_FILE(
      "certFile",
      Kind.TEXT,
      "/etc/certs/cert-chain.pem",
      "Configuration",
      "client certificate for an mcps:// store; not used yet"),
  KEY_FILE(
      "keyFile",
      Kind.TEXT,
      "/etc/certs/key.pem",
      "Configuration",
      "private key for an mcps:// store; not used yet"),
  CA_CERT_FILE(
      "caCertFile",
      Kind.TEXT,
      "/etc/certs/root-cert.pem",
      "Configuration",
      "certificate authorities for an mcps:// store; not used yet"),
  PLUGIN_FOLDER(
      "pluginFolder", Kind.TEXT, "plugins", "Configuration", "folder of the adapters' plugins"),

  API_WORKER_POOL_SIZE(
      "apiWorkerPoolSize",
      Kind.INT,
      "1024",
      "Workers",
      "calls of blocking handlers at once, all handlers together"),
  ADAPTER_WORKER_POOL_SIZE(
      "adapterWorkerPoolSize",
      Kind.INT,
      "1024",
      "Workers",
      "tasks of adapters at once, all handlers together"),
  SINGLE_THREADED(
      "singleThreaded", Kind.BOOL, "false", "Workers", "run handlers on the caller's event loop"),
  NUM_CHECK_CACHE_ENTRIES(
      "numCheckCacheEntries",
      Kind.INT,
      "1500000",
      "Workers",
      "size of the check cache, where --checkCache switches it on"),
  CHECK_CACHE("checkCache", Kind.BOOL, "false", "Workers", "answer repeated checks from a cache"),
  HANDLER_DEADLINE(
      "handlerDeadline",
      Kind.DURATION,
      "5s",
      "Workers",
      "longest wait for one call of one handler"),

  LOADSHEDDING_MODE(
      "loadsheddingMode", Kind.TEXT, "disabled", "Overload", "disabled, logonly or enforce"),
  AVERAGE_LATENCY_THRESHOLD(
      "averageLatencyThreshold",
      Kind.DURATION,
      "0",
      "Overload",
      "refuse calls while their average duration is this long; 0: off"),
  LATENCY_SAMPLES_PER_SECOND(
      "latencySamplesPerSecond",
      Kind.NUMBER,
      "1.7976931348623157e+308",
      "Overload",
      "most call durations a second that enter the average"),
  LATENCY_SAMPLE_HALFLIFE(
      "latencySampleHalflife",
      Kind.DURATION,
      "1s",
      "Overload",
      "time after which an old average weighs half"),
  MAX_REQUESTS_PER_SECOND(
      "maxRequestsPerSecond",
      Kind.NUMBER,
      "0",
      "Overload",
      "refuse calls beyond this rate (a Report costs its number of elements); 0: off"),
  BURST_SIZE(
      "burstSize",
      Kind.INT,
      "0",
      "Overload",
      "how much may come at once; 0: what one second allows"),

  MONITORING_PORT(
      "monitoringPort", Kind.INT, "15014", "Monitoring", "HTTP port of metrics, version, state"),
  MONITORING_ADDRESS(
      "monitoringAddress",
      Kind.TEXT,
      "0.0.0.0",
      "Monitoring",
      "interface of the monitoring port, such as 127.0.0.1"),
  LIVENESS_PROBE_PATH(
      "livenessProbePath",
      Kind.TEXT,
      "",
      "Monitoring",
      "file that is renewed while the server runs"),
  LIVENESS_PROBE_INTERVAL(
      "livenessProbeInterval", Kind.DURATION, "0", "Monitoring", "twice the time between renewals"),
  READINESS_PROBE_PATH(
      "readinessProbePath",
      Kind.TEXT,
      "",
      "Monitoring",
      "file that is renewed while the server is ready"),
  READINESS_PROBE_INTERVAL(
      "readinessProbeInterval",
      Kind.DURATION,
      "0",
      "Monitoring",
      "twice the time between renewals"),
  PROFILE(
      "profile",
      Kind.BOOL,
      "true",
      "Monitoring",
      "accepted for compatibility; profile with jcmd PID JFR.start"),
  CTRLZ_PORT(
      "ctrlz_port",
      Kind.INT,
      "9876",
      "Monitoring",
      "accepted for compatibility; the monitoring port shows the server's state"),
  CTRLZ_ADDRESS(
      "ctrlz_address", Kind.TEXT, "127.0.0.1", "Monitoring", "accepted for compatibility"),

  TRACE_JAEGER_URL("trace_jaeger_url", Kind.TEXT, "", "Tracing", "Jaeger collector; not used yet"),
  TRACE_ZIPKIN_URL("trace_zipkin_url", Kind.TEXT, "", "Tracing", "Zipkin collector; not used yet"),
  TRACE_LOG_SPANS("trace_log_spans", Kind.BOOL, "false", "Tracing", "log spans; not used yet"),
  TRACE_SAMPLING_RATE(
      "trace_sampling_rate", Kind.NUMBER, "0", "Tracing", "share of traced calls; not used yet"),

  LOG_OUTPUT_LEVEL(
      "log_output_level",
      Kind.TEXT,
      "default:info",
      "Logging",
      "comma list of scope:level with levels debug, info, warn, error, fatal, none"),
  LOG_STACKTRACE_LEVEL(
      "log_stacktrace_level",
      Kind.TEXT,
      "default:none",
      "Logging",
      "comma list of scope:level from which lines carry their call stack"),
  LOG_CALLER(
      "log_caller", Kind.TEXT, "", "Logging", "comma list of scopes that log their call site"),
  LOG_AS_JSON("log_as_json", Kind.BOOL, "false", "Logging", "one JSON object a line"),
  LOG_TARGET("log_target", Kind.LIST, "stdout", "Logging", "files, stdout or stderr; comma list"),
  LOG_ROTATE("log_rotate", Kind.TEXT, "", "Logging", "a log file that is rotated"),
  LOG_ROTATE_MAX_SIZE(
      "log_rotate_max_size",
      Kind.INT,
      "104857600",
      "Logging",
      "size at which it is rotated: megabytes, or bytes from one million on"),
  LOG_ROTATE_MAX_AGE(
      "log_rotate_max_age",
      Kind.INT,
      "30",
      "Logging",
      "days that rotated files are kept; 0: for ever"),
  LOG_ROTATE_MAX_BACKUPS(
      "log_rotate_max_backups", Kind.INT, "1000", "Logging", "rotated files that are kept; 0: all");

  /** How a value is written. */
  public enum Kind {
    TEXT,
    INT,
    NUMBER,
    /** {@code true} or {@code false}; the flag alone means true. */
    BOOL,
    /** As {@code 300ms}, {@code 1m30s} or {@code 0}. */
    DURATION,
    /** Several values, separated by commas or given by repeating the flag. */
    LIST
  }

  private final String flag;
  private final Kind kind;
  private final String defaultValue;
  private final String group;
  private final String description;

  ServerFlag(String flag, Kind kind, String defaultValue, String group, String description) {
    this.flag = flag;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.group = group;
    this.description = description;
  }

  /** The name without dashes, such as {@code configStoreURL}. */
  public String flag() {
    return flag;
  }

  public Kind kind() {
    return kind;
  }

  /** As the user would write it; may be empty. */
  public String defaultValue() {
    return defaultValue;
  }

  /** A heading of the help text. */
  public String group() {
    return group;
  }

  public String description() {
    return description;
  }

  /** The one-letter form, where there is one. */
  public Optional<String> shortFlag() {
    return this == PORT ? Optional.of("p") : Optional.empty();
  }

  /** The flag of this name. */
  public static Optional<ServerFlag> find(String flag) {
    return Arrays.stream(values()).filter(f -> f.flag.equals(flag)).findFirst();
  }
}
