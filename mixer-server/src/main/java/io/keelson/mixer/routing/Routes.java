package io.keelson.mixer.routing;

import java.util.Map;

/**
 * What one phase of a call does in one namespace: the default namespace's part first, then its own.
 *
 * @param destinations not to be changed
 * @param headers not to be changed; only for checks
 * @param instances how many instances there are at most
 * @param quotas only for quotas: by short instance name, in lower case and as written
 */
public record Routes(
    Destination[] destinations,
    HeaderGroup[] headers,
    int instances,
    Map<String, QuotaRoute[]> quotas) {

  static final Routes NONE = new Routes(new Destination[0], new HeaderGroup[0], 0, Map.of());
}
