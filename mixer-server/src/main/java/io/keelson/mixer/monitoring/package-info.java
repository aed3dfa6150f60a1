/** What the server tells about itself: metrics, probes, and the HTTP port that shows them. */
package io.keelson.mixer.monitoring;
