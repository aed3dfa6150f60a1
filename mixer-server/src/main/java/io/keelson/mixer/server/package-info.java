/** The whole server: its options, how its parts are put together, and how it ends. */
package io.keelson.mixer.server;
