package io.keelson.adapters.bypass;

import com.google.protobuf.MessageLite;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A gRPC server on a real socket that remembers what it was asked and answers as the test says. */
final class FakeBackend implements AutoCloseable {

  record Call(String method, byte[] message) {}

  private record Answer(byte[] message, GrpcStatus status, String reason) {}

  private final Vertx vertx = Vertx.vertx();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private HttpServer server;

  FakeBackend() throws Exception {
    listen(0);
  }

  private void listen(int port) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(request -> request.last().onSuccess(message -> answer(request, message)));
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
            .requestHandler(grpc)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  private void answer(GrpcServerRequest<Buffer, Buffer> request, Buffer message) {
    String method = request.methodName();
    calls.add(new Call(request.fullMethodName(), message.getBytes()));
    Answer answer = answers.get(method);
    if (answer == null) {
      request.response().status(GrpcStatus.UNIMPLEMENTED).statusMessage("no such method").end();
    } else if (answer.status() != null) {
      request.response().status(answer.status()).statusMessage(answer.reason()).end();
    } else if (answer.message() != null) {
      request.response().end(Buffer.buffer(answer.message()));
    }
  }

  String address() {
    return "127.0.0.1:" + server.actualPort();
  }

  FakeBackend answers(String method, MessageLite message) {
    answers.put(method, new Answer(message.toByteArray(), null, null));
    return this;
  }

  FakeBackend answersRaw(String method, byte[] message) {
    answers.put(method, new Answer(message, null, null));
    return this;
  }

  FakeBackend fails(String method, GrpcStatus status, String reason) {
    answers.put(method, new Answer(null, status, reason));
    return this;
  }

  FakeBackend neverAnswers(String method) {
    answers.put(method, new Answer(null, null, null));
    return this;
  }

  List<String> methods() {
    return calls.stream().map(Call::method).toList();
  }

  /** What the only call of a method carried. */
  byte[] only(String method) {
    List<Call> found = calls.stream().filter(c -> c.method().endsWith("/" + method)).toList();
    if (found.size() != 1) {
      throw new AssertionError(method + " was called " + found.size() + " times");
    }
    return found.getFirst().message();
  }

  /** Drops all connections and listens again. */
  void restart() throws Exception {
    int port = server.actualPort();
    server.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    listen(port);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
