package io.keelson.attribute;

import static io.keelson.attribute.ValueType.BOOL;
import static io.keelson.attribute.ValueType.DURATION;
import static io.keelson.attribute.ValueType.INT64;
import static io.keelson.attribute.ValueType.IP_ADDRESS;
import static io.keelson.attribute.ValueType.STRING;
import static io.keelson.attribute.ValueType.STRING_MAP;
import static io.keelson.attribute.ValueType.TIMESTAMP;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The attributes that a 1.1 mesh declares, as its installation manifests do. Immutable. */
public final class StandardVocabulary {
  /** How the outputs of the kubernetes generator are called in expressions. */
  public static final String KUBERNETES_OUTPUT_PREFIX = "adapter_template_kubernetes.output.";

  /** Manifest {@code istioproxy}: what proxies send. */
  public static final Map<String, ValueType> ISTIOPROXY = istioproxy();

  /** Manifest {@code kubernetes}: what is known of the workloads at both ends. */
  public static final Map<String, ValueType> KUBERNETES = kubernetes();

  /** The outputs of the kubernetes generator, with their prefix; declared without a manifest. */
  public static final Map<String, ValueType> KUBERNETES_OUTPUTS = kubernetesOutputs();

  private StandardVocabulary() {}

  /** Both manifests and the generator outputs. */
  public static Vocabulary vocabulary() {
    var all = new TreeMap<>(ISTIOPROXY);
    all.putAll(KUBERNETES);
    all.putAll(KUBERNETES_OUTPUTS);
    return Vocabulary.of(all);
  }

  private static Map<String, ValueType> istioproxy() {
    var types = new TreeMap<String, ValueType>();
    declare(types, IP_ADDRESS, "", "origin.ip");
    declare(types, STRING, "origin.", "uid", "user");
    declare(types, STRING_MAP, "request.", "headers", "query_params", "auth.claims");
    declare(types, STRING, "request.", "id", "host", "method", "path", "url_path", "reason");
    declare(types, STRING, "request.", "referer", "scheme", "useragent", "api_key");
    declare(types, STRING, "request.auth.", "principal", "audiences", "presenter", "raw_claims");
    declare(types, INT64, "request.", "total_size", "size");
    declare(types, TIMESTAMP, "", "request.time", "response.time");
    declare(types, INT64, "response.", "code", "total_size", "size");
    declare(types, DURATION, "", "response.duration", "connection.duration");
    declare(types, STRING_MAP, "response.", "headers");
    declare(types, STRING, "response.", "grpc_status", "grpc_message");
    declare(types, STRING, "source.", "uid", "user", "principal");
    declare(types, STRING, "destination.", "uid", "principal");
    declare(types, INT64, "", "destination.port", "check.error_code");
    declare(types, STRING, "connection.", "event", "id", "requested_server_name");
    declare(types, INT64, "connection.received.", "bytes", "bytes_total");
    declare(types, INT64, "connection.sent.", "bytes", "bytes_total");
    declare(types, BOOL, "", "connection.mtls", "context.reporter.local");
    declare(types, BOOL, "", "check.cache_hit", "quota.cache_hit");
    declare(types, STRING, "context.", "protocol", "proxy_error_code");
    declare(types, TIMESTAMP, "context.", "timestamp", "time");
    declare(types, STRING, "context.reporter.", "kind", "uid");
    declare(types, STRING, "api.", "service", "version", "operation", "protocol");
    declare(types, STRING, "rbac.permissive.", "response_code", "effective_policy_id");
    declare(types, STRING, "", "check.error_message");
    return Collections.unmodifiableMap(types);
  }

  private static Map<String, ValueType> kubernetes() {
    var types = new TreeMap<String, ValueType>();
    for (String end : new String[] {"source.", "destination."}) {
      declare(types, IP_ADDRESS, end, "ip");
      declare(types, STRING_MAP, end, "labels", "metadata");
      declare(types, STRING, end, "name", "namespace", "owner", "serviceAccount");
      declare(types, STRING, end + "workload.", "uid", "name", "namespace");
    }
    declare(types, STRING, "source.", "services");
    declare(types, STRING, "destination.service.", "uid", "name", "namespace", "host");
    declare(types, STRING, "destination.container.", "name");
    return Collections.unmodifiableMap(types);
  }

  private static Map<String, ValueType> kubernetesOutputs() {
    var types = new TreeMap<String, ValueType>();
    for (String end : new String[] {"source_", "destination_"}) {
      String prefix = KUBERNETES_OUTPUT_PREFIX + end;
      declare(types, STRING, prefix, "pod_uid", "pod_name", "namespace", "service_account_name");
      declare(types, STRING, prefix, "owner", "workload_uid", "workload_name");
      declare(types, STRING, prefix, "workload_namespace");
      declare(types, IP_ADDRESS, prefix, "pod_ip", "host_ip");
      declare(types, STRING_MAP, prefix, "labels");
    }
    declare(types, STRING, KUBERNETES_OUTPUT_PREFIX, "destination_container_name");
    return Collections.unmodifiableMap(types);
  }

  private static void declare(
      Map<String, ValueType> types, ValueType type, String prefix, String... names) {
    for (String name : names) {
      types.put(prefix + name, type);
    }
  }
}
