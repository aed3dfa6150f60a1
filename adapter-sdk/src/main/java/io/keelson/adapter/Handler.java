package io.keelson.adapter;

import java.io.IOException;

/**
 * One configured adapter. Its request methods come from the template interfaces and are called from
 * many threads at once. A method that throws fails its own request, with the exception's message.
 */
public interface Handler extends AutoCloseable {

  /**
   * Called once, after the last request that could use the handler. Work scheduled on the
   * environment has ended by then. What is thrown is logged and counted; the handler is gone all
   * the same.
   */
  @Override
  default void close() throws AdapterException, IOException {}
}
