package io.keelson.adapters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Execution;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.kit.AdapterKit;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import io.keelson.adapters.prometheus.Params.MetricInfo.BucketsDefinition;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import io.keelson.adapters.prometheus.Params.MetricsExpirationPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusAdapterTest extends AdapterKit<Params> {
  private static final String PORT = "keelson.prometheus.port";
  private static final String ADDRESS = "keelson.prometheus.address";

  @AfterEach
  void clearSettings() {
    System.clearProperty(PORT);
    System.clearProperty(ADDRESS);
  }

  @Override
  protected Adapter<Params> adapter() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new PrometheusAdapter(() -> new Settings(address, 10));
  }

  @Override
  protected Params config(List<String> instances) {
    var config = Params.newBuilder();
    instances.forEach(
        name ->
            config.addMetrics(MetricInfo.newBuilder().setInstanceName(name).setKind(Kind.GAUGE)));
    return config.build();
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Adapter.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(PrometheusAdapter.class));
  }

  @Test
  void neverWaits() {
    assertThat(adapter().info().execution()).isEqualTo(Execution.NEVER_WAITS);
    assertThat(adapter().info().name()).isEqualTo("prometheus");
  }

  @Test
  void fieldNumbersAreThoseOfTheReference() {
    assertThat(Params.getDescriptor().getFullName()).isEqualTo("adapter.prometheus.config.Params");
    assertThat(numbers(Params.getDescriptor()))
        .containsExactly("1 metrics", "2 metrics_expiration_policy");
    assertThat(numbers(MetricInfo.getDescriptor()))
        .containsExactly(
            "1 name",
            "2 instance_name",
            "3 description",
            "4 kind",
            "5 buckets",
            "6 label_names",
            "7 namespace");
    assertThat(numbers(BucketsDefinition.getDescriptor()))
        .containsExactly("1 linear_buckets", "2 exponential_buckets", "3 explicit_buckets");
    assertThat(numbers(BucketsDefinition.Linear.getDescriptor()))
        .containsExactly("1 num_finite_buckets", "2 width", "3 offset");
    assertThat(numbers(BucketsDefinition.Exponential.getDescriptor()))
        .containsExactly("1 num_finite_buckets", "2 growth_factor", "3 scale");
    assertThat(numbers(BucketsDefinition.Explicit.getDescriptor())).containsExactly("1 bounds");
    assertThat(numbers(MetricsExpirationPolicy.getDescriptor()))
        .containsExactly("1 metrics_expiry_duration", "2 expiry_check_interval_duration");
    assertThat(
            Kind.getDescriptor().getValues().stream().map(v -> v.getNumber() + " " + v.getName()))
        .containsExactly("0 UNSPECIFIED", "1 GAUGE", "2 COUNTER", "3 DISTRIBUTION");
  }

  private static List<String> numbers(Descriptor message) {
    return message.getFields().stream().map(f -> f.getNumber() + " " + f.getName()).toList();
  }

  @Test
  void expiryHasToBePositiveWhereThePolicyIsGiven() {
    assertThat(fields(Params.newBuilder())).isEmpty();
    var negative = com.google.protobuf.Duration.newBuilder().setSeconds(-1);
    assertThat(
            fields(
                Params.newBuilder()
                    .setMetricsExpirationPolicy(
                        MetricsExpirationPolicy.newBuilder()
                            .setExpiryCheckIntervalDuration(negative))))
        .containsExactly(
            "metricsExpirationPolicy.metricsExpiryDuration",
            "metricsExpirationPolicy.expiryCheckIntervalDuration");
  }

  private List<String> fields(Params.Builder config) {
    var errors = new ConfigErrors();
    adapter().validate(new HandlerSpec<>("h", config.build(), List.of()), errors);
    return errors.list().stream().map(ConfigErrors.ConfigError::field).toList();
  }

  @Test
  void processSettingsHaveDefaultsAndLimits() {
    assertThat(Settings.ofProcess()).isEqualTo(new Settings(new InetSocketAddress(42422), 200_000));
    System.setProperty(PORT, "0");
    System.setProperty(ADDRESS, "127.0.0.1");
    assertThat(Settings.ofProcess().address()).isEqualTo(new InetSocketAddress("127.0.0.1", 0));
    System.setProperty(PORT, "65536");
    assertThatThrownBy(Settings::ofProcess)
        .hasMessageContaining(PORT)
        .hasMessageContaining("65536");
    System.setProperty(PORT, "http");
    assertThatThrownBy(Settings::ofProcess).hasMessageContaining("'http'");
  }
}
