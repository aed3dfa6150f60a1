package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "300ms,300000000",
    "1h30m,5400000000000",
    "-1.5h,-5400000000000",
    "+5s,5000000000",
    "1us,1000",
    "1\u00b5s,1000",
    "1\u03bcs,1000",
    ".5s,500000000",
    "1.s,1000000000",
    "0.1ns,0",
    "9223372036854775807ns,9223372036854775807"
  })
  void durationTextReads(String text, long nanos) {
    assertThat(DurationText.parse(text)).contains(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "1",
        "s",
        "1x",
        "1.2.3s",
        ".s",
        "9223372036854775808ns",
        "1 s",
        "1s ",
        "--1s"
      })
  void otherTextIsNoDuration(String text) {
    assertThat(DurationText.parse(text)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "1,1ns",
    "1100,1.1\u00b5s",
    "2200000,2.2ms",
    "3300000000,3.3s",
    "60000000000,1m0s",
    "3723000000000,1h2m3s",
    "-1500000000,-1.5s",
    "-9223372036854775808,-2562047h47m16.854775808s"
  })
  void durationIsWrittenAsOperatorsDo(long nanos, String text) {
    assertThat(DurationText.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @Test
  void addressesOfBothFormsAreEqual() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 1;
    var six = IpAddress.of(mapped);
    var four = IpAddress.of(new byte[] {10, 0, 0, 1});
    assertThat(six).isEqualTo(four).hasSameHashCodeAs(four).hasToString("10.0.0.1");
    assertThat(six.octets()).hasSize(16);
    assertThat(six.normalized()).hasSize(4);
    var other = IpAddress.of(InetAddress.getByName("2001:db8::1:0:0:1").getAddress());
    assertThat(other).isNotEqualTo(four).hasToString("2001:db8::1:0:0:1");
    assertThatThrownBy(() -> IpAddress.of(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5");
  }

  @ParameterizedTest
  @CsvSource({
    "::,::",
    "::1,::1",
    "1::,1::",
    "fe80:0:0:1:0:0:0:1,fe80:0:0:1::1",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "1:0:3:4:5:6:7:8,1:0:3:4:5:6:7:8",
    "1:0:0:4:5:0:0:8,1::4:5:0:0:8"
  })
  void ipv6TextIsTheShortest(String text, String expected) throws UnknownHostException {
    assertThat(IpAddress.of(InetAddress.getByName(text).getAddress())).hasToString(expected);
  }

  @Test
  void stringMapIsACopyWithSortedText() {
    var entries = new HashMap<>(Map.of("b", "2", "a", "1"));
    var map = StringMap.of(entries);
    entries.put("c", "3");
    assertThat(map).hasToString("stringmap[a:1 b:2]");
    assertThat(map.get("a")).isEqualTo("1");
    assertThat(map.get("c")).isNull();
    assertThat(map).isEqualTo(StringMap.of(Map.of("a", "1", "b", "2")));
    assertThat(StringMap.EMPTY).hasToString("stringmap[]").isNotEqualTo(map);
    entries.put("d", null);
    assertThatThrownBy(() -> StringMap.of(entries)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> map.asMap().clear()).isInstanceOf(RuntimeException.class);
  }

  @Test
  void textOfAStringMapHasAnEnd() throws AttributeException {
    String[] words = new String[2001];
    int[] pairs = new int[4000];
    words[2000] = "v".repeat(10_000);
    for (int i = 0; i < 2000; i++) {
      words[i] = "key" + i;
      pairs[2 * i] = -i - 1;
      pairs[2 * i + 1] = -2001;
    }
    var bag = new Message().words(words).map(5, pairs).bag(Vocabulary.of(Map.of()));
    assertThat(bag.get(5).toString()).hasSizeLessThan(1_100_000).endsWith(" \u2026]");
  }

  @Test
  void typesHaveTheNumbersOfTheWire() {
    for (ValueType type : ValueType.values()) {
      assertThat(io.keelson.api.policy.v1beta1.ValueType.forNumber(type.number()).name())
          .isEqualTo(type.name());
    }
  }
}
