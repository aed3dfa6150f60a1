package io.keelson.mixer.dispatch;

/**
 * What a caller asks of one quota.
 *
 * @param name the quota's short name; letter case does not matter
 * @param amount units wanted; negative releases
 * @param bestEffort whether a smaller grant is acceptable
 */
public record QuotaDemand(String name, long amount, boolean bestEffort) {}
