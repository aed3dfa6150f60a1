package io.keelson.adapter;

/** How a handler behaves when it is called, and so where Keelson calls it. */
public enum Execution {
  /** Answers from memory in microseconds: called on the event loop that the request arrived on. */
  NEVER_WAITS,
  /**
   * Returns a {@link java.util.concurrent.CompletionStage} at once: called on the event loop;
   * implements the {@code Async…Handler} interface of its templates.
   */
  ASYNCHRONOUS,
  /** May block: called on a virtual thread, so many at a time as the handler's bulkhead lets in. */
  BLOCKING
}
