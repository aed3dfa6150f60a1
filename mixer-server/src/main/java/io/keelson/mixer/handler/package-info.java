/**
 * Handlers that serve: how they are built, carried over, guarded and closed.
 *
 * <p>A {@link io.keelson.mixer.handler.HandlerWorkshop} makes a {@link
 * io.keelson.mixer.handler.HandlerTable} of a snapshot and the table before it. Each {@link
 * io.keelson.mixer.handler.LiveHandler} is held by the tables that have it; the last one to let go
 * closes it. Whatever a handler does, a call of it ends within its deadline.
 */
package io.keelson.mixer.handler;
