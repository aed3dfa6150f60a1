package io.keelson.mixer.door.grpc;

import java.util.concurrent.TimeUnit;

/** Reads the {@code grpc-timeout} header. */
final class GrpcTimeout {
  /** Eight digits and a unit. */
  private static final int MAX_LENGTH = 9;

  private GrpcTimeout() {}

  /**
   * Nanoseconds, at most {@link Long#MAX_VALUE}.
   *
   * @throws GrpcException where the header is malformed
   */
  static long nanos(String header) throws GrpcException {
    int length = header.length();
    TimeUnit unit =
        length < 2 || length > MAX_LENGTH
            ? null
            : switch (header.charAt(length - 1)) {
              case 'H' -> TimeUnit.HOURS;
              case 'M' -> TimeUnit.MINUTES;
              case 'S' -> TimeUnit.SECONDS;
              case 'm' -> TimeUnit.MILLISECONDS;
              case 'u' -> TimeUnit.MICROSECONDS;
              case 'n' -> TimeUnit.NANOSECONDS;
              default -> null;
            };
    long amount = 0;
    for (int i = 0; unit != null && i < length - 1; i++) {
      char c = header.charAt(i);
      if (c < '0' || c > '9') {
        unit = null;
      } else {
        amount = amount * 10 + (c - '0');
      }
    }
    if (unit == null) {
      throw new GrpcException(
          13, "malformed grpc-timeout '" + header + "'; send up to 8 digits and one of HMSmun");
    }
    return unit.toNanos(amount);
  }
}
