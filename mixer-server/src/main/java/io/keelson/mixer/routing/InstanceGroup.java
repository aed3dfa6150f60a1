package io.keelson.mixer.routing;

/**
 * Instances that go to one handler under one condition.
 *
 * @param condition null: always
 * @param fault told where the condition cannot be evaluated
 * @param routes not to be changed
 */
public record InstanceGroup(Condition condition, RuntimeFault fault, Route[] routes) {}
