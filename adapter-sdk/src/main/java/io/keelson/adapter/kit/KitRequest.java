package io.keelson.adapter.kit;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One check.
 *
 * @param attributes by name; values as {@link Kit} takes them
 * @param deduplicationId the same for all tries of one request
 */
public record KitRequest(
    Map<String, Object> attributes, List<KitQuota> quotas, String deduplicationId) {

  public KitRequest {
    attributes = KitAttributes.normal(attributes);
    quotas = List.copyOf(quotas);
  }

  /** A request like no other before. */
  public static KitRequest of(Map<String, ?> attributes, KitQuota... quotas) {
    return new KitRequest(Map.copyOf(attributes), List.of(quotas), UUID.randomUUID().toString());
  }
}
