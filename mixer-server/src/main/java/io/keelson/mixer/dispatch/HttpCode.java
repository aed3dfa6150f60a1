package io.keelson.mixer.dispatch;

import io.keelson.adapter.Code;

/** The HTTP status that stands for a {@code google.rpc.Code}. */
final class HttpCode {
  private HttpCode() {}

  static int of(int rpcCode) {
    return switch (rpcCode) {
      case Code.OK -> 200;
      case Code.CANCELLED -> 408;
      case Code.INVALID_ARGUMENT, Code.OUT_OF_RANGE -> 400;
      case Code.DEADLINE_EXCEEDED -> 504;
      case Code.NOT_FOUND -> 404;
      case Code.ALREADY_EXISTS, Code.ABORTED -> 409;
      case Code.PERMISSION_DENIED -> 403;
      case Code.UNAUTHENTICATED -> 401;
      case Code.RESOURCE_EXHAUSTED -> 429;
      case Code.FAILED_PRECONDITION -> 412;
      case Code.UNIMPLEMENTED -> 501;
      case Code.UNAVAILABLE -> 503;
      default -> 500;
    };
  }
}
