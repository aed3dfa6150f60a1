/**
 * A request's way from its bag to its verdict. One object a call holds its state, on the caller's
 * loop; nothing here blocks, and nothing here knows a protocol.
 */
package io.keelson.mixer.dispatch;
