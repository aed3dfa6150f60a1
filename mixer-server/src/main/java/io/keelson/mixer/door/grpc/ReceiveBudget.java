package io.keelson.mixer.door.grpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that messages may take, half received or at work, all event loops of a server
 * together: the heap is one, however many loops the machine has cores for. Thread safe, never
 * waits.
 */
final class ReceiveBudget {
  private static final int RESOURCE_EXHAUSTED = 8;

  private final long limit;
  private final AtomicLong reserved = new AtomicLong();

  /**
   * @param limit bytes
   */
  ReceiveBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes, or gives them back where negative; takes nothing where they are not there. */
  void reserve(long bytes) throws GrpcException {
    if (reserved.addAndGet(bytes) > limit && bytes > 0) {
      reserved.addAndGet(-bytes);
      throw new GrpcException(
          RESOURCE_EXHAUSTED,
          "the server holds too many messages, half received or at work; try again later");
    }
  }
}
