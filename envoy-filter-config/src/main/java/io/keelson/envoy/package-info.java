/**
 * What points a proxy at Keelson: from resources, mesh settings and a node to the configuration of
 * Envoy's {@code mixer} filters. Pure functions; {@link io.keelson.envoy.ProxyConfig} puts the
 * pieces together.
 */
package io.keelson.envoy;
