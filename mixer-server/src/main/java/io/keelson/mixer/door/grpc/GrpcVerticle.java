package io.keelson.mixer.door.grpc;

import io.keelson.mixer.monitoring.RpcMetrics;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** One event loop of a {@link GrpcServer}. */
final class GrpcVerticle extends VerticleBase {
  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 16 << 20;
  private static final int RESET_WINDOW_SECONDS = 10;
  private static final int BACKLOG = 4096;
  private static final int PING_BYTES = 8;

  /** How long a client may take to confirm that it has read the goodbye. */
  private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long clients may take to open a last call or close their connections, with none running.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LOOK_MILLIS = 10;

  private final ListenAddress address;
  private final int anyPort;
  private final GrpcOptions options;
  private final ReceiveBudget budget;
  private final List<? extends GrpcService> services;
  private final RpcMetrics metrics;
  private final Logger log;
  private final Set<HttpConnection> connections = new HashSet<>();
  private GrpcLoop loop;
  private HttpServer server;
  private boolean draining;

  GrpcVerticle(
      ListenAddress address,
      int anyPort,
      GrpcOptions options,
      ReceiveBudget budget,
      List<? extends GrpcService> services,
      RpcMetrics metrics,
      Logger log) {
    this.address = address;
    this.anyPort = anyPort;
    this.options = options;
    this.budget = budget;
    this.services = services;
    this.metrics = metrics;
    this.log = log;
  }

  @Override
  public Future<?> start() {
    loop = new GrpcLoop(context, options, budget, log);
    var methods = new GrpcMethods(metrics);
    services.forEach(service -> service.register(methods, loop));
    server =
        vertx
            .createHttpServer(httpOptions())
            .requestHandler(new GrpcRequests(methods, loop))
            .invalidRequestHandler(GrpcRequests::refuseHttp1)
            .connectionHandler(this::connected)
            // Broken connections are the clients' affair; calls on them count as cancelled.
            .exceptionHandler(e -> log.debug("gRPC connection failed: {}", e.toString()));
    SocketAddress socket = address.socketAddress();
    if (address instanceof ListenAddress.Tcp tcp && tcp.port() == 0) {
      socket = SocketAddress.sharedRandomPort(-anyPort, tcp.host());
    }
    return server.listen(socket);
  }

  private HttpServerOptions httpOptions() {
    var settings =
        new Http2Settings()
            .setMaxConcurrentStreams(options.maxConcurrentStreams())
            .setInitialWindowSize(STREAM_WINDOW)
            .setMaxHeaderListSize(options.maxHeaderListSize())
            .setPushEnabled(false);
    return new HttpServerOptions()
        .setInitialSettings(settings)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setHttp2ClearTextEnabled(true)
        // No HTTP/1 request has a line this short, so none is valid: nothing can upgrade from it.
        .setMaxInitialLineLength(1)
        .setHttp2RstFloodMaxRstFramePerWindow(
            Math.toIntExact(
                Math.min(
                    Integer.MAX_VALUE, (long) options.maxResetsPerSecond() * RESET_WINDOW_SECONDS)))
        .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setAcceptBacklog(BACKLOG)
        .setTcpKeepAlive(address instanceof ListenAddress.Tcp)
        .setTcpNoDelay(true);
  }

  private void connected(HttpConnection connection) {
    connections.add(connection);
    connection.closeHandler(closed -> connections.remove(connection));
    holdLittle(connection);
    // Without it a reset or a protocol error of a client would be printed with its stack.
    connection.exceptionHandler(e -> log.debug("gRPC connection failed: {}", e.toString()));
    if (draining) {
      goAway(connection);
    }
  }

  private static void holdLittle(HttpConnection connection) {
    if (connection instanceof HttpServerConnection served) {
      var frames = served.channelHandlerContext().pipeline().get(Http2ConnectionHandler.class);
      if (frames != null) {
        frames.setCumulator(new FrameCumulator());
      }
    }
  }

  int port() {
    return server.actualPort();
  }

  /**
   * Stops this loop's share of the port; from any thread. Each client is told that no new calls are
   * wanted, and pinged: once it answers, every call that it opened before it knew has arrived. When
   * the last of them has ended, clients get a moment to close their connections themselves: what
   * they still send into a closed one would take answers with it that they have not read yet.
   */
  Future<Void> drain(long limitMillis) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        begin -> {
          draining = true;
          var confirmed = new ArrayList<Future<?>>();
          connections.forEach(connection -> confirmed.add(goAway(connection)));
          long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
          new Drain(Future.join(confirmed), deadline, done).look();
        });
    return done.future();
  }

  /** Looks now and then whether this loop's share can be closed. Used on the loop. */
  private final class Drain {
    private final Future<?> confirmed;
    private final long deadline;
    private final Promise<Void> done;
    private final long started = System.nanoTime();
    private long quietSince = -1;

    Drain(Future<?> confirmed, long deadline, Promise<Void> done) {
      this.confirmed = confirmed;
      this.deadline = deadline;
      this.done = done;
    }

    void look() {
      long now = System.nanoTime();
      boolean told = confirmed.isComplete() || now - started > GOODBYE_NANOS;
      if (!told || loop.active() > 0) {
        quietSince = -1;
      } else if (quietSince < 0) {
        quietSince = now;
      }
      boolean quiet = quietSince >= 0 && now - quietSince > LINGER_NANOS;
      if (quiet || now - deadline >= 0) {
        server.shutdown(0, TimeUnit.MILLISECONDS).onComplete(done);
      } else {
        vertx.setTimer(LOOK_MILLIS, again -> look());
      }
    }
  }

  /** No last stream is named: calls that the client opens before it reads this are served. */
  private Future<?> goAway(HttpConnection connection) {
    try {
      connection.goAway(0, Integer.MAX_VALUE);
      return connection.ping(Buffer.buffer(new byte[PING_BYTES]));
    } catch (UnsupportedOperationException oldProtocol) {
      // HTTP/1 has no such word and carries no calls; the shutdown closes it.
      log.debug("closing an HTTP/1 connection of {}", connection.remoteAddress());
      return Future.succeededFuture();
    }
  }
}
