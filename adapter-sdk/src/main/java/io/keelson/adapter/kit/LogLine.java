package io.keelson.adapter.kit;

import org.slf4j.event.Level;

/**
 * Something a handler logged.
 *
 * @param message with its arguments in place
 * @param thrown what was logged along with it, or null
 */
public record LogLine(Level level, String message, Throwable thrown) {}
