package io.keelson.adapter.kit;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.Environment;
import java.util.List;
import java.util.Map;

/**
 * What runs behind {@link Kit}: the server's configuration and dispatch without its network. The
 * server provides it through {@link java.util.ServiceLoader}; authors of adapters do not call it.
 *
 * <p>An engine takes all time from {@link Setup#time} (for deadlines, validity and metrics) and all
 * environments of handlers from {@link Setup#environments}. It blocks the caller until a call is
 * done, with a deadline on the machine's own time, and throws {@link IllegalStateException} where
 * that passes.
 */
public interface KitEngine {

  /** Begins with an empty configuration. */
  Session start(Setup setup);

  /**
   * What a session works with.
   *
   * @param adapters the only ones there are
   */
  record Setup(List<Adapter<?>> adapters, ManualTime time, Environments environments) {
    public Setup {
      adapters = List.copyOf(adapters);
    }
  }

  /** Where a session gets the environments that it builds handlers with. Thread safe. */
  interface Environments {
    /** An environment for one handler that is about to be built. */
    Environment open(String adapter, String handler);

    /**
     * Ends an environment, when its handler has served its last request and before it closes; or
     * when it could not be built.
     */
    void close(Environment environment);
  }

  /** A running server. Calls may come from several threads at once. */
  interface Session extends AutoCloseable {
    /**
     * Makes these documents, and no others, the configuration; returns when it serves. The
     * attributes of the standard vocabulary are declared besides. Bad documents throw nothing, they
     * give diagnostics.
     *
     * @param documents YAML texts; each may hold several documents
     */
    void apply(List<String> documents);

    /** What is wrong with the configuration that serves, one sentence each. */
    List<String> diagnostics();

    /**
     * Answers a check: preconditions, then quotas.
     *
     * @throws KitException where a proxy would get a gRPC error
     */
    KitCheck check(KitRequest request);

    /**
     * Takes a report of several elements, each complete in itself.
     *
     * @param elements attributes by name, run-time values
     * @throws KitException where a proxy would get a gRPC error
     */
    void report(List<Map<String, Object>> elements);

    /**
     * Runs attribute generators alone.
     *
     * @return the attributes that they add, run-time values
     * @throws KitException where a check would fail for it
     */
    Map<String, Object> generate(Map<String, Object> attributes);

    /** Closes all handlers; returns when that is done. */
    @Override
    void close();
  }
}
