package io.keelson.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  private static IpAddress ip(String text) throws Exception {
    return IpAddress.of(InetAddress.getByName(text).getAddress());
  }

  /** {@code ip("1.2.3.4")} of the expression language: IPv4 in 16 bytes. */
  private static IpAddress mapped() {
    return IpAddress.of(
        new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4});
  }

  static Stream<Arguments> texts() throws Exception {
    return Stream.of(
        Arguments.of(null, ""),
        Arguments.of("a b", "a b"),
        Arguments.of("", ""),
        Arguments.of(0L, "0"),
        Arguments.of(-42L, "-42"),
        Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of(true, "true"),
        Arguments.of(false, "false"),
        Arguments.of(0.0, "0"),
        Arguments.of(-0.0, "-0"),
        Arguments.of(1.0, "1"),
        Arguments.of(0.1, "0.1"),
        Arguments.of(-2.5, "-2.5"),
        Arguments.of(1e21, "1000000000000000000000"),
        Arguments.of(1e-7, "0.0000001"),
        Arguments.of(123456789.125, "123456789.125"),
        Arguments.of(Double.NaN, "NaN"),
        Arguments.of(Double.POSITIVE_INFINITY, "+Inf"),
        Arguments.of(Double.NEGATIVE_INFINITY, "-Inf"),
        Arguments.of(Instant.parse("2019-03-04T05:06:07Z"), "2019-03-04T05:06:07.000000Z"),
        Arguments.of(
            Instant.parse("2019-03-04T05:06:07.123456789Z"), "2019-03-04T05:06:07.123456Z"),
        Arguments.of(Instant.parse("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000000Z"),
        Arguments.of(Instant.parse("1969-12-31T23:59:59.9999999Z"), "1969-12-31T23:59:59.999999Z"),
        Arguments.of(Duration.ZERO, "0s"),
        Arguments.of(Duration.ofNanos(1_500_000), "1.5ms"),
        Arguments.of(Duration.ofSeconds(2), "2s"),
        Arguments.of(Duration.ofMinutes(1), "1m0s"),
        Arguments.of(Duration.ofSeconds(3723), "1h2m3s"),
        Arguments.of(Duration.ofSeconds(-1), "-1s"),
        Arguments.of(ip("1.2.3.4"), "1.2.3.4"),
        Arguments.of(mapped(), "1.2.3.4"),
        Arguments.of(ip("2001:db8:0:0:0:0:0:1"), "2001:db8::1"),
        Arguments.of(StringMap.of(Map.of("k2", "v2", "k1", "v1")), "stringmap[k1:v1 k2:v2]"),
        Arguments.of(StringMap.EMPTY, "stringmap[]"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyValueHasOneText(Object value, String text) {
    assertThat(Values.text(value)).isEqualTo(text);
  }

  @Test
  void timestampsTakeTwentySevenCharacters() {
    assertThat(Values.text(Instant.now())).hasSize(27);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.0 / 3, 0.1 + 0.2, Double.MIN_VALUE, Double.MAX_VALUE, 5e-324, 1e300})
  void doublesReadBackAsThemselvesWithoutExponent(double value) {
    assertThat(Values.text(value)).doesNotContainIgnoringCase("e");
    assertThat(Double.parseDouble(Values.text(value))).isEqualTo(value);
  }

  @Test
  void nullMatchesOnlyTheEmptyText() {
    assertThat(Values.matches("", null)).isTrue();
    assertThat(Values.matches("null", null)).isFalse();
  }

  @Test
  void textsMatchByEquality() {
    assertThat(Values.matches("a", "a")).isTrue();
    assertThat(Values.matches("A", "a")).isFalse();
    assertThat(Values.matches("", "")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "5,true",
    "05,true",
    "+5,true",
    "6,false",
    "5.0,false",
    "0x5,false",
    "'',false",
    "x,false"
  })
  void integersMatchByNumber(String text, boolean matches) {
    assertThat(Values.matches(text, 5L)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5,true",
    "1.50,true",
    "15e-1,true",
    "1.4,false",
    "x,false",
    "1.5f,false",
    "1.5d,false",
    "' 1.5',false"
  })
  void doublesMatchByNumber(String text, boolean matches) {
    assertThat(Values.matches(text, 1.5)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  void sixWordsAreTrue(String text) {
    assertThat(Values.matches(text, true)).isTrue();
    assertThat(Values.matches(text, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
  void sixWordsAreFalse(String text) {
    assertThat(Values.matches(text, false)).isTrue();
    assertThat(Values.matches(text, true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tRUE", "yes", "", "2"})
  void otherWordsMatchNoBool(String text) {
    assertThat(Values.matches(text, true)).isFalse();
    assertThat(Values.matches(text, false)).isFalse();
  }

  @Test
  void instantsMatchInAnyZone() {
    Instant noon = Instant.parse("2019-03-04T12:00:00Z");
    assertThat(Values.matches("2019-03-04T12:00:00Z", noon)).isTrue();
    assertThat(Values.matches("2019-03-04T14:00:00+02:00", noon)).isTrue();
    assertThat(Values.matches("2019-03-04T12:00:01Z", noon)).isFalse();
    assertThat(Values.matches("noon", noon)).isFalse();
  }

  @Test
  void durationsMatchInAnySpelling() {
    assertThat(Values.matches("90s", Duration.ofSeconds(90))).isTrue();
    assertThat(Values.matches("1m30s", Duration.ofSeconds(90))).isTrue();
    assertThat(Values.matches("1.5m", Duration.ofSeconds(90))).isTrue();
    assertThat(Values.matches("91s", Duration.ofSeconds(90))).isFalse();
    assertThat(Values.matches("90", Duration.ofSeconds(90))).isFalse();
  }

  @Test
  void addressesMatchInEitherLength() throws Exception {
    assertThat(Values.matches("1.2.3.4", ip("1.2.3.4"))).isTrue();
    assertThat(Values.matches("1.2.3.4", mapped())).isTrue();
    assertThat(Values.matches("1.2.3.5", mapped())).isFalse();
    assertThat(Values.matches("2001:db8::1", ip("2001:db8:0:0:0:0:0:1"))).isTrue();
  }

  @Test
  void mapsMatchByTheirText() {
    assertThat(Values.matches("stringmap[a:b]", StringMap.of(Map.of("a", "b")))).isTrue();
    assertThat(Values.matches("a=b", StringMap.of(Map.of("a", "b")))).isFalse();
  }
}
