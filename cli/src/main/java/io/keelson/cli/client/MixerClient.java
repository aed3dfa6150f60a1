package io.keelson.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a Mixer server over plaintext HTTP/2, and waits for the answer. Thread safe. */
final class MixerClient implements AutoCloseable {
  private static final int GRPC_PREFIX_BYTES = 5;
  private static final String[] CODE_NAMES = {
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated"
  };

  private final Vertx vertx;
  private final HttpClient http;
  private final String host;
  private final int port;
  private final Duration timeout;

  /**
   * @param address {@code host:port}
   * @param timeout for each call, sent to the server as its deadline too
   */
  MixerClient(String address, Duration timeout) {
    int colon = address.lastIndexOf(':');
    if (colon <= 0 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new AttributeFlags.FlagException(
          "'" + address + "' is not an address: give host:port, such as localhost:9091");
    }
    host = address.substring(0, colon);
    port = Integer.parseInt(address.substring(colon + 1));
    this.timeout = timeout;
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout((int) Math.min(timeout.toMillis(), 30_000)));
  }

  /** How gRPC spells a status code in messages. */
  static String codeName(int code) {
    return code >= 0 && code < CODE_NAMES.length ? CODE_NAMES[code] : "Code(" + code + ")";
  }

  /** A call that ended with another status than OK. */
  static final class CallException extends Exception {
    CallException(int code, String message) {
      super(codeName(code) + " (" + message + ")", null, false, false);
    }
  }

  /**
   * One unary call.
   *
   * @param method such as {@code Check}
   */
  <T> T call(String method, byte[] message, Parser<T> parser) throws CallException {
    Buffer framed =
        Buffer.buffer(GRPC_PREFIX_BYTES + message.length)
            .appendByte((byte) 0)
            .appendInt(message.length)
            .appendBytes(message);
    try {
      byte[] answer =
          http.request(
                  new RequestOptions()
                      .setHost(host)
                      .setPort(port)
                      .setMethod(HttpMethod.POST)
                      .setURI("/istio.mixer.v1.Mixer/" + method)
                      .putHeader("content-type", "application/grpc")
                      .putHeader("te", "trailers")
                      .putHeader("grpc-timeout", timeout.toMillis() + "m"))
              .compose(
                  request ->
                      request
                          .send(framed)
                          .compose(response -> response.body().map(body -> read(response, body))))
              .toCompletionStage()
              .toCompletableFuture()
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return parser.parseFrom(answer);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CallFailure failure) {
        throw new CallException(failure.code, failure.getMessage());
      }
      throw new CallException(
          14, "cannot reach " + host + ":" + port + ": " + failed.getCause().getMessage());
    } catch (TimeoutException late) {
      throw new CallException(
          4, "no answer from " + host + ":" + port + " within " + timeout.toMillis() + " ms");
    } catch (InvalidProtocolBufferException invalid) {
      throw new CallException(13, "the answer cannot be read: " + invalid.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallException(1, "interrupted");
    }
  }

  /** Carries a status through the future chain. */
  private static final class CallFailure extends RuntimeException {
    private final int code;

    CallFailure(int code, String message) {
      super(message, null, false, false);
      this.code = code;
    }
  }

  private static byte[] read(HttpClientResponse response, Buffer body) {
    String status = response.getHeader("grpc-status");
    String message = response.getHeader("grpc-message");
    if (status == null) {
      status = response.getTrailer("grpc-status");
      message = response.getTrailer("grpc-message");
    }
    if (status == null) {
      throw new CallFailure(2, "HTTP status " + response.statusCode() + " without a gRPC status");
    }
    int code = Integer.parseInt(status);
    if (code != 0) {
      String text = message == null ? "" : message.replace("+", "%2B");
      throw new CallFailure(code, URLDecoder.decode(text, StandardCharsets.UTF_8));
    }
    if (body.length() < GRPC_PREFIX_BYTES || body.getInt(1) != body.length() - GRPC_PREFIX_BYTES) {
      throw new CallFailure(13, "the answer is not one gRPC message");
    }
    return body.getBytes(GRPC_PREFIX_BYTES, body.length());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
  }
}
