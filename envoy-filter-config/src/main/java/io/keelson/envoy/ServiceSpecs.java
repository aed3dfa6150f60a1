package io.keelson.envoy;

import io.keelson.api.mixer.v1.config.client.HTTPAPISpec;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which API and quota specs are bound to which service. Immutable. Bindings of all namespaces
 * count; a spec that several bind to one service is there once; the order is that of the specs'
 * keys.
 */
public final class ServiceSpecs {

  /** A spec and the hosts that some binding gives it to. */
  record Bound<S>(S spec, Predicate<String> hosts) {}

  private final List<Bound<HTTPAPISpec>> apiSpecs;
  private final List<Bound<QuotaSpec>> quotaSpecs;
  private final List<Diagnostic> diagnostics;

  ServiceSpecs(
      List<Bound<HTTPAPISpec>> apiSpecs,
      List<Bound<QuotaSpec>> quotaSpecs,
      List<Diagnostic> diagnostics) {
    this.apiSpecs = List.copyOf(apiSpecs);
    this.quotaSpecs = List.copyOf(quotaSpecs);
    this.diagnostics = List.copyOf(diagnostics);
  }

  /**
   * Reads the four kinds and leaves all others alone. Never throws on bad resources: one that is
   * bad is left out and becomes a diagnostic.
   *
   * @param domain what follows {@code .svc.} in the names of services; may be empty
   */
  public static ServiceSpecs read(Collection<Resource> resources, String domain) {
    return new SpecReader(domain).read(resources);
  }

  /** The API specs of a service, by its full name. */
  public List<HTTPAPISpec> apiSpecs(String host) {
    return of(apiSpecs, host);
  }

  /** The quota specs of a service, by its full name. */
  public List<QuotaSpec> quotaSpecs(String host) {
    return of(quotaSpecs, host);
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  private static <S> List<S> of(List<Bound<S>> all, String host) {
    return all.stream().filter(bound -> bound.hosts().test(host)).map(Bound::spec).toList();
  }
}
