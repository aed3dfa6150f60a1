package io.keelson.adapter;

/**
 * One configured adapter. Its request methods come from the template interfaces and are called from
 * many threads at once. A method that throws fails its own request, with the exception's message.
 */
public interface Handler extends AutoCloseable {

  /**
   * Called once, after the last request that could use the handler. Work scheduled on the
   * environment has ended by then.
   */
  @Override
  default void close() throws Exception {}
}
