package io.keelson.mixer.server;

import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.door.grpc.GrpcOptions;
import io.keelson.mixer.door.grpc.ListenAddress;
import io.keelson.mixer.logging.LogOptions;
import io.keelson.mixer.overload.LoadSheddingMode;
import io.keelson.mixer.overload.OverloadOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a server is told, checked. Immutable; made from flags by {@link #of}.
 *
 * @param api where the gRPC API listens
 * @param eventLoops of the gRPC API, at least 1
 * @param configFolder where the configuration lies
 * @param useAdapterCrds whether legacy kinds are accepted
 * @param pluginFolder where the adapters lie
 * @param monitoring where metrics are served
 * @param drainLimit longest wait for running calls at the end
 * @param warnings flags that are valid but do nothing, a sentence each
 */
public record ServerOptions(
    ListenAddress api,
    GrpcOptions grpc,
    int eventLoops,
    Path configFolder,
    boolean useAdapterCrds,
    Path pluginFolder,
    RuntimeOptions runtime,
    OverloadOptions overload,
    ListenAddress.Tcp monitoring,
    ProbeOptions liveness,
    ProbeOptions readiness,
    LogOptions logging,
    Duration drainLimit,
    List<String> warnings) {

  private static final String FOLDER_STORE = "fs://";
  private static final int MAX_PORT = 65535;
  private static final int MAX_MESSAGE = 1 << 30;

  /** The share of the heap that messages may take, half received or at work. */
  private static final double RECEIVE_SHARE = 0.5;

  /** A message of the largest size must find room several times: received, and worked on. */
  private static final long BIGGEST = 8;

  private static final int HEADERS = 64 << 10;

  public ServerOptions {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads flags; those that are not given have their defaults.
   *
   * @throws OptionsException with everything that is wrong
   */
  public static ServerOptions of(Map<ServerFlag, String> flags) throws OptionsException {
    var values = new FlagValues(new EnumMap<>(defaults(flags)));
    var warnings = new ArrayList<String>();
    OverloadOptions overload = overload(values, warnings);
    LogOptions logging = logging(values);
    Duration drainLimit = values.duration(ServerFlag.DRAIN_LIMIT);
    tracing(values, warnings);
    values.integer(ServerFlag.CTRLZ_PORT, 0, MAX_PORT);
    values.bool(ServerFlag.PROFILE);
    int loops = values.integer(ServerFlag.EVENT_LOOPS, 0, Integer.MAX_VALUE);
    var options =
        new ServerOptions(
            api(values),
            grpc(values),
            loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
            configFolder(values),
            values.bool(ServerFlag.USE_ADAPTER_CRDS),
            Path.of(values.text(ServerFlag.PLUGIN_FOLDER)),
            runtime(values, drainLimit),
            overload,
            new ListenAddress.Tcp(
                values.text(ServerFlag.MONITORING_ADDRESS),
                values.integer(ServerFlag.MONITORING_PORT, 0, MAX_PORT)),
            probe(
                values,
                ServerFlag.LIVENESS_PROBE_PATH,
                ServerFlag.LIVENESS_PROBE_INTERVAL,
                warnings),
            probe(
                values,
                ServerFlag.READINESS_PROBE_PATH,
                ServerFlag.READINESS_PROBE_INTERVAL,
                warnings),
            logging,
            drainLimit,
            warnings);
    if (!values.problems().isEmpty()) {
      throw new OptionsException(values.problems());
    }
    return options;
  }

  private static Map<ServerFlag, String> defaults(Map<ServerFlag, String> flags) {
    var all = new EnumMap<ServerFlag, String>(ServerFlag.class);
    for (ServerFlag flag : ServerFlag.values()) {
      all.put(flag, flags.getOrDefault(flag, flag.defaultValue()));
    }
    return all;
  }

  private static ListenAddress api(FlagValues values) {
    int port = values.integer(ServerFlag.PORT, 0, MAX_PORT);
    String address = values.text(ServerFlag.ADDRESS);
    if (!address.isEmpty()) {
      try {
        return ListenAddress.parse(address);
      } catch (IllegalArgumentException e) {
        values.problem(e.getMessage());
      }
    }
    return new ListenAddress.Tcp("0.0.0.0", port);
  }

  private static GrpcOptions grpc(FlagValues values) {
    int message = values.integer(ServerFlag.MAX_MESSAGE_SIZE, 1, MAX_MESSAGE);
    return new GrpcOptions(
        message,
        values.integer(ServerFlag.MAX_CONCURRENT_STREAMS, 1, Integer.MAX_VALUE),
        HEADERS,
        values.positiveDuration(ServerFlag.CALL_LIMIT),
        values.integer(ServerFlag.MAX_RESETS_PER_SECOND, 1, Integer.MAX_VALUE),
        Math.max((long) (RECEIVE_SHARE * Runtime.getRuntime().maxMemory()), BIGGEST * message));
  }

  private static Path configFolder(FlagValues values) {
    String url = values.text(ServerFlag.CONFIG_STORE_URL);
    if (url.startsWith(FOLDER_STORE) && url.length() > FOLDER_STORE.length()) {
      try {
        // Only escapes are decoded: blanks, as folders have them, are welcome as they are. What is
        // no
        // absolute path is what people write for a folder below the current one.
        String path = url.substring(FOLDER_STORE.length()).replace("+", "%2B");
        return Path.of(URLDecoder.decode(path, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        values.problem(
            "configStoreURL '" + url + "' is not a URL: " + e.getMessage() + "; write % as %25");
        return Path.of("");
      }
    }
    String store = url.isEmpty() ? "k8s:// (the default)" : "'" + url + "'";
    values.problem(
        "configStoreURL: the store "
            + store
            + " is not supported yet; give a folder, as --configStoreURL fs:///etc/keelson");
    return Path.of("");
  }

  private static ProbeOptions probe(
      FlagValues values, ServerFlag path, ServerFlag interval, List<String> warnings) {
    var probe = new ProbeOptions(values.text(path), values.duration(interval));
    if (!probe.active() && !(probe.path().isEmpty() && probe.interval().isZero())) {
      warnings.add(
          path.flag() + " and " + interval.flag() + " have no effect without each other; set both");
    }
    return probe;
  }

  private static RuntimeOptions runtime(FlagValues values, Duration drainLimit) {
    int entries = values.integer(ServerFlag.NUM_CHECK_CACHE_ENTRIES, 0, Integer.MAX_VALUE);
    RuntimeOptions defaults = RuntimeOptions.DEFAULT;
    return new RuntimeOptions(
        values.text(ServerFlag.CONFIG_DEFAULT_NAMESPACE),
        values.positiveDuration(ServerFlag.HANDLER_DEADLINE),
        defaults.buildDeadline(),
        drainLimit,
        defaults.closeDeadline(),
        defaults.blockingCalls(),
        defaults.queuedCalls(),
        workers(values, ServerFlag.API_WORKER_POOL_SIZE, "api worker pool size must be > 0"),
        workers(
            values, ServerFlag.ADAPTER_WORKER_POOL_SIZE, "adapter worker pool size must be > 0 "),
        values.bool(ServerFlag.SINGLE_THREADED),
        values.bool(ServerFlag.CHECK_CACHE) ? entries : 0);
  }

  /** The reference's own words. */
  private static int workers(FlagValues values, ServerFlag flag, String rule) {
    int size = values.integer(flag, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (size <= 0) {
      values.problem(rule + ", got pool size " + size);
      return 1;
    }
    return size;
  }

  private static OverloadOptions overload(FlagValues values, List<String> warnings) {
    LoadSheddingMode mode = LoadSheddingMode.DISABLED;
    try {
      mode = LoadSheddingMode.parse(values.text(ServerFlag.LOADSHEDDING_MODE));
    } catch (IllegalArgumentException e) {
      values.problem("loadsheddingMode: " + e.getMessage());
    }
    var options =
        new OverloadOptions(
            mode,
            values.duration(ServerFlag.AVERAGE_LATENCY_THRESHOLD),
            values.number(ServerFlag.LATENCY_SAMPLES_PER_SECOND),
            values.duration(ServerFlag.LATENCY_SAMPLE_HALFLIFE),
            values.number(ServerFlag.MAX_REQUESTS_PER_SECOND),
            values.integer(ServerFlag.BURST_SIZE, 0, Integer.MAX_VALUE));
    options.problems().forEach(values::problem);
    warnings.addAll(options.warnings());
    return options;
  }

  private static LogOptions logging(FlagValues values) {
    var options =
        new LogOptions(
            values.text(ServerFlag.LOG_OUTPUT_LEVEL),
            values.text(ServerFlag.LOG_STACKTRACE_LEVEL),
            values.text(ServerFlag.LOG_CALLER),
            values.bool(ServerFlag.LOG_AS_JSON),
            values.list(ServerFlag.LOG_TARGET),
            values.text(ServerFlag.LOG_ROTATE),
            values.integer(ServerFlag.LOG_ROTATE_MAX_SIZE, 1, Integer.MAX_VALUE),
            values.integer(ServerFlag.LOG_ROTATE_MAX_AGE, 0, Integer.MAX_VALUE),
            values.integer(ServerFlag.LOG_ROTATE_MAX_BACKUPS, 0, Integer.MAX_VALUE));
    options.problems().forEach(values::problem);
    return options;
  }

  private static void tracing(FlagValues values, List<String> warnings) {
    boolean jaeger = !values.text(ServerFlag.TRACE_JAEGER_URL).isEmpty();
    boolean zipkin = !values.text(ServerFlag.TRACE_ZIPKIN_URL).isEmpty();
    double rate = values.number(ServerFlag.TRACE_SAMPLING_RATE);
    if (!(rate >= 0 && rate <= 1)) {
      values.problem("trace_sampling_rate must be from 0 to 1, got " + rate);
    }
    if (jaeger && zipkin) {
      values.problem("trace_jaeger_url and trace_zipkin_url exclude each other; give one");
    }
    if (jaeger || zipkin || values.bool(ServerFlag.TRACE_LOG_SPANS)) {
      warnings.add("tracing is not supported yet; the trace flags have no effect");
    }
  }
}
