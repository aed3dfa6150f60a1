/** Log lines: levels per scope, text or JSON, written without ever making the caller wait. */
package io.keelson.mixer.logging;
