package io.keelson.adapters.bypass;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.keelson.adapter.AdapterException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gRPC server to call. Connects when it is first called, and again whenever the connection is
 * gone; a call while there is none waits for it no longer than for an answer. Thread safe. Has one
 * thread of its own, on which answers arrive.
 */
final class Backend implements AutoCloseable {

  /** What a call sends back, made from the message's bytes. */
  interface Reader<T> {
    T read(byte[] message) throws InvalidProtocolBufferException, BackendException;
  }

  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  /** Calls under way or waiting for a connection; more fail at once. */
  static final int MAX_CALLS = 1000;

  private static final int CLOSE_SECONDS = 5;

  private final String name;
  private final SocketAddress address;
  private final long timeoutMillis;
  private final Vertx vertx;
  private final Context context;
  private final GrpcClient client;
  private final AtomicInteger underWay = new AtomicInteger();

  Backend(HostPort hostPort, Duration timeout) {
    this.name = hostPort.toString();
    this.address = SocketAddress.inetSocketAddress(hostPort.port(), hostPort.host());
    this.timeoutMillis = timeout.toMillis();
    this.vertx = ownVertx();
    this.context = vertx.getOrCreateContext();
    this.client =
        GrpcClient.builder(vertx)
            .with(new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES))
            .with(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setConnectTimeout((int) timeoutMillis))
            .build();
  }

  /** The thread's class loader may be the server's, whose Vert.x is another one. */
  private static Vertx ownVertx() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Backend.class.getClassLoader());
    try {
      return Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setUseDaemonThread(true)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setClassPathResolvingEnabled(false)
                      .setFileCachingEnabled(false)));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Calls a unary method. The future fails with a {@link BackendException}: when the backend ends
   * the call with another status than OK, can't be reached, or has not answered in time.
   */
  <T> CompletableFuture<T> call(
      String service, String method, MessageLite request, Reader<T> reader) {
    var answer = new CompletableFuture<T>();
    if (underWay.incrementAndGet() > MAX_CALLS) {
      underWay.decrementAndGet();
      answer.completeExceptionally(failure("has " + MAX_CALLS + " calls to answer already"));
      return answer;
    }
    answer.whenComplete((done, failed) -> underWay.decrementAndGet());
    Buffer message = Buffer.buffer(request.toByteArray());
    context.runOnContext(
        now ->
            exchange(service + "/" + method, message)
                .onComplete(
                    bytes -> {
                      try {
                        answer.complete(reader.read(bytes.getBytes()));
                      } catch (InvalidProtocolBufferException malformed) {
                        answer.completeExceptionally(
                            failure("sent an unreadable message: " + malformed.getMessage()));
                      } catch (BackendException failed) {
                        answer.completeExceptionally(failed);
                      }
                    },
                    failed -> answer.completeExceptionally(describe(failed))));
    return answer;
  }

  private Future<Buffer> exchange(String method, Buffer message) {
    var sent = new Sent();
    return client
        .request(address)
        .compose(
            request -> {
              sent.request = request;
              request.fullMethodName(method).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
              return request.send(message);
            })
        .compose(this::message)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .onFailure(failed -> sent.cancelAfter(failed));
  }

  /** What must be taken back when time is up. */
  private static final class Sent {
    private GrpcClientRequest<Buffer, Buffer> request;

    void cancelAfter(Throwable failure) {
      if (failure instanceof TimeoutException && request != null) {
        request.cancel();
      }
    }
  }

  private Future<Buffer> message(GrpcClientResponse<Buffer, Buffer> response) {
    return response
        .last()
        .transform(
            last -> {
              GrpcStatus status = response.status();
              if (status != null && status != GrpcStatus.OK) {
                return Future.failedFuture(
                    new BackendException(
                        status.code,
                        "backend %s answered %s"
                            .formatted(
                                name,
                                BackendException.text(status.code, response.statusMessage()))));
              }
              if (last.failed()) {
                return Future.failedFuture(last.cause());
              }
              return last.result() == null
                  ? Future.failedFuture(failure("ended the call without a message"))
                  : Future.succeededFuture(last.result());
            });
  }

  private BackendException describe(Throwable failed) {
    return switch (failed) {
      case BackendException known -> known;
      case TimeoutException slow -> failure("has not answered within " + timeoutMillis + " ms");
      default ->
          failure(
              "can't be called: "
                  + (failed.getMessage() == null ? failed.toString() : failed.getMessage()));
    };
  }

  private BackendException failure(String what) {
    return new BackendException(BackendException.NO_ANSWER, "backend " + name + " " + what);
  }

  /** Calls and waits: for threads that may block. */
  <T> T await(String service, String method, MessageLite request, Reader<T> reader)
      throws BackendException, InterruptedException {
    try {
      // The call has its own deadline; this one is for a client that is broken.
      return call(service, method, request, reader).get(2 * timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw describe(failed.getCause());
    } catch (TimeoutException broken) {
      throw describe(broken);
    }
  }

  /** Ends what is under way and waits until the thread is gone. */
  @Override
  public void close() throws AdapterException {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new AdapterException("the client of backend " + name + " did not close: " + failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AdapterException("interrupted while the client of backend " + name + " closed");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
