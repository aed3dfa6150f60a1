package io.keelson.mixer.door.grpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** gRPC's headers and trailers. */
final class GrpcHttp {
  static final CharSequence GRPC_ENCODING = HttpHeaders.createOptimized("grpc-encoding");
  static final CharSequence GRPC_TIMEOUT = HttpHeaders.createOptimized("grpc-timeout");
  private static final CharSequence GRPC_STATUS = HttpHeaders.createOptimized("grpc-status");
  private static final CharSequence GRPC_MESSAGE = HttpHeaders.createOptimized("grpc-message");
  private static final CharSequence GRPC_ACCEPT_ENCODING =
      HttpHeaders.createOptimized("grpc-accept-encoding");
  private static final CharSequence ENCODINGS = HttpHeaders.createOptimized("identity,gzip");
  private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");
  private static final CharSequence GRPC_CONTENT_TYPE =
      HttpHeaders.createOptimized("application/grpc");
  private static final CharSequence ZERO = HttpHeaders.createOptimized("0");
  private static final String GRPC = "application/grpc";

  private GrpcHttp() {}

  /** Whether this content type is gRPC with protobuf messages. */
  static boolean isGrpc(String contentType) {
    if (contentType == null || !contentType.startsWith(GRPC)) {
      return false;
    }
    String rest = contentType.substring(GRPC.length());
    return rest.isEmpty()
        || rest.startsWith(";")
        || rest.startsWith(" ")
        || rest.equals("+proto")
        || rest.startsWith("+proto;");
  }

  static Future<Void> answer(HttpServerResponse response, Buffer framed) {
    response.putHeader(CONTENT_TYPE, GRPC_CONTENT_TYPE);
    response.putTrailer(GRPC_STATUS, ZERO);
    // On its own, the head says no content-length: some clients stop reading where that is reached,
    // and
    // the status comes after it.
    response.writeHead();
    return response.end(framed);
  }

  /** Sends a trailers-only answer. */
  static Future<Void> fail(HttpServerResponse response, int code, String message) {
    response.putHeader(CONTENT_TYPE, GRPC_CONTENT_TYPE);
    response.putHeader(GRPC_STATUS, Integer.toString(code));
    if (!message.isEmpty()) {
      response.putHeader(GRPC_MESSAGE, GrpcMessageText.encode(message));
    }
    if (GrpcCall.namesEncodings(code)) {
      response.putHeader(GRPC_ACCEPT_ENCODING, ENCODINGS);
    }
    return response.end();
  }

  /** Answers what is not gRPC. */
  static Future<Void> refuse(HttpServerResponse response, int status, String message) {
    return response
        .setStatusCode(status)
        .putHeader(CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(message + "\n");
  }
}
