package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.attribute.ValueType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedDimensionsTest {
  private static final DimensionTypes TYPES =
      DimensionTypes.of(Map.of("a", ValueType.STRING, "b", ValueType.INT64));
  private final SharedDimensions shared = new SharedDimensions(2);

  private Dimensions next(int id, Object a, Object b) {
    shared.clear();
    assertThat(shared.get(id)).isNull();
    Object[] values = shared.room(id, 2);
    values[0] = a;
    values[1] = b;
    Dimensions kept = shared.keep(id, TYPES, values);
    assertThat(shared.get(id)).isSameAs(kept);
    assertThat(kept.value(0)).isEqualTo(a);
    assertThat(kept.value(1)).isEqualTo(b);
    return kept;
  }

  @Test
  void equalValuesOfALaterBagAreTheSameObject() {
    Dimensions first = next(0, "x", 1000L);
    Dimensions other = next(0, "y", null);

    assertThat(next(0, new String("x"), Long.valueOf(1000))).isSameAs(first);
    assertThat(next(0, "y", null)).isSameAs(other);
    assertThat(next(0, null, 1000L)).isNotSameAs(first);
  }

  @Test
  void whatWasKeptDoesNotChange() {
    Dimensions first = next(0, "x", 1L);
    for (long i = 2; i < 20; i++) {
      next(0, "x", i);
    }

    assertThat(first.asMap()).isEqualTo(Map.of("a", "x", "b", 1L));
  }

  @Test
  void mapsOfDifferentExpressionsShareNothing() {
    assertThat(next(0, "x", 1L)).isNotSameAs(next(1, "x", 1L));
  }

  @Test
  void onlyTheLastFewAreRemembered() {
    Dimensions first = next(0, "x", 0L);
    for (long i = 1; i <= 4; i++) {
      next(0, "x", i);
    }

    assertThat(next(0, "x", 0L)).isNotSameAs(first);
  }
}
