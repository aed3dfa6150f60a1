package io.keelson.mixer.routing;

import io.keelson.config.snapshot.RuleConfig;

/**
 * The header operations of one rule.
 *
 * @param condition null: always
 * @param fault told where the condition cannot be evaluated
 * @param valueFault told where a value cannot be evaluated
 * @param request not to be changed
 * @param response not to be changed
 */
public record HeaderGroup(
    Condition condition,
    RuntimeFault fault,
    RuntimeFault valueFault,
    RuleConfig.HeaderOperation[] request,
    RuleConfig.HeaderOperation[] response) {}
