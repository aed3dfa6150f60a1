package io.keelson.envoy;

import io.keelson.api.mixer.v1.config.client.IstioService;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which hosts the services of a binding mean. */
final class BoundHosts {
  private BoundHosts() {}

  /**
   * @param written how a service that is written as a full name is read
   * @param namespace of the binding
   * @param domain what follows {@code .svc.}; may be empty
   */
  static Predicate<String> of(
      List<IstioService> services,
      Function<String, Predicate<String>> written,
      String namespace,
      String domain) {
    List<Predicate<String>> all =
        services.stream()
            .map(
                service ->
                    service.getService().isEmpty()
                        ? literal(fullName(service, namespace, domain))
                        : written.apply(service.getService()))
            .toList();
    return host -> all.stream().anyMatch(one -> one.test(host));
  }

  private static String fullName(IstioService service, String namespace, String domain) {
    var host = new StringBuilder(service.getName());
    String in = service.getNamespace().isEmpty() ? namespace : service.getNamespace();
    if (!in.isEmpty()) {
      host.append('.').append(in);
    }
    if (service.getDomain().isEmpty()) {
      host.append(MeshService.suffix(domain));
    } else {
      host.append('.').append(service.getDomain());
    }
    return host.toString();
  }

  /** The host of that name. */
  static Predicate<String> literal(String service) {
    return service::equals;
  }

  /** The host of that name, or those that a wildcard means. */
  static Predicate<String> pattern(String service) {
    if (!isWildcard(service)) {
      return literal(service);
    }
    if (service.equals("*")) {
      return host -> true;
    }
    if (!isInfix(service)) {
      return host -> false;
    }
    String infix = service.substring(1, service.length() - 1);
    return host -> host.contains(infix);
  }

  static boolean isWildcard(String service) {
    return service.indexOf('*') >= 0;
  }

  /** Whether a wildcard is of a form that can match: {@code *} or {@code *text*}. */
  static boolean canMatch(String wildcard) {
    return wildcard.equals("*") || isInfix(wildcard);
  }

  private static boolean isInfix(String service) {
    return service.length() > 1
        && service.startsWith("*")
        && service.endsWith("*")
        && service.indexOf('*', 1) == service.length() - 1;
  }
}
