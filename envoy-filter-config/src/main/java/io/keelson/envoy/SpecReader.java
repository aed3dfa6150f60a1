package io.keelson.envoy;

import com.google.protobuf.Message;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpec;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpecBinding;
import io.keelson.api.mixer.v1.config.client.IstioService;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.api.mixer.v1.config.client.QuotaSpecBinding;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.Problems;
import io.keelson.config.snapshot.ProtoYaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Decodes specs and bindings, checks them, and joins them. Used once. */
final class SpecReader {
  private static final String GROUP = "config.istio.io/";
  private static final String API_SPEC = "HTTPAPISpec";
  private static final String API_BINDING = "HTTPAPISpecBinding";
  private static final String QUOTA_SPEC = "QuotaSpec";
  private static final String QUOTA_BINDING = "QuotaSpecBinding";
  private static final Set<String> KINDS = Set.of(API_SPEC, API_BINDING, QUOTA_SPEC, QUOTA_BINDING);

  /** What a binding says, of either kind. */
  private record Binding(
      Resource resource, List<IstioService> services, List<Reference> references) {}

  /** A spec, named by a binding. */
  record Reference(String name, String namespace) {}

  private final String domain;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  SpecReader(String domain) {
    this.domain = domain;
  }

  ServiceSpecs read(Collection<Resource> resources) {
    Collection<Resource> ours = select(resources);
    Map<ResourceKey, HTTPAPISpec> apiSpecs =
        decode(ours, API_SPEC, HTTPAPISpec.getDefaultInstance(), SpecRules::apiSpec);
    var quotas = new KnownQuotas(resources);
    Map<ResourceKey, QuotaSpec> quotaSpecs =
        decode(
            ours,
            QUOTA_SPEC,
            QuotaSpec.getDefaultInstance(),
            (spec, problems) -> {
              SpecRules.quotaSpec(spec, problems);
              quotas.check(spec, problems);
            });
    var apiBindings = new ArrayList<Binding>();
    decode(ours, API_BINDING, HTTPAPISpecBinding.getDefaultInstance(), BindingRules::api)
        .forEach((key, binding) -> apiBindings.add(binding(find(ours, key), binding)));
    var quotaBindings = new ArrayList<Binding>();
    decode(ours, QUOTA_BINDING, QuotaSpecBinding.getDefaultInstance(), BindingRules::quota)
        .forEach((key, binding) -> quotaBindings.add(binding(find(ours, key), binding)));
    return new ServiceSpecs(
        join(API_SPEC, apiSpecs, apiBindings, "apiSpecs", ours),
        join(QUOTA_SPEC, quotaSpecs, quotaBindings, "quotaSpecs", ours),
        diagnostics);
  }

  /** Those of our kinds, one a key. */
  private Collection<Resource> select(Collection<Resource> resources) {
    var selected = new TreeMap<ResourceKey, Resource>();
    for (Resource resource : resources) {
      String kind = resource.key().kind();
      if (!resource.apiVersion().isEmpty() && !resource.apiVersion().startsWith(GROUP)) {
        continue;
      }
      if (!KINDS.contains(kind)) {
        KINDS.stream()
            .filter(known -> known.equalsIgnoreCase(kind) || (known + "s").equalsIgnoreCase(kind))
            .forEach(
                known ->
                    add(
                        Severity.WARNING,
                        "misspelt-kind",
                        resource,
                        "kind",
                        kind,
                        "the kind '" + kind + "' is not known; did you mean '" + known + "'?"));
        continue;
      }
      Resource earlier = selected.put(resource.key(), resource);
      if (earlier != null) {
        add(
            Severity.WARNING,
            "duplicate-resource",
            resource,
            "",
            "",
            "the resource stands in "
                + earlier.origin()
                + " and in "
                + resource.origin()
                + "; the latter counts. Remove one of them");
      }
    }
    return selected.values();
  }

