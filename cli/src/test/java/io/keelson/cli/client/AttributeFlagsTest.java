package io.keelson.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AttributeFlagsTest {

  private static Map<String, Object> values(String... words) {
    var flags = new AttributeFlags();
    new CommandLine(flags).parseArgs(words);
    return flags.values();
  }

  @Test
  void typedFlagsGiveTypedValues() {
    assertThat(
            values(
                "-s", "s=text,empty=",
                "-i", "i=-7",
                "-d", "d=2.5",
                "-b", "b=T",
                "-t", "t=2026-01-02T15:04:05Z",
                "--duration_attributes", "du=1h30m",
                "--bytes_attributes", "ip=0a:00:00:01",
                "--stringmap_attributes", "m=k:v;k2:v:2"))
        .containsEntry("s", "text")
        .containsEntry("empty", "")
        .containsEntry("i", -7L)
        .containsEntry("d", 2.5)
        .containsEntry("b", true)
        .containsEntry("t", Instant.parse("2026-01-02T15:04:05Z"))
        .containsEntry("du", Duration.ofMinutes(90))
        .containsEntry("ip", IpAddress.of(new byte[] {10, 0, 0, 1}))
        .containsEntry("m", StringMap.of(Map.of("k", "v", "k2", "v:2")));
  }

  @ParameterizedTest
  @CsvSource({
    "12, java.lang.Long",
    "1.5, java.lang.Double",
    "inf, java.lang.Double",
    "true, java.lang.Boolean",
    "2026-01-02T15:04:05Z, java.time.Instant",
    "5s, java.time.Duration",
    "0a:ff, byte[]",
    "k:v, io.keelson.attribute.StringMap",
    "plain text, java.lang.String"
  })
  void guessesTheTypeInTheReferencesOrder(String text, String type) {
    Object value = values("-a", "x=" + text).get("x");

    if (type.equals("byte[]")) {
      assertThat(value).isInstanceOf(byte[].class);
    } else if (type.endsWith("StringMap")) {
      assertThat(value).isInstanceOf(StringMap.class);
    } else {
      assertThat(value.getClass().getName()).isEqualTo(type);
    }
  }

  @Test
  void theFirstEqualsSignSeparates() {
    assertThat(values("-s", "q=a=b")).containsEntry("q", "a=b");
  }

  @Test
  void backslashKeepsACommaInTheValue() {
    assertThat(values("-s", "list=a\\,b,other=c"))
        .containsEntry("list", "a,b")
        .containsEntry("other", "c");
  }

  @Test
  void guessedValuesOverrideTypedOnes() {
    assertThat(values("-a", "x=1", "-s", "x=one")).containsEntry("x", 1L);
  }

  @Test
  void faultsNameTheValue() {
    assertThatThrownBy(() -> values("-s", "novalue"))
        .hasMessage("attribute value novalue does not include an = sign");
    assertThatThrownBy(() -> values("-s", "=v"))
        .hasMessage("attribute value =v does not contain a valid name");
    assertThatThrownBy(() -> values("-i", "x=seven")).hasMessageContaining("attribute x: 'seven'");
    assertThatThrownBy(() -> values("--bytes_attributes", "x=zz")).hasMessageContaining("'zz'");
  }
}
