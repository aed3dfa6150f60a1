package io.keelson.mixer.dispatch;

import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import io.keelson.attribute.References;
import java.time.Duration;
import java.util.List;

/**
 * The verdict on one request.
 *
 * @param status its code and message; its own direct response has moved to {@code directResponse}
 * @param validDuration how long the verdict may be reused
 * @param validUseCount how often the verdict may be reused; negative is without limit
 * @param references the attributes that influenced the verdict; may be live: encode it before the
 *     bag is used again
 * @param requestHeaders in the order of the rules
 * @param responseHeaders in the order of the rules; of a direct response, its headers
 * @param directResponse what the proxy answers in place of its own error, or null; its code is an
 *     HTTP status, its headers stand in {@code responseHeaders}
 * @param quotas one a demand, in the order of the demands; empty unless the status is OK
 */
public record CheckAnswer(
    Status status,
    Duration validDuration,
    int validUseCount,
    References references,
    List<HeaderChange> requestHeaders,
    List<HeaderChange> responseHeaders,
    DirectResponse directResponse,
    List<QuotaGrant> quotas) {}
