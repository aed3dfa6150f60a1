/**
 * A snapshot as requests read it: phase, namespace, destination, group, instance. Built by {@link
 * io.keelson.mixer.routing.RoutingTableBuilder}; immutable.
 */
package io.keelson.mixer.routing;
