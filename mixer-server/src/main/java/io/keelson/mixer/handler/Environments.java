package io.keelson.mixer.handler;

import io.keelson.adapter.Environment;
import java.time.Duration;

/** Where the environments of handlers come from. Thread safe. */
public interface Environments {

  /**
   * Opens the environment of one handler that is about to be built.
   *
   * @param loader of the adapter's classes
   * @param configId the configuration that it is built for
   */
  Opened open(String handler, String adapter, ClassLoader loader, long configId);

  /** An environment in use. */
  interface Opened {
    Environment environment();

    /** The handler was built and is about to serve: its metrics may show. */
    void serve();

    /**
     * Ends all tasks, and waits for those that run.
     *
     * @return how many still run when patience is over
     */
    int close(Duration patience);

    /**
     * Takes the handler's metrics away, after its close.
     *
     * @param successor the handler's of the same name that serves, or null: what it also has stays
     */
    void removeMetrics(Opened successor);
  }
}
