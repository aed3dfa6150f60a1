package io.keelson.mixer;

import java.time.Duration;

/**
 * The limits that the runtime works within.
 *
 * @param defaultNamespace rules of this namespace apply to every request
 * @param handlerDeadline longest wait for one call of one handler
 * @param buildDeadline longest wait for a handler to be built
 * @param drainLimit longest time that a replaced handler waits for its last requests before it is
 *     closed all the same
 * @param closeDeadline longest wait for a closing handler's tasks to end, and then for its close
 * @param blockingCalls how many calls of one blocking handler run at once
 * @param queuedCalls how many calls of one blocking handler wait for their turn
 * @param apiWorkers how many calls of blocking handlers run at once, all handlers together
 * @param adapterWorkers how many tasks of adapters run at once, all handlers together
 * @param singleThreaded blocking handlers run on the caller's loop, for tests and debugging
 * @param checkCacheEntries how many answers the check cache keeps; 0 switches it off
 */
public record RuntimeOptions(
    String defaultNamespace,
    Duration handlerDeadline,
    Duration buildDeadline,
    Duration drainLimit,
    Duration closeDeadline,
    int blockingCalls,
    int queuedCalls,
    int apiWorkers,
    int adapterWorkers,
    boolean singleThreaded,
    int checkCacheEntries) {

  public static final RuntimeOptions DEFAULT =
      new RuntimeOptions(
          "istio-system",
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          64,
          1000,
          1024,
          1024,
          false,
          0);
}
