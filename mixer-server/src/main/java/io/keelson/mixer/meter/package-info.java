/** What the runtime counts, without a word on where it is served. */
package io.keelson.mixer.meter;
