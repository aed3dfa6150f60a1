package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.keelson.attribute.RequestBag;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that make values of text, and the equality of DNS names, e-mail addresses and URIs. */
class ConversionTest {

  /**
   * Calls the function on a constant, which is computed ahead, and on an attribute, which is not.
   */
  private static Object call(String function, String text) throws ExpressionException {
    RequestBag bag = Sample.bagWith("s1", text);
    Object late = Sample.compile(function + "(s1)").evaluate(bag);
    if (text.indexOf('`') < 0 && text.indexOf('\r') < 0 && text.indexOf(0) < 0) {
      assertThat(Sample.compile(function + "((smiss | `" + text + "`) | s1)").evaluate(bag))
          .isEqualTo(late);
    }
    return late;
  }

  private static void refused(String function, String text, String message) throws Exception {
    Expression expression = Sample.compile(function + "(s1)");
    assertThatThrownBy(() -> expression.evaluate(Sample.bagWith("s1", text)))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void failingConstantIsAnErrorOfTheRequestNotOfTheRule() throws Exception {
    for (String text :
        new String[] {
          "ip(\"x\")", "timestamp(\"x\")", "dnsName(\"\")", "email(\"x\")", "uri(\"\")"
        }) {
      Expression expression = Sample.compile(text);
      assertThatThrownBy(() -> expression.evaluate(Sample.bag()))
          .isInstanceOf(EvaluationException.class);
    }
    assertThat(Sample.evaluate("b1 || ip1 == ip(\"x\")")).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8::8:800:200C:417A, 2001:db8::8:800:200c:417a",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "::ffff:10.0.0.1, 10.0.0.1",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304"
  })
  void addressesAreRead(String text, String shown) throws Exception {
    var address = (io.keelson.attribute.IpAddress) call("ip", text);
    assertThat(address).hasToString(shown);
    assertThat(address.octets()).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        " 1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4/8",
        "-1.2.3.4",
        "1.2.3.x",
        ":",
        ":::",
        "1:",
        ":1",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8::",
        "::1%eth0",
        "[::1]",
        "::g",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.4:5",
        "1.2.3.4::",
        "99999999999.1.1.1",
        "::ffff:1.2.3.4.5",
        "1:2:3:4:5:1.2.3.4"
      })
  void otherTextIsNoAddress(String text) throws Exception {
    refused("ip", text, "could not convert " + text + " to IP_ADDRESS");
  }

  @ParameterizedTest
  @CsvSource({
    "2015-01-02T15:04:35Z, 2015-01-02T15:04:35Z",
    "2015-01-02T15:04:35.123Z, 2015-01-02T15:04:35.123Z",
    "2015-01-02T15:04:35.1234567899Z, 2015-01-02T15:04:35.123456789Z",
    "2015-01-02T15:04:35+02:00, 2015-01-02T13:04:35Z",
    "2015-01-02T15:04:35.5-05:30, 2015-01-02T20:34:35.500Z",
    "2016-02-29T00:00:00Z, 2016-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-00:00, 9999-12-31T23:59:59Z"
  })
  void timestampsAreRead(String text, String instant) throws Exception {
    assertThat(call("timestamp", text)).isEqualTo(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2019",
        "242233",
        "2015-01-02",
        "2015-01-02T15:04:35",
        "2015-01-02 15:04:35Z",
        "2015-01-02t15:04:35z",
        "2015-13-02T15:04:35Z",
        "2015-02-29T15:04:35Z",
        "2015-01-02T24:04:35Z",
        "2015-01-02T15:60:35Z",
        "2015-01-02T15:04:60Z",
        "2015-01-02T15:04:35.Z",
        "2015-01-02T15:04:35,5Z",
        "2015-01-02T15:04:35+0200",
        "2015-01-02T15:04:35+25:00",
        "2015-01-02T15:04:35+02:60",
        "2015-01-02T15:04:35Z ",
        "15-01-02T15:04:35Z",
        "2015-1-2T15:04:35Z",
        "٢٠١٥-01-02T15:04:35Z"
      })
  void otherTextIsNoTimestamp(String text) throws Exception {
    refused(
        "timestamp",
        text,
        "could not convert '"
            + text
            + "' to TIMESTAMP. expected format: '2006-01-02T15:04:05Z07:00'");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "foo.bar.baz, foo.bar.baz",
        "FOO.Bar, FOO.Bar",
        "foo.bar., foo.bar.",
        "a_b.example.com, a_b.example.com",
        "*.example.com, *.example.com",
        "a b, a b",
        "host:80/x, host:80/x",
        "bücher.example, bücher.example",
        "xn--bcher-kva.example, bücher.example",
        "a.xn--bcher-kva, a.bücher",
        "xn--bcher-kva.xn--fa-hia., bücher.faß.",
        "xn--p1ai, рф",
        "1.2.3.4, 1.2.3.4",
        "a-b.c--d.e, a-b.c--d.e"
      })
  void dnsNamesAreShownInUnicode(String text, String shown) throws Exception {
    assertThat(call("dnsName", text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".a",
        "a..b",
        "a..",
        "-bad.example",
        "bad-.example",
        "ab--cd.example",
        "a.-",
        "xn--",
        "xn--\u0001",
        "xn--a-",
        "xn--bcher-kva-",
        "xn--99999999",
        "xn--B.-",
        "xn--ascii-",
        "\u0301a.b"
      })
  void otherTextIsNoDnsName(String text) throws Exception {
    refused("dnsName", text, "error converting '" + text + "' to dns name: '");
  }

  @Test
  void longLabelsAreAccepted() throws Exception {
    assertThat(call("dnsName", "a".repeat(300) + ".b")).isEqualTo("a".repeat(300) + ".b");
  }

  private static boolean same(String function, String left, String right) throws Exception {
    Expression expression = Sample.compile(function + "(s1) == " + function + "(s2)");
    var values = Sample.attributes();
    values.put("s1", left);
    values.put("s2", right);
    boolean same = expression.test(RequestBag.of(Sample.VOCABULARY, values));
    assertThat(
            Sample.compile(function + "(s1) != " + function + "(s2)")
                .test(RequestBag.of(Sample.VOCABULARY, values)))
        .isNotEqualTo(same);
    return same;
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com, A.EXAMPLE.COM., true",
    "a.b, a.b, true",
    "a.b., A.B., true",
    "a.b, a.c, false",
    "a.b, ab, false",
    "a.b, a.b.c, false",
    "bücher.de, xn--bcher-kva.de, true",
    "BÜCHER.de, bücher.DE., true",
    "straße.de, strasse.de, false",
    "straße.de, STRASSE.de, false",
    "xn--strae-oqa.de, straße.de, true",
    "ａ.b, a.b, true",
    "a。b, a.b, true",
    "a_b.c, A_B.c, true",
    "a-b.c, A-B.c., true"
  })
  void dnsNamesAreComparedAsNames(String left, String right, boolean same) throws Exception {
    assertThat(same("dnsName", left, right)).isEqualTo(same);
    assertThat(same("dnsName", right, left)).isEqualTo(same);
  }

  @Test
  void dnsNameThatCannotBeMappedIsAnError() throws Exception {
    Expression equal = Sample.compile("dns1 == dnsName(\"a.b\")");
    for (String name : new String[] {"-a.b", "a-.b", "ab--c.b", "xn--99999999.b", "a\uE000.b"}) {
      assertThatThrownBy(() -> equal.test(Sample.bagWith("dns1", name)))
          .as(name)
          .isInstanceOf(EvaluationException.class);
    }
    assertThat(equal.test(Sample.bagWith("dns1", ""))).isFalse();
    assertThat(Sample.compile("dns1 == dns1").test(Sample.bagWith("dns1", ""))).isTrue();
    assertThat(equal.test(Sample.bagWith("dns1", "A.b."))).isTrue();
    assertThat(equal.test(Sample.bagWith("dns1", "a.b.."))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo@bar.com", "istio@istio.io", "a.b.c@d", "<joe@example.com>", "\"a b\"@example.com",
        "\"a@b\"@c.d", "o'neil+tag@x.org", "müller@bücher.de", " joe@example.com",
            "a@xn--bcher-kva.de"
      })
  void addressesWithoutDisplayNameAreEmailAddresses(String text) throws Exception {
    assertThat(call("email", text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "joe",
        "@",
        "joe@",
        "@example.com",
        "Joe <joe@example.com>",
        "joe@example.com, a@b.c",
        "joe@exa mple.com",
        "joe@-bad.com",
        "joe@a..b",
        "joe@a.",
        ".joe@a.b",
        "jo..e@a.b",
        "joe.@a.b",
        "joe@@a.b",
        "\"joe@a.b",
        "<joe@a.b",
        "joe@a.b>",
        "joe@[1.2.3.4]",
        "joe@a.b (Joe)",
        "<>",
        "<",
        "\"",
        "\"\\",
        "joe\u0000@a.b",
        "a b@c.d"
      })
  void otherTextIsNoEmailAddress(String text) throws Exception {
    refused("email", text, "error converting '" + text + "' to e-mail: '");
  }

  @ParameterizedTest
  @CsvSource({
    "joe@EXAMPLE.com, joe@example.com, true",
    "JOE@example.com, joe@example.com, false",
    "joe@bücher.de, joe@xn--bcher-kva.de, true",
    "<joe@example.com>, joe@example.com, true",
    "\"joe\"@example.com, joe@example.com, true",
    "joe@a.b, joe@a.c, false"
  })
  void emailAddressesAreComparedPartByPart(String left, String right, boolean same)
      throws Exception {
    assertThat(same("email", left, right)).isEqualTo(same);
  }

  @Test
  void unreadableEmailAttributeIsAnErrorWhenCompared() throws Exception {
    Expression equal = Sample.compile("mail1 == email(\"a@b.c\")");
    assertThatThrownBy(() -> equal.test(Sample.bagWith("mail1", "nobody")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nobody");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://istio.io",
        "urn:foo",
        "www.istio.io",
        "ftp://ftp.istio.io/releases",
        "/a/b",
        "//host/x",
        "a/b:c",
        "./a:b",
        "?q",
        "#f",
        "http://",
        "http:///x",
        "///x",
        "http://a:80/",
        "http://a:/",
        "http://[::1]:80/x",
        "http://[fe80::1%25en0]/",
        "http://u:p@h/",
        "mailto:a@b",
        "http://a/%20",
        "http://h?x=%zz",
        "a b",
        "http://bücher.de/ü",
        "*",
        "1http/x",
        "a;b",
        "http:a",
        "HTTP://X"
      })
  void urisAreRead(String text) throws Exception {
    assertThat(call("uri", text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":/",
        ":",
        "1http:x",
        "a b:c",
        "http://a b/",
        "http://a:b/",
        "http://a:8x/",
        "/%zz",
        "/%2",
        "http://a/%",
        "http://[::1",
        "http://[::1]x/",
        "http://h%20h/",
        "#%zz",
        "http://a\u0001/",
        "http://u%zz@h/",
        "http://u[@h/",
        "http://a%2/"
      })
  void otherTextIsNoUri(String text) throws Exception {
    refused("uri", text, "error converting string to uri '" + text + "': '");
  }

  @Test
  void emptyTextIsNoUri() throws Exception {
    refused("uri", "", "error converting string to uri: empty string");
  }

  @ParameterizedTest
  @CsvSource({
    "http://foo.bar.com, http://fOO.bar.com, true",
    "http://foo.bar.baz, http://foo.Bar.baz., true",
    "HTTPS://a/x, https://A/x, true",
    "http://a, https://a, false",
    "http://a:80/x, http://a/x, false",
    "http://a:80, http://A:80, true",
    "http://a:, http://a, false",
    "http://a/x, http://a/X, false",
    "http://a/?b=c, http://a?b=c, false",
    "http://a/%41, http://a/A, false",
    "http://bücher.de/, http://xn--bcher-kva.de/, true",
    "http://[::1]:8/, http://[::1]:8/, true",
    "http://u@a/, http://v@a/, false",
    "http://u@a/, http://u@A/, true",
    "FTP://a/x, ftp://a/x, true",
    "ftp://a/x, ftp://A/x, false",
    "urn:foo, URN:foo, true",
    "urn:foo, urn:FOO, false",
    "foo.bar.com, https://foo.bar.baz., false",
    "//a/x, //a/x, true",
    "http:a, http://a, false",
    "/x#a, /x#b, false"
  })
  void urisAreComparedPartByPart(String left, String right, boolean same) throws Exception {
    assertThat(same("uri", left, right)).isEqualTo(same);
    assertThat(same("uri", right, left)).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "a**",
        "(?<n>x",
        "\\",
        "a{1001}",
        "((a{100}){100}){100}",
        "((a{10}){10}){11}",
        "(((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}"
      })
  void badOrOversizedPatternIsAnErrorOfTheRequest(String pattern) throws Exception {
    Expression constant = Sample.compile("(`" + pattern + "`).matches(s1)");
    Expression dynamic = Sample.compile("s2.matches(s1)");
    RequestBag bag = Sample.bagWith("s2", pattern);
    for (Expression expression : new Expression[] {constant, dynamic}) {
      assertThatThrownBy(() -> expression.test(bag))
          .isInstanceOf(EvaluationException.class)
          .hasMessageStartingWith("error parsing regexp");
    }
    assertThat(Sample.references(bag)).contains("+s1");
  }

  @Test
  void hugePatternsAreRefusedQuickly() throws Exception {
    Expression dynamic = Sample.compile("s2.matches(s1)");
    for (String pattern :
        new String[] {
          "(".repeat(5_000) + ")".repeat(5_000), "x{1000}".repeat(1_000), "a".repeat(20_000)
        }) {
      assertThatThrownBy(() -> dynamic.test(Sample.bagWith("s2", pattern)))
          .isInstanceOf(EvaluationException.class)
          .hasMessageStartingWith("error parsing regexp");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "[{]{3} => x{{{y",
        "\\Qa{5000}(\\E => a{5000}(",
        "\\x{41}{2} => AA",
        "\\pL{3}\\p{Greek} => abcα",
        "[]{]{2} => ]{",
        "[^\\]]{2}[[:digit:]{]{2} => ab1{",
        "a{,5} => a{,5}",
        "(a{10}){100}b => ~aaaaaaaaaab~"
      })
  void boundsDoNotRefusePatternsThatOnlyLookLarge(String pattern, String text) throws Exception {
    String subject = pattern.startsWith("(a{10})") ? "a".repeat(1_000) + "b" : text;
    assertThat(Sample.compile("s2.matches(`" + subject + "`)").test(Sample.bagWith("s2", pattern)))
        .isTrue();
  }

  @Test
  void patternOfTheRequestIsCompiledAgainWhenItChanges() throws Exception {
    Expression dynamic = Sample.compile("s2.matches(s1)");
    assertThat(dynamic.test(Sample.bagWith("s2", "^h"))).isTrue();
    assertThat(dynamic.test(Sample.bagWith("s2", "^x"))).isFalse();
    assertThat(dynamic.test(Sample.bagWith("s2", "^h"))).isTrue();
  }

  /**
   * The short way to search must agree with the automaton, for patterns and texts of few letters.
   */
  @Test
  void simplePatternsAreFoundAsByTheAutomaton() {
    String[] pieces = {"a", "b", "ab", ".*", "\\.", "\\*", "^", "$", "é", ".", "+", "/", "-"};
    String[] letters = {"a", "b", ".", "*", "é", "\n", "/", "-"};
    var random = new java.util.Random(11);
    int simple = 0;
    for (int round = 0; round < 20_000; round++) {
      var pattern = new StringBuilder(random.nextInt(3) == 0 ? "^" : "");
      for (int i = random.nextInt(6); i > 0; i--) {
        pattern.append(pieces[random.nextInt(pieces.length)]);
      }
      var text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append(letters[random.nextInt(letters.length)]);
      }
      RegularExpression compiled;
      try {
        compiled = RegularExpression.compile(pattern.toString());
      } catch (EvaluationException e) {
        assertThat(e.getMessage()).startsWith("error parsing regexp");
        continue;
      }
      simple += compiled.literals() == null ? 0 : 1;
      assertThat(compiled.find(text.toString()))
          .as("%s in %s", pattern, text)
          .isEqualTo(compiled.pattern().matcher(text).find());
    }
    assertThat(simple).isGreaterThan(2_000);
  }

  @Test
  void searchingTakesLinearTime() throws Exception {
    String text = "a".repeat(200_000);
    Expression nested = Sample.compile("\"^(a+)+$\".matches(s1)");
    Expression gaps = Sample.compile("\"a.*a.*a.*a.*b\".matches(s1)");
    assertTimeoutPreemptively(
        java.time.Duration.ofSeconds(20),
        () -> {
          assertThat(nested.test(Sample.bagWith("s1", text + "b"))).isFalse();
          assertThat(gaps.test(Sample.bagWith("s1", text))).isFalse();
        });
  }
}
