package io.keelson.adapter;

import com.google.protobuf.Message;

/**
 * One kind of backend that Keelson can speak to. Found with {@link java.util.ServiceLoader} in a
 * plugin: name the class in {@code META-INF/services/io.keelson.adapter.Adapter}. One object serves
 * all handlers of the adapter, for as long as the plugin is loaded, and must be thread safe.
 *
 * @param <C> the configuration message, {@code Params} by convention
 */
public interface Adapter<C extends Message> {

  /** Who the adapter is; the same on every call. */
  AdapterInfo<C> info();

  /**
   * Adds every fault of the configuration to {@code errors}, by field path. Has no side effects and
   * does no I/O: it runs whenever configuration changes, and in the command line.
   */
  default void validate(HandlerSpec<C> spec, ConfigErrors errors) {}

  /**
   * Makes a handler in one step. It implements the handler interface of every template that {@code
   * spec} has instances of. Runs on a thread that may block, under a deadline; the handler that
   * served before keeps serving until this returns, and goes on serving if this throws.
   *
   * @throws Exception where the handler cannot work; the message goes to the operator
   */
  Handler build(HandlerSpec<C> spec, Environment environment) throws Exception;
}
