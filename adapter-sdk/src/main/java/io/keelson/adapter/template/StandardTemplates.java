package io.keelson.adapter.template;

import io.keelson.adapter.template.apikey.ApiKeyTemplate;
import io.keelson.adapter.template.authorization.AuthorizationTemplate;
import io.keelson.adapter.template.checknothing.CheckNothingTemplate;
import io.keelson.adapter.template.edge.EdgeTemplate;
import io.keelson.adapter.template.kubernetes.KubernetesTemplate;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import io.keelson.adapter.template.logentry.LogEntryTemplate;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapter.template.quota.QuotaTemplate;
import io.keelson.adapter.template.reportnothing.ReportNothingTemplate;
import io.keelson.adapter.template.tracespan.TraceSpanTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The templates that every server has. */
public final class StandardTemplates {
  private static final List<Template> ALL =
      List.of(
          ApiKeyTemplate.INSTANCE,
          AuthorizationTemplate.INSTANCE,
          CheckNothingTemplate.INSTANCE,
          EdgeTemplate.INSTANCE,
          KubernetesTemplate.INSTANCE,
          ListEntryTemplate.INSTANCE,
          LogEntryTemplate.INSTANCE,
          MetricTemplate.INSTANCE,
          QuotaTemplate.INSTANCE,
          ReportNothingTemplate.INSTANCE,
          TraceSpanTemplate.INSTANCE);

  private StandardTemplates() {}

  /** All, by name. */
  public static List<Template> all() {
    return ALL;
  }

  /** The template of a name, such as {@code listentry}. */
  public static Optional<Template> find(String name) {
    return ALL.stream().filter(template -> template.name().equals(name)).findFirst();
  }

  /**
   * The gRPC service that an adapter outside the process serves for a template, as a serialized
   * {@code FileDescriptorSet} with all imports: what a {@code template} resource carries, in
   * base64.
   *
   * @throws IllegalArgumentException for a name that no standard template has
   */
  public static byte[] serviceDescriptor(String name) {
    return resource(name, ".descriptor_set");
  }

  /**
   * The {@code .proto} text of the same service.
   *
   * @throws IllegalArgumentException for a name that no standard template has
   */
  public static String serviceProto(String name) {
    return new String(resource(name, ".proto"), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name, String suffix) {
    if (find(name).isEmpty()) {
      throw new IllegalArgumentException("there is no standard template '" + name + "'");
    }
    String path = "/META-INF/keelson/templates/" + name + suffix;
    try (InputStream in = StandardTemplates.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " from the SDK's jar", e);
    }
  }
}
