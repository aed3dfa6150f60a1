package io.keelson.mixer.routing;

/** One instance that a quota's name leads to. */
public record QuotaRoute(Destination destination, InstanceGroup group, Route route) {}
