package io.keelson.mixer.door.grpc;

import io.keelson.mixer.monitoring.RpcMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
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
  /** Between the word that no new calls are wanted and the close, for calls already on their way. */
  private static final long GOAWAY_MILLIS = 100;

  private final ListenAddress address;
  private final int anyPort;
  private final GrpcOptions options;
  private final List<? extends GrpcService> services;
  private final RpcMetrics metrics;
  private final Logger log;
  private final Set<HttpConnection> connections = new HashSet<>();
  private HttpServer server;
  private boolean draining;

  GrpcVerticle(
      ListenAddress address,
      int anyPort,
      GrpcOptions options,
      List<? extends GrpcService> services,
      RpcMetrics metrics,
      Logger log) {
    this.address = address;
    this.anyPort = anyPort;
    this.options = options;
    this.services = services;
    this.metrics = metrics;
    this.log = log;
  }

  @Override
  public Future<?> start() {
    var loop = new GrpcLoop(context, options, log);
    var methods = new GrpcMethods(metrics);
    services.forEach(service -> service.register(methods, loop));
    server =
        vertx
            .createHttpServer(httpOptions())
            .requestHandler(new GrpcRequests(methods, loop))
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
    // Without it a reset or a protocol error of a client would be printed with its stack.
    connection.exceptionHandler(e -> log.debug("gRPC connection failed: {}", e.toString()));
    if (draining) {
      goAway(connection);
    }
  }

  int port() {
    return server.actualPort();
  }

  /** Stops this loop's share of the port; from any thread. */
  Future<Void> drain(long limit, TimeUnit unit) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        begin -> {
          draining = true;
          connections.forEach(this::goAway);
          vertx.setTimer(
              GOAWAY_MILLIS, waited -> server.shutdown(limit, unit).onComplete(done));
        });
    return done.future();
  }

  /** Calls that the client opened before it heard of this are still served: no last stream is named. */
  private void goAway(HttpConnection connection) {
    try {
      connection.goAway(0, Integer.MAX_VALUE);
    } catch (UnsupportedOperationException oldProtocol) {
      // HTTP/1 has no such word and carries no calls; the shutdown closes it.
      log.debug("closing an HTTP/1 connection of {}", connection.remoteAddress());
    }
  }
}
