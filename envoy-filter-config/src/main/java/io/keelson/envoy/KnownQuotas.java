package io.keelson.envoy;

import io.keelson.api.mixer.v1.config.client.QuotaRule;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.config.resource.Resource;
import io.keelson.config.snapshot.Problems;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which quotas the server's configuration has, where it stands beside the specs. A server grants
 * all of a quota that it does not know, so that a slip in a name lifts the limit.
 */
final class KnownQuotas {
  private static final String TEMPLATE = "quota";

  private final TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  KnownQuotas(Collection<Resource> resources) {
    for (Resource resource : resources) {
      String kind = resource.key().kind();
      if (kind.equals(TEMPLATE)
          || kind.equals("instance") && TEMPLATE.equals(resource.spec().get("compiledTemplate"))) {
        names.add(resource.key().name());
      }
    }
  }

  /** Warns of quotas that are not there; of none, where the resources have no quota at all. */
  void check(QuotaSpec spec, Problems problems) {
    for (int i = 0; i < spec.getRulesCount() && !names.isEmpty(); i++) {
      QuotaRule rule = spec.getRules(i);
      for (int j = 0; j < rule.getQuotasCount(); j++) {
        String name = rule.getQuotas(j).getQuota();
        if (!name.isEmpty() && !names.contains(name)) {
          problems.warning(
              "unknown-quota",
              "spec.rules[" + i + "].quotas[" + j + "].quota",
              name,
              "there is no quota instance '"
                  + name
                  + "', and a server grants all of what it does not know; the instances are "
                  + String.join(", ", names));
        }
      }
    }
  }
}
