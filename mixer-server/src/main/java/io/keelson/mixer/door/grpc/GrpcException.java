package io.keelson.mixer.door.grpc;

/** A call ends with this status; the message is for the client. */
final class GrpcException extends Exception {
  private final int code;

  /**
   * @param code a {@code google.rpc.Code} number
   */
  GrpcException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }
}
