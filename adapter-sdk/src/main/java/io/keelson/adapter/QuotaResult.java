package io.keelson.adapter;

import java.time.Duration;

/**
 * What a quota handler grants.
 *
 * @param amount units granted; 0 rejects
 * @param validDuration how long the grant lasts; zero does not expire
 */
public record QuotaResult(long amount, Duration validDuration) {
  public static final QuotaResult NONE = new QuotaResult(0, Duration.ZERO);
}
