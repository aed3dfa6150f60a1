package io.keelson.mixer.handler;

import java.time.Duration;

/**
 * What one handler may take of the server.
 *
 * @param deadline longest wait for one call
 * @param running how many calls of a blocking handler run at once
 * @param waiting how many calls of a blocking handler wait for their turn
 * @param build longest wait for a handler to be built
 * @param close longest wait for a handler's tasks to end, and then for its close
 * @param singleThreaded blocking calls run on the caller's thread
 */
public record HandlerLimits(
    Duration deadline,
    int running,
    int waiting,
    Duration build,
    Duration close,
    boolean singleThreaded) {}