  private <M extends Message> Map<ResourceKey, M> decode(
      Collection<Resource> resources, String kind, M empty, BiConsumer<M, Problems> rules) {
    // the order in which the control plane attaches them
    var decoded =
        new TreeMap<ResourceKey, M>(
            Comparator.comparing((ResourceKey key) -> key.namespace() + "/" + key.name()));
    for (Resource resource : resources) {
      if (!resource.key().kind().equals(kind)) {
        continue;
      }
      var problems = new Problems();
      M message = ProtoYaml.decode(resource.spec(), empty, "spec", problems);
      boolean sound = take(resource, problems);
      if (sound) {
        var broken = new Problems();
        rules.accept(message, broken);
        sound = take(resource, broken);
      }
      if (sound) {
        decoded.put(resource.key(), message);
      }
    }
    return decoded;
  }

  /** Adds what was found; tells whether the resource can be used. */
  private boolean take(Resource resource, Problems problems) {
    boolean sound = true;
    for (Problems.Problem problem : problems.list()) {
      // as everywhere in the control plane of 1.1, a field that is not known costs nobody a spec
      boolean stranger = problem.code().equals("unknown-field");
      sound &= stranger || problem.severity() != Severity.ERROR;
      add(
          stranger ? Severity.WARNING : problem.severity(),
          problem.code(),
          resource,
          problem.field(),
          problem.value(),
          stranger ? problem.reason() + "; it is ignored" : problem.reason());
    }
    return sound;
  }

  private static Resource find(Collection<Resource> resources, ResourceKey key) {
    return resources.stream().filter(r -> r.key().equals(key)).findFirst().orElseThrow();
  }

  private static Binding binding(Resource resource, HTTPAPISpecBinding binding) {
    return new Binding(
        resource,
        binding.getServicesList(),
        binding.getApiSpecsList().stream()
            .map(spec -> new Reference(spec.getName(), spec.getNamespace()))
            .toList());
  }

  private static Binding binding(Resource resource, QuotaSpecBinding binding) {
    return new Binding(
        resource,
        binding.getServicesList(),
        binding.getQuotaSpecsList().stream()
            .map(spec -> new Reference(spec.getName(), spec.getNamespace()))
            .toList());
  }

  private <S> List<ServiceSpecs.Bound<S>> join(
      String kind,
      Map<ResourceKey, S> specs,
      List<Binding> bindings,
      String field,
      Collection<Resource> resources) {
    var hosts = new TreeMap<ResourceKey, Predicate<String>>();
    for (Binding binding : bindings) {
      Predicate<String> services =
          BoundHosts.of(
              binding.services,
              kind.equals(QUOTA_SPEC) ? BoundHosts::pattern : BoundHosts::literal,
              binding.resource.key().namespace(),
              domain);
      for (int i = 0; i < binding.references.size(); i++) {
        Reference reference = binding.references.get(i);
        String namespace =
            reference.namespace.isEmpty()
                ? binding.resource.key().namespace()
                : reference.namespace;
        var key = new ResourceKey(kind, namespace, reference.name);
        if (specs.containsKey(key)) {
          hosts.merge(key, services, Predicate::or);
        } else {
          add(
              Severity.ERROR,
              "unknown-spec",
              binding.resource,
              "spec." + field + "[" + i + "]",
              reference.name,
              dangling(key, resources));
        }
      }
    }
    var bound = new ArrayList<ServiceSpecs.Bound<S>>();
    specs.forEach(
        (key, spec) -> {
          if (hosts.containsKey(key)) {
            bound.add(new ServiceSpecs.Bound<>(spec, hosts.get(key)));
          }
        });
    return bound;
  }

  private static String dangling(ResourceKey key, Collection<Resource> resources) {
    String missing =
        "there is no " + key.kind() + " '" + key.name() + "' in namespace " + key.namespace();
    for (Resource resource : resources) {
      if (resource.key().equals(key)) {
        return "the "
            + key.kind()
            + " "
            + key.namespace()
            + "/"
            + key.name()
            + " has errors and"
            + " is left out; correct it";
      }
    }
    return resources.stream()
        .map(Resource::key)
        .filter(other -> other.kind().equals(key.kind()) && other.name().equals(key.name()))
        .findFirst()
        .map(other -> missing + "; there is one in namespace " + other.namespace())
        .orElse(missing + "; add it or correct the name");
  }

  private void add(
      Severity severity,
      String code,
      Resource resource,
      String field,
      String value,
      String reason) {
    diagnostics.add(
        new Diagnostic(severity, code, resource.key(), field, value, reason, resource.origin()));
  }
}
