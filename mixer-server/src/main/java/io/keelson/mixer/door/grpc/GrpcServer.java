package io.keelson.mixer.door.grpc;

import io.keelson.mixer.monitoring.RpcMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * A gRPC port. Each of its event loops serves its own connections with its own doors' state; they
 * share the listening socket.
 */
public final class GrpcServer {
  /** Distinguishes servers that ask for any free port. */
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private final Vertx vertx;
  private final ListenAddress requested;
  private final List<GrpcVerticle> verticles;
  private final List<String> deployments = new ArrayList<>();
  private ListenAddress actual;

  private GrpcServer(Vertx vertx, ListenAddress requested, List<GrpcVerticle> verticles) {
    this.vertx = vertx;
    this.requested = requested;
    this.verticles = verticles;
  }

  /**
   * Listens.
   *
   * @param loops how many event loops serve the port
   * @return fails where the address cannot be bound
   */
  public static Future<GrpcServer> start(
      Vertx vertx,
      ListenAddress address,
      GrpcOptions options,
      int loops,
      List<? extends GrpcService> services,
      RpcMetrics metrics,
      Logger log) {
    if (address instanceof ListenAddress.Unix unix) {
      if (!vertx.isNativeTransportEnabled()) {
        return Future.failedFuture(
            "cannot listen on "
                + unix
                + ": Unix sockets need Netty's native transport, which this machine does not load;"
                + " use a tcp:// address");
      }
      try {
        removeStaleSocket(unix.path());
      } catch (IOException e) {
        return Future.failedFuture(e);
      }
    }
    int anyPort = -NEXT.getAndIncrement();
    var budget = new ReceiveBudget(options.receiveBudget());
    var verticles = new ArrayList<GrpcVerticle>();
    for (int i = 0; i < loops; i++) {
      verticles.add(new GrpcVerticle(address, anyPort, options, budget, services, metrics, log));
    }
    var server = new GrpcServer(vertx, address, List.copyOf(verticles));
    return server.deploy(0).map(server);
  }

  /** A socket file that a killed process left behind would refuse the bind. */
  private static void removeStaleSocket(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException(path + " is a file, not a socket; remove it or name another path");
    }
    Files.delete(path);
  }

  /** One after the other: the first one binds, the others join it. */
  private Future<Void> deploy(int index) {
    if (index == verticles.size()) {
      return Future.succeededFuture();
    }
    return vertx
        .deployVerticle(verticles.get(index))
        .compose(
            id -> {
              deployments.add(id);
              if (index == 0) {
                actual =
                    requested instanceof ListenAddress.Tcp tcp
                        ? new ListenAddress.Tcp(tcp.host(), verticles.getFirst().port())
                        : requested;
              }
              return deploy(index + 1);
            });
  }

  /** Where it really listens. */
  public ListenAddress address() {
    return actual;
  }

  /** The TCP port, or 0 for a Unix socket. */
  public int port() {
    return actual instanceof ListenAddress.Tcp tcp ? tcp.port() : 0;
  }

  /**
   * Takes no new connections, asks clients to open no new calls, waits for those that run, and
   * closes.
   *
   * @param limitMillis after which calls that still run are cut off
   */
  public Future<Void> shutdown(long limitMillis) {
    var closing = new ArrayList<Future<Void>>();
    for (GrpcVerticle verticle : verticles) {
      closing.add(verticle.drain(limitMillis));
    }
    return Future.join(closing)
        .transform(
            drained -> {
              var undeployed = new ArrayList<Future<Void>>();
              deployments.forEach(id -> undeployed.add(vertx.undeploy(id)));
              return Future.join(undeployed).mapEmpty();
            })
        .transform(undeployed -> removeSocket());
  }

  private Future<Void> removeSocket() {
    if (requested instanceof ListenAddress.Unix unix) {
      try {
        Files.deleteIfExists(unix.path());
      } catch (IOException e) {
        return Future.failedFuture(e);
      }
    }
    return Future.succeededFuture();
  }
}
