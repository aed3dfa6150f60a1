package io.keelson.adapters.memquota;

import static io.keelson.adapters.memquota.Fixture.limit;
import static io.keelson.adapters.memquota.Fixture.quota;
import static io.keelson.adapters.memquota.Fixture.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterException;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.kit.AdapterKit;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.quota.QuotaHandler;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.adapter.template.quota.QuotaType;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MemquotaAdapterTest extends AdapterKit<Params> {
  private final MemquotaAdapter adapter = new MemquotaAdapter();

  @Override
  protected Adapter<Params> adapter() {
    return new MemquotaAdapter();
  }

  @Override
  protected Params config(List<String> instances) {
    var config = adapter.info().defaultConfig().toBuilder();
    instances.forEach(name -> config.addQuotas(quota(5, 1).setName(name)));
    return config.build();
  }

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Adapter.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(MemquotaAdapter.class));
  }

  @Test
  void declaresItself() {
    assertThat(adapter.info().name()).isEqualTo("memquota");
    assertThat(adapter.info().execution()).isEqualTo(Execution.NEVER_WAITS);
    assertThat(adapter.info().defaultConfig().getMinDeduplicationDuration()).isEqualTo(seconds(1));
  }

  @Test
  void fieldNumbersAreThoseOfTheReference() {
    assertThat(numbers(Params.getDescriptor()))
        .containsExactly("quotas=1", "min_deduplication_duration=2");
    assertThat(numbers(Params.Quota.getDescriptor()))
        .containsExactly("name=1", "max_amount=2", "valid_duration=3", "overrides=4");
    assertThat(numbers(Params.Override.getDescriptor()))
        .containsExactly("dimensions=1", "max_amount=2", "valid_duration=3");
    assertThat(Params.getDescriptor().getFullName()).isEqualTo("adapter.memquota.config.Params");
  }

  private static List<String> numbers(com.google.protobuf.Descriptors.Descriptor message) {
    return message.getFields().stream().map(f -> f.getName() + "=" + f.getNumber()).toList();
  }

  @Test
  void deduplicationDurationHasToBePositive() {
    assertThat(errors(Params.newBuilder().setMinDeduplicationDuration(seconds(0)), List.of()))
        .singleElement()
        .satisfies(e -> assertThat(e.field()).isEqualTo("minDeduplicationDuration"));
  }

  @Test
  void negativeDurationsAreRefusedWhereTheyStand() {
    var negative = com.google.protobuf.Duration.newBuilder().setSeconds(-1).build();
    var config =
        limit(1, 1)
            .setMinDeduplicationDuration(seconds(1))
            .addQuotas(
                quota(1, 1)
                    .setValidDuration(negative)
                    .addOverrides(Params.Override.newBuilder().setValidDuration(negative)));
    assertThat(errors(config, List.of()))
        .extracting(ConfigErrors.ConfigError::field)
        .containsExactly("quotas[1].validDuration", "quotas[1].overrides[0].validDuration");
  }

  @Test
  void buildErrorNamesEveryInstanceWithoutEntry() {
    var spec =
        new HandlerSpec<>(
            "h",
            limit(1, 1).setMinDeduplicationDuration(seconds(1)).build(),
            List.of(
                new QuotaType("one.quota.ns", Fixture.TYPES),
                new QuotaType("requestcount.instance.istio-system", Fixture.TYPES)));
    assertThatThrownBy(() -> adapter.build(spec, new FakeEnvironment()))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("'one.quota.ns'")
        .hasMessageContaining("'requestcount.instance.istio-system'")
        .hasMessageContaining("the entry 'requestcount.quota.istio-system' is for an instance of");
  }

  private List<ConfigErrors.ConfigError> errors(Params.Builder config, List<QuotaType> types) {
    var errors = new ConfigErrors();
    adapter.validate(new HandlerSpec<>("h", config.build(), List.copyOf(types)), errors);
    return errors.list();
  }

  @Test
  void laterEntryOfTheSameNameWins() throws Exception {
    var quota = new Fixture(limit(1, 1).addQuotas(quota(7, 1)));
    assertThat(quota.all(7).amount()).isEqualTo(7);
  }

  @Test
  void replacedHandlerLeavesItsCountersToTheNextWhereLimitsAreUnchanged() throws Exception {
    var environment = new FakeEnvironment();
    var other = quota(5, 0).setName("other.quota.ns");
    Handler first = Fixture.build(adapter, limit(10, 0).addQuotas(other), environment);
    take(first, Fixture.NAME, 6);
    take(first, "other.quota.ns", 4);

    Handler second =
        Fixture.build(adapter, limit(10, 0).addQuotas(other.setMaxAmount(6)), environment);
    first.close();
    assertThat(take(second, Fixture.NAME, 5)).as("unchanged: four left").isZero();
    assertThat(take(second, Fixture.NAME, 4)).isEqualTo(4);
    assertThat(take(second, "other.quota.ns", 6)).as("changed: starts anew").isEqualTo(6);

    second.close();
    second.close();
    Handler third = Fixture.build(adapter, limit(10, 0), environment);
    assertThat(take(third, Fixture.NAME, 10)).as("nobody kept them").isEqualTo(10);
  }

  private static long take(Handler handler, String instance, long amount) throws Exception {
    return ((QuotaHandler) handler)
        .handleQuota(
            new QuotaInstance(instance, Fixture.source("a")), new QuotaArgs("", amount, false))
        .amount();
  }
}
