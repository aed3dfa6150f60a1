package io.keelson.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.TimeUnit;

/**
 * The floor that Keelson is compared with: Vert.x's gRPC server as its documentation writes it,
 * sending each message back as it came, on one event loop a core.
 */
public final class EchoServer extends AbstractVerticle {
  private final int port;

  private EchoServer(int port) {
    this.port = port;
  }

  @Override
  public void start(Promise<Void> started) {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(EchoServer::echo);
    vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
        .requestHandler(grpc)
        .listen()
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private static void echo(GrpcServerRequest<Buffer, Buffer> request) {
    request.handler(message -> request.response().end(message));
  }

  /** Argument: the port. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Vertx vertx = Vertx.vertx();
    vertx
        .deployVerticle(
            () -> new EchoServer(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    System.out.println("echo listens on 127.0.0.1:" + port);
  }
}
