package io.keelson.adapter.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.ValueType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DimensionsTest {
  private static final DimensionTypes TYPES =
      DimensionTypes.of(
          Map.of("zone", ValueType.STRING, "code", ValueType.INT64, "flag", ValueType.BOOL));

  private final Dimensions dimensions = new Dimensions(TYPES, new Object[] {200L, true, null});

  @Test
  void keysAreSorted() {
    assertThat(TYPES.keys()).containsExactly("code", "flag", "zone");
    assertThat(TYPES.type(0)).isEqualTo(ValueType.INT64);
    assertThat(TYPES.key(2)).isEqualTo("zone");
    assertThat(TYPES.size()).isEqualTo(3);
  }

  @Test
  void positionsAreWhereKeysStand() {
    assertThat(TYPES.position("code")).isZero();
    assertThat(TYPES.position("zone")).isEqualTo(2);
    assertThat(TYPES.position("cod")).isEqualTo(-1);
    assertThat(TYPES.position("zz")).isEqualTo(-1);
    assertThat(DimensionTypes.EMPTY.position("")).isEqualTo(-1);
  }

  @Test
  void valuesAreFoundByPositionAndKey() {
    assertThat(dimensions.value(0)).isEqualTo(200L);
    assertThat(dimensions.get("flag")).isEqualTo(true);
    assertThat(dimensions.get("zone")).isNull();
    assertThat(dimensions.get("other")).isNull();
    assertThat(dimensions.text(0)).isEqualTo("200");
    assertThat(dimensions.text(2)).as("absent").isEmpty();
    assertThat(dimensions.size()).isEqualTo(3);
    assertThat(dimensions.types()).isSameAs(TYPES);
  }

  @Test
  void asMapKeepsOrderAndAbsence() {
    assertThat(dimensions.asMap())
        .containsExactly(
            Map.entry("code", 200L),
            Map.entry("flag", true),
            new java.util.AbstractMap.SimpleEntry<>("zone", null));
  }

  @Test
  void equalityIsByTypesAndValues() {
    var same = new Dimensions(TYPES, new Object[] {200L, true, null});
    var other = new Dimensions(TYPES, new Object[] {200L, false, null});
    assertThat(dimensions).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(other);
    assertThat(TYPES)
        .isNotEqualTo(
            DimensionTypes.of(
                Map.of(
                    "zone", ValueType.STRING, "code", ValueType.STRING, "flag", ValueType.BOOL)));
  }

  @Test
  void asManyValuesAsKeys() {
    assertThatThrownBy(() -> new Dimensions(TYPES, new Object[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 keys, 2 values");
  }
}
