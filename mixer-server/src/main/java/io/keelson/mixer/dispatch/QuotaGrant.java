package io.keelson.mixer.dispatch;

import io.keelson.attribute.References;
import java.time.Duration;

/**
 * What a caller gets of one quota.
 *
 * @param name as it was asked for
 * @param amount units granted; 0 rejects
 * @param validDuration how long the grant lasts
 * @param references the attributes that influenced this grant
 */
public record QuotaGrant(String name, long amount, Duration validDuration, References references) {}
