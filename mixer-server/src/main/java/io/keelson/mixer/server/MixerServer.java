package io.keelson.mixer.server;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.snapshot.SnapshotBuilder;
import io.keelson.config.snapshot.SnapshotOptions;
import io.keelson.config.source.FolderSource;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.door.grpc.GrpcServer;
import io.keelson.mixer.door.grpc.ListenAddress;
import io.keelson.mixer.door.mixer.MixerDoor;
import io.keelson.mixer.logging.Logging;
import io.keelson.mixer.monitoring.Health;
import io.keelson.mixer.monitoring.MonitoringServer;
import io.keelson.mixer.monitoring.Probe;
import io.keelson.mixer.monitoring.ProcessMetrics;
import io.keelson.mixer.monitoring.RpcMetrics;
import io.keelson.mixer.monitoring.SelfMeters;
import io.keelson.mixer.monitoring.SelfMetrics;
import io.keelson.mixer.monitoring.StateReport;
import io.keelson.mixer.overload.OverloadProtection;
import io.keelson.mixer.plugin.PluginFolder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server, from {@link #start} to {@link #close}. Parts are built in an order in which
 * each finds what it needs, and end in the reverse of it: first no new calls, then the calls that
 * run, then what they used.
 */
public final class MixerServer implements AutoCloseable {
  private static final Duration SYNC_LIMIT = Duration.ofSeconds(30);
  private static final long BIND_SECONDS = 10;

  /** Beyond the drain limit, for goodbyes and bookkeeping. */
  private static final long CLOSE_EXTRA_MILLIS = 3_000;

  private static final int WORKERS = 4;
  private static final Logger LOG = LoggerFactory.getLogger("default");

  /** An end of a part; must not throw for reasons that are not bugs. */
  private interface Step {
    void run() throws Exception;
  }

  private final ServerOptions options;
  private final String version;
  private final Deque<Step> ending = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final SelfMetrics metrics = new SelfMetrics();
  private volatile boolean serving;
  private PluginFolder plugins;
  private MixerRuntime runtime;
  private ConfigFeed feed;
  private GrpcServer grpc;
  private MonitoringServer monitoring;

  private MixerServer(ServerOptions options, String version) {
    this.options = options;
    this.version = version;
  }

  /**
   * Starts a server and returns when it serves.
   *
   * @param version of the build, for {@code /version} and metrics
   * @throws StartException with a sentence that says what is in the way; everything is ended again
   */
  public static MixerServer start(ServerOptions options, String version) throws StartException {
    var server = new MixerServer(options, version);
    try {
      server.begin();
      return server;
    } catch (StartException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void begin() throws StartException {
    logging();
    options.warnings().forEach(LOG::warn);
    ProcessMetrics.register(metrics, version);
    Vertx vertx = vertx();
    plugins = PluginFolder.load(options.pluginFolder());
    onEnd(plugins::close);
    buildRuntime();
    feed =
        new ConfigFeed(
            new FolderSource(
                options.configFolder(),
                new FolderSource.Options(
                    options.runtime().defaultNamespace(), FolderSource.Options.DEFAULT.delay())),
            runtime,
            LOG);
    onEnd(feed::close);
    feed.start(SYNC_LIMIT);
    monitoring(vertx);
    doors(vertx);
    probes();
    serving = true;
    onEnd(() -> serving = false);
  }

  private void logging() throws StartException {
    try {
      Logging logging = Logging.configure(options.logging());
      onEnd(logging::close);
      metrics.counter(
          "keelson_log_dropped_lines_total",
          "Log lines that were dropped because a log target was too slow.",
          logging::dropped);
    } catch (IOException e) {
      throw new StartException("cannot open a log file: " + e.getMessage(), e);
    }
  }

  private Vertx vertx() {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(options.eventLoops())
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    onEnd(() -> await(vertx.close(), CLOSE_EXTRA_MILLIS));
    return vertx;
  }

  private void buildRuntime() {
    var builder =
        new SnapshotBuilder(
            plugins,
            Templates.of(plugins),
            new ExpressionCompiler(),
            new SnapshotOptions(options.runtime().defaultNamespace(), options.useAdapterCrds()));
    runtime = new MixerRuntime(builder::build, options.runtime(), new SelfMeters(metrics));
    onEnd(runtime::close);
  }

  private void doors(Vertx vertx) throws StartException {
    var throttled =
        metrics.counter(
            "mixer_loadshedding_requests_throttled",
            "Calls that were refused because of overload.");
    var overload =
        new OverloadProtection(
            options.overload(),
            System::nanoTime,
            throttled::increment,
            LoggerFactory.getLogger("loadshedding"));
    grpc =
        bound(
            GrpcServer.start(
                vertx,
                options.api(),
                options.grpc(),
                options.eventLoops(),
                List.of(new MixerDoor(runtime, overload)),
                new RpcMetrics(metrics),
                LoggerFactory.getLogger("api")),
            "the gRPC API cannot listen on " + options.api());
    long drain = options.drainLimit().toMillis();
    onEnd(() -> await(grpc.shutdown(drain), drain + CLOSE_EXTRA_MILLIS));
  }

  private void monitoring(Vertx vertx) throws StartException {
    var state = new StateReport(runtime, plugins::installed, feed::diagnostics);
    String host = options.monitoring().host();
    int port = options.monitoring().port();
    monitoring =
        bound(
            new MonitoringServer(metrics, version, liveness(), readiness(), state, LOG)
                .start(vertx, host, port),
            "the monitoring port cannot listen on " + options.monitoring());
    onEnd(() -> await(monitoring.shutdown(CLOSE_EXTRA_MILLIS), 2 * CLOSE_EXTRA_MILLIS));
  }

  private Health liveness() {
    return new Health().part("server", () -> serving);
  }

  private Health readiness() {
    return new Health()
        .part("server", () -> serving)
        .part("dispatcher", feed::watching)
        .part("store", feed::storeReadable);
  }

  private void probes() {
    if (!options.liveness().active() && !options.readiness().active()) {
      return;
    }
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("probes").factory());
    onEnd(executor::shutdownNow);
    probe(options.liveness(), liveness(), executor);
    probe(options.readiness(), readiness(), executor);
  }

  private void probe(ProbeOptions probe, Health health, ScheduledExecutorService executor) {
    if (probe.active()) {
      var file = new Probe(Path.of(probe.path()), health::available, InstantSource.system(), LOG);
      onEnd(file::close);
      file.start(probe.interval(), executor);
    }
  }

  private void onEnd(Step step) {
    ending.push(step);
  }

  private static <T> T bound(Future<T> future, String failure) throws StartException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StartException(failure + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new StartException(failure + " within " + BIND_SECONDS + "s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(failure + ": interrupted", e);
    }
  }

  private static void await(Future<?> future, long millis) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
  }

  /** Where the gRPC API really listens. */
  public ListenAddress apiAddress() {
    return grpc.address();
  }

  /** The TCP port of the gRPC API; 0 for a Unix socket. */
  public int apiPort() {
    return grpc.port();
  }

  /** Where metrics are really served. */
  public ListenAddress.Tcp monitoringAddress() {
    return new ListenAddress.Tcp(options.monitoring().host(), monitoring.port());
  }

  public int monitoringPort() {
    return monitoring.port();
  }

  /** The runtime, for tools that look inside. */
  public MixerRuntime runtime() {
    return runtime;
  }

  /** Where the configuration is read, absolute. */
  public Path configFolder() {
    return options.configFolder().toAbsolutePath();
  }

  /** What is wrong with the configuration: first what could not be read, then what does not fit. */
  public List<Diagnostic> diagnostics() {
    var all = new ArrayList<>(feed.diagnostics());
    all.addAll(runtime.diagnostics());
    return all;
  }

  /** What the server measures about itself. */
  public SelfMetrics metrics() {
    return metrics;
  }

  /** What a user should know about the server that has just started, a line each. */
  public List<String> banner() {
    var lines = new ArrayList<String>();
    lines.add("Istio Mixer: " + version);
    lines.add("gRPC API on " + apiAddress());
    lines.add(
        "metrics, version and state on http://" + monitoringAddress().toString().substring(6));
    lines.add("configuration from " + configFolder());
    int adapters = plugins.installed().all().size();
    lines.add(adapters + " adapters from " + options.pluginFolder().toAbsolutePath());
    int problems = diagnostics().size();
    if (problems > 0) {
      lines.add("diagnostics of the configuration: " + problems + "; see /debug/config");
    }
    return lines;
  }

  /**
   * Ends the server: no new connections, a goodbye on the old ones, the calls that run finish
   * within the drain limit, handlers close, probe files go. Does nothing the second time.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    serving = false;
    while (!ending.isEmpty()) {
      try {
        ending.pop().run();
      } catch (InterruptedException e) {
        // The rest is ended all the same, without patience.
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.error("a part of the server did not end well: {}", e.toString());
      }
    }
  }

  /** Closes the server when the process is asked to end, as by SIGTERM. */
  public void closeOnSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
  }
}
