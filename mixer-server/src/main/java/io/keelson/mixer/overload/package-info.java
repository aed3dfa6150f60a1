/** Overload protection: refuses calls by rate or by average latency before they cost anything. */
package io.keelson.mixer.overload;
