package io.keelson.config.source;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import java.util.Collection;
import java.util.List;

/** Where resources come from. Always tells the whole set, so that a listener needs no memory. */
public interface ConfigSource extends AutoCloseable {

  /**
   * Begins to tell the listener. The first call happens before this returns, on the calling thread;
   * later ones on the source's own thread, one at a time. Call it once.
   */
  void start(Listener listener);

  /** Ends the feed: no call begins after this returns, unless called from within one. */
  @Override
  void close();

  /** Takes what a source tells. */
  @FunctionalInterface
  interface Listener {
    /**
     * Something changed.
     *
     * @param all every resource, of every kind, in reading order. Where a key occurs twice, the
     *     later one counts
     * @param sourceDiagnostics what could not be read
     */
    void changed(Collection<Resource> all, List<Diagnostic> sourceDiagnostics);
  }
}
