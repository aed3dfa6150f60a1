package io.keelson.envoy;

import io.keelson.api.mixer.v1.config.client.HTTPAPISpecBinding;
import io.keelson.api.mixer.v1.config.client.IstioService;
import io.keelson.api.mixer.v1.config.client.QuotaSpecBinding;
import io.keelson.config.snapshot.Problems;
import java.util.List;

/** What bindings must be, beyond being readable. */
final class BindingRules {
  private BindingRules() {}

  static void api(HTTPAPISpecBinding binding, Problems problems) {
    services(binding.getServicesList(), false, problems);
    references(
        "apiSpecs",
        binding.getApiSpecsList().stream()
            .map(spec -> new SpecReader.Reference(spec.getName(), spec.getNamespace()))
            .toList(),
        problems);
  }

  static void quota(QuotaSpecBinding binding, Problems problems) {
    services(binding.getServicesList(), true, problems);
    references(
        "quotaSpecs",
        binding.getQuotaSpecsList().stream()
            .map(spec -> new SpecReader.Reference(spec.getName(), spec.getNamespace()))
            .toList(),
        problems);
  }

  private static void services(
      List<IstioService> services, boolean takesWildcards, Problems problems) {
    if (services.isEmpty()) {
      problems.error(
          "missing-services", "spec.services", "", "the binding names no service; add one");
    }
    for (int i = 0; i < services.size(); i++) {
      IstioService service = services.get(i);
      String path = "spec.services[" + i + "]";
      if (service.getService().isEmpty()) {
        named(service, path, problems);
      } else {
        written(service, path, takesWildcards, problems);
      }
      if (service.getLabelsCount() > 0) {
        problems.warning(
            "labels-ignored",
            path + ".labels",
            "",
            "labels do not narrow a binding, it applies to the whole service; remove them");
      }
    }
  }

  private static void named(IstioService service, String path, Problems problems) {
    if (service.getName().isEmpty()) {
      problems.error("missing-name", path + ".name", "", "the service has no name; give one");
    } else {
      label(service.getName(), path + ".name", problems);
    }
    if (!service.getNamespace().isEmpty()) {
      label(service.getNamespace(), path + ".namespace", problems);
    }
    if (!service.getDomain().isEmpty() && !Labels.isFqdn(service.getDomain())) {
      problems.error(
          "bad-name",
          path + ".domain",
          service.getDomain(),
          "'" + service.getDomain() + "' is no domain such as svc.cluster.local");
    }
  }

  private static void written(
      IstioService service, String path, boolean takesWildcards, Problems problems) {
    if (!service.getName().isEmpty()
        || !service.getNamespace().isEmpty()
        || !service.getDomain().isEmpty()) {
      problems.error(
          "conflicting-fields",
          path + ".service",
          service.getService(),
          "service stands in place of name, namespace and domain; give it alone");
    }
    String text = service.getService();
    if (!BoundHosts.isWildcard(text)) {
      return;
    }
    if (!takesWildcards) {
      problems.warning(
          "useless-wildcard",
          path + ".service",
          text,
          "an HTTPAPISpecBinding takes no wildcards, so '"
              + text
              + "' means no service; write"
              + " full names");
    } else if (!BoundHosts.canMatch(text)) {
      problems.warning(
          "useless-wildcard",
          path + ".service",
          text,
          "'"
              + text
              + "' means no service; a wildcard is * for all, or *TEXT* for those whose"
              + " full name contains the text");
    }
  }

  private static void references(
      String field, List<SpecReader.Reference> references, Problems problems) {
    if (references.isEmpty()) {
      problems.error("missing-specs", "spec." + field, "", "the binding names no spec; add one");
    }
    for (int i = 0; i < references.size(); i++) {
      SpecReader.Reference reference = references.get(i);
      String path = "spec." + field + "[" + i + "]";
      if (reference.name().isEmpty()) {
        problems.error("missing-name", path + ".name", "", "the spec has no name; give one");
      }
      if (!reference.namespace().isEmpty()) {
        label(reference.namespace(), path + ".namespace", problems);
      }
    }
  }

  private static void label(String text, String path, Problems problems) {
    if (!Labels.isDnsLabel(text)) {
      problems.error(
          "bad-name",
          path,
          text,
          "'" + text + "' is no DNS label: letters, digits and - between them, up to 63");
    }
  }
}
