package io.keelson.mixer.door.grpc;

import java.time.Duration;

/**
 * The limits of the gRPC port.
 *
 * @param maxMessageSize largest message, bytes, after decompression
 * @param maxConcurrentStreams calls at once on one connection
 * @param maxHeaderListSize request headers, bytes
 * @param callLimit longest time from a call's headers to its answer, whatever the client asks for
 * @param maxResetsPerSecond cancelled calls on one connection before it is closed as an attack
 * @param receiveBudget bytes of messages that the server holds, half received or at work, all
 *     connections together
 */
public record GrpcOptions(
    int maxMessageSize,
    int maxConcurrentStreams,
    int maxHeaderListSize,
    Duration callLimit,
    int maxResetsPerSecond,
    long receiveBudget) {

  public static final GrpcOptions DEFAULT =
      new GrpcOptions(1 << 20, 1024, 64 << 10, Duration.ofSeconds(30), 2000, 128L << 20);

  public GrpcOptions {
    if (maxMessageSize <= 0
        || maxConcurrentStreams <= 0
        || maxHeaderListSize <= 0
        || !callLimit.isPositive()
        || maxResetsPerSecond <= 0
        || receiveBudget < maxMessageSize) {
      throw new IllegalArgumentException(
          "gRPC limits must be positive, and the receive budget hold a whole message");
    }
  }
}
