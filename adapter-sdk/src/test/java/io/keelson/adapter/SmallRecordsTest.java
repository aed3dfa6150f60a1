package io.keelson.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.metric.MetricTemplate;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapter.template.quota.QuotaType;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallRecordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "Denier", "1st", "a_b", "-a", "a-", "a.b"})
  void adapterNamesAreLabels(String name) {
    assertThatThrownBy(
            () ->
                new AdapterInfo<>(
                    name, "", Empty.getDefaultInstance(), List.of(), Execution.NEVER_WAITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void adapterNamesMayHaveDigitsAndHyphens() {
    var info =
        new AdapterInfo<>(
            "acme-log2",
            "",
            Empty.getDefaultInstance(),
            List.of(MetricTemplate.INSTANCE),
            Execution.BLOCKING);
    assertThat(info.name()).isEqualTo("acme-log2");
  }

  @Test
  void adaptersHaveADefaultConfiguration() {
    assertThatThrownBy(() -> new AdapterInfo<>("x", "", null, List.of(), Execution.BLOCKING))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("adapter 'x' has no default configuration");
  }

  @Test
  void onlyOkWithoutLimitsIsNoOpinion() {
    assertThat(CheckResult.NO_OPINION.isNoOpinion()).isTrue();
    assertThat(CheckResult.ok(Duration.ZERO, 1).isNoOpinion()).isFalse();
    assertThat(CheckResult.ok(Duration.ofSeconds(1), 0).isNoOpinion()).isFalse();
    assertThat(new CheckResult(Status.of(7, ""), Duration.ZERO, 0).isNoOpinion()).isFalse();
  }

  @Test
  void configErrorsKeepOrderAndPath() {
    var errors = new ConfigErrors();
    assertThat(errors.isEmpty()).isTrue();
    errors.add("a.b", "is missing").add("c[2]", "is negative");
    assertThat(errors.isEmpty()).isFalse();
    assertThat(errors.list())
        .extracting(Object::toString)
        .containsExactly("a.b: is missing", "c[2]: is negative");
  }

  @Test
  void severalReasonsMakeOneMessage() {
    assertThat(new AdapterException(List.of("a", "b"))).hasMessage("a; b");
  }

  @Test
  void specFindsTheTypesOfOneTemplate() {
    var metric =
        new MetricType("m.metric.d", ValueType.INT64, DimensionTypes.EMPTY, DimensionTypes.EMPTY);
    var quota = new QuotaType("q.quota.d", DimensionTypes.EMPTY);
    var spec = new HandlerSpec<>("h", Empty.getDefaultInstance(), List.of(metric, quota));
    assertThat(spec.instanceTypes(MetricType.class)).containsExactly(metric);
    assertThat(spec.instanceTypes(QuotaType.class)).containsExactly(quota);
  }
}
