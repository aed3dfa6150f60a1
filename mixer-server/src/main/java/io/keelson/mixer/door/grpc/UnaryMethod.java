package io.keelson.mixer.door.grpc;

/** A method with one request and one answer. One object serves one event loop. */
@FunctionalInterface
public interface UnaryMethod {

  /**
   * Called on the event loop when the whole request is there; must not block, and ends the call now
   * or later, on the same loop, through {@link GrpcCall#answer} or {@link GrpcCall#fail}.
   *
   * @param message holds the request from {@code offset} on; belongs to the callee
   */
  void call(GrpcCall call, byte[] message, int offset, int length);
}
