package io.keelson.adapter;

/**
 * What a caller asks of a quota.
 *
 * @param deduplicationId the same for a retry of the same allocation
 * @param amount units wanted; negative releases
 * @param bestEffort whether a smaller grant is acceptable
 */
public record QuotaArgs(String deduplicationId, long amount, boolean bestEffort) {}
