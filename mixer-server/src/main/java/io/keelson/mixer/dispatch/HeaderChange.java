package io.keelson.mixer.dispatch;

import io.keelson.config.snapshot.RuleConfig;

/**
 * One change of one header, for the proxy to make.
 *
 * @param value empty for REMOVE
 */
public record HeaderChange(String name, String value, RuleConfig.Operation operation) {}
