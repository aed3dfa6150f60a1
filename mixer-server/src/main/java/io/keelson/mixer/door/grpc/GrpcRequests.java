package io.keelson.mixer.door.grpc;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Turns the HTTP requests of one event loop into calls, or refuses them. */
final class GrpcRequests implements Handler<HttpServerRequest> {
  private static final long RESET_NO_ERROR = 0;

  private final GrpcMethods methods;
  private final GrpcLoop loop;

  GrpcRequests(GrpcMethods methods, GrpcLoop loop) {
    this.methods = methods;
    this.loop = loop;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      refuseHttp1(request);
      return;
    }
    if (request.method() != HttpMethod.POST) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      refuse(request, 405, "gRPC calls are POST requests");
      return;
    }
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (!GrpcHttp.isGrpc(contentType)) {
      refuse(request, 415, "this port takes content-type application/grpc");
      return;
    }
    String path = request.uri();
    GrpcMethods.Route route = methods.find(path);
    if (route == null) {
      endEarly(request, GrpcHttp.fail(request.response(), 12, methods.unknown(path)));
      return;
    }
    long limit = loop.options().callLimit().toNanos();
    String timeout = request.getHeader(GrpcHttp.GRPC_TIMEOUT);
    if (timeout != null) {
      try {
        limit = Math.min(limit, GrpcTimeout.nanos(timeout));
      } catch (GrpcException e) {
        endEarly(request, GrpcHttp.fail(request.response(), e.code(), e.getMessage()));
        return;
      }
    }
    new GrpcCall(request, loop, route).begin(limit);
  }

  static void refuseHttp1(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    GrpcHttp.refuse(
            request.response(), 505, "this port speaks gRPC over HTTP/2 with prior knowledge only")
        .onComplete(written -> request.connection().close());
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    endEarly(request, GrpcHttp.refuse(request.response(), status, message));
  }

  /** Answered before the body was there: the client need not send the rest. */
  private static void endEarly(HttpServerRequest request, Future<Void> written) {
    written.onSuccess(done -> request.response().reset(RESET_NO_ERROR));
  }
}
