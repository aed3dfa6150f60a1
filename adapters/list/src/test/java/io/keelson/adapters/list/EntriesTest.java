package io.keelson.adapters.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntriesTest {

  private static Entries of(Params.ListEntryType type, String... entries) throws Entries.Malformed {
    return Entries.of(type, List.of(entries));
  }

  private static List<String> readAddresses(String body) throws Entries.Malformed {
    return Entries.read(Params.ListEntryType.IP_ADDRESSES, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void stringsMatchExactly() throws Exception {
    Entries list = of(Params.ListEntryType.STRINGS, "a", "b", "a");

    assertThat(list.contains("a")).isTrue();
    assertThat(list.contains("A")).isFalse();
    assertThat(list.contains("a ")).isFalse();
    assertThat(list.contains("")).isFalse();
    assertThat(list.size()).isEqualTo(2);
  }

  @Test
  void caseIsIgnoredLetterByLetter() throws Exception {
    Entries list = of(Params.ListEntryType.CASE_INSENSITIVE_STRINGS, "Mallory", "straße", "ÀÉ");

    assertThat(list.contains("mALLORY")).isTrue();
    assertThat(list.contains("STRAßE")).isTrue();
    assertThat(list.contains("STRASSE")).isFalse();
    assertThat(list.contains("àé")).isTrue();
  }

  @Test
  void regularExpressionsMatchAnywhere() throws Exception {
    Entries list = of(Params.ListEntryType.REGEX, "^/admin", "ratings?$");

    assertThat(list.contains("/admin/x")).isTrue();
    assertThat(list.contains("x/admin")).isFalse();
    assertThat(list.contains("the-rating")).isTrue();
    assertThat(list.contains("ratings-v1")).isFalse();
  }

  @Test
  void hostileExpressionTakesLinearTime() throws Exception {
    Entries list = of(Params.ListEntryType.REGEX, "(a+)+$");

    assertThat(list.contains("a".repeat(20_000) + "b")).isFalse();
  }

  @Test
  void unbalancedExpressionIsNamed() {
    assertThatThrownBy(() -> of(Params.ListEntryType.REGEX, "ok", "a(b"))
        .isInstanceOf(Entries.Malformed.class)
        .hasMessageStartingWith("'a(b' is not a regular expression");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.1.2.3/16, 10.1.255.255, true",
    "10.1.2.3/16, 10.2.0.0, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 10.1.2.3, false",
    "2001:db8::1, 2001:db8::1, true",
    "2001:db8::1, 2001:db8::2, false",
    "2001:db8::/32, 2001:db8:ffff::, true",
    "2001:db8::/32, 2001:db9::, false",
    "fe80::/65, fe80::7fff:ffff:ffff:ffff, true",
    "fe80::/65, fe80::8000:0:0:0, false",
    "::ffff:10.0.0.0/104, 10.9.9.9, true",
    "::ffff:10.0.0.0/104, 11.0.0.0, false",
    "::ffff:10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, ::ffff:10.1.2.3, true",
    "10.1.2.3, ::ffff:a01:203, true",
    "255.255.255.255/32, 255.255.255.255, true",
    "128.0.0.0/1, 127.255.255.255, false",
    "10.1.2.3, not-an-address, false"
  })
  void addressIsWithinNetwork(String network, String address, boolean within) throws Exception {
    assertThat(of(Params.ListEntryType.IP_ADDRESSES, network).contains(address)).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1.2",
        "10.1.2.256",
        "010.1.2.3",
        "10.1.2.3/33",
        "10.1.2.3/",
        "10.1.2.3/-1",
        "10.1.2.3/08",
        "2001:db8::/129",
        "2001:db8::1::",
        "fe80::1%eth0",
        "[::1]",
        "localhost",
        " 10.1.2.3",
        "1",
        "::ffff:10.0.0.0/129"
      })
  void whatIsNoAddressIsRefused(String entry) {
    assertThatThrownBy(() -> of(Params.ListEntryType.IP_ADDRESSES, entry))
        .isInstanceOf(Entries.Malformed.class)
        .hasMessageStartingWith("'" + entry + "' is neither");
  }

  @Test
  void manyOverlappingNetworksAgreeWithALinearSearch() throws Exception {
    var random = new Random(7);
    var networks = new ArrayList<IpNetwork>();
    for (int i = 0; i < 300; i++) {
      networks.add(
          IpNetwork.parse(
              "10.%d.%d.%d/%d"
                  .formatted(
                      random.nextInt(8),
                      random.nextInt(256),
                      random.nextInt(256),
                      12 + random.nextInt(21))));
    }
    var ranges = new IpRanges(networks.subList(20, 300));
    for (int i = 0; i < 5000; i++) {
      var address =
          IpNetwork.address(
              "10.%d.%d.%d".formatted(random.nextInt(9), random.nextInt(256), random.nextInt(256)));
      long bits = IpNetwork.bits(address.normalized(), 0, 4);
      boolean expected =
          networks.subList(20, 300).stream()
              .anyMatch(n -> n.firstLow() <= bits && bits <= n.lastLow());
      assertThat(ranges.contains(address)).as(address.toString()).isEqualTo(expected);
    }
  }

  @Test
  void addressesAreReadFromYamlAndJson() throws Exception {
    assertThat(readAddresses("whitelist:\n- 10.0.0.1\n- ::1\n- 2001:db8::/32\n"))
        .containsExactly("10.0.0.1", "::1", "2001:db8::/32");
    assertThat(readAddresses("{\"whitelist\": [\"10.0.0.1\"], \"other\": 1}"))
        .containsExactly("10.0.0.1");
    assertThat(readAddresses("whitelist: []")).isEmpty();
    assertThat(readAddresses("whitelist:")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1 | not a mapping with the key 'whitelist'",
        "blacklist: [10.0.0.1] | not a mapping with the key 'whitelist'",
        "'' | not a mapping with the key 'whitelist'",
        "whitelist: 10.0.0.1 | the value of 'whitelist' is not a list",
        "whitelist: [10.0.0.1, {}] | whitelist[1] is not an address or a network",
        "whitelist: [10.0.0.1 | not YAML",
        "whitelist: &a [*a] | whitelist[0] is not",
        "{whitelist: [], whitelist: []} | the key 'whitelist' is there twice",
        "? [a, b] : c | not a mapping with the key 'whitelist'"
      })
  void otherDocumentsAreRefused(String body, String reason) {
    assertThatThrownBy(() -> readAddresses(body))
        .isInstanceOf(Entries.Malformed.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whitelist: ", "other: ", "? "})
  void deeplyNestedDocumentIsRefusedAndNothingWorse(String before) {
    assertThatThrownBy(() -> readAddresses(before + "[".repeat(1_000_000)))
        .isInstanceOf(Entries.Malformed.class);
  }

  @Test
  void otherKeysAreSkippedWhateverTheyHold() throws Exception {
    assertThat(readAddresses("a: {b: [c, {d: e}]}\nwhitelist: [10.0.0.1]\nz: [1, [2]]"))
        .containsExactly("10.0.0.1");
  }
}
