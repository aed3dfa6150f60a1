package io.keelson.config.resource;

import java.util.Map;

/**
 * One resource as a source gave it; its spec is not interpreted yet. Immutable.
 *
 * @param spec the tree below {@code spec}: Map, List, String, Boolean, Integer, Long, Double or
 *     null
 */
public record Resource(
    ResourceKey key,
    String apiVersion,
    Map<String, Object> spec,
    Map<String, String> labels,
    Map<String, String> annotations,
    Origin origin) {}
