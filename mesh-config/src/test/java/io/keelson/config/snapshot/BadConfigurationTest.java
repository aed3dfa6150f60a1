package io.keelson.config.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.source.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of {@code bad-configurations.yaml}: a text beside the good base, every diagnostic that
 * it must give and no other, and what must work and not work in spite of it.
 */
class BadConfigurationTest {
  private static final List<String> BASE =
      List.of(
          "deny.denier.istio-system",
          "nothing.checknothing.istio-system",
          "good.rule.istio-system");

  static Stream<Arguments> cases() {
    List<?> cases =
        (List<?>)
            YamlReader.read(Configuration.file("bad-configurations.yaml"))
                .documents()
                .getFirst()
                .tree();
    return cases.stream()
        .map(tree -> Arguments.argumentSet(((Map<?, ?>) tree).get("name").toString(), tree));
  }

  @Test
  void thereAreManyCases() {
    assertThat(cases().count()).isGreaterThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesDiagnosticsToActUponAndKeepsTheRest(Map<String, Object> given) {
    var configuration = new Configuration();
    configuration.apply(Configuration.base(), (String) given.get("config"));

    List<?> expected = (List<?>) given.get("expect");
    var left = new ArrayList<Diagnostic>(configuration.diagnostics());
    for (Object one : expected) {
      Map<?, ?> wanted = (Map<?, ?>) one;
      Diagnostic found =
          left.stream()
              .filter(diagnostic -> fits(diagnostic, wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      new AssertionError(
                          "no diagnostic " + wanted + " among\n" + lines(configuration)));
      left.remove(found);
      assertThat(found.reason()).as("a sentence").hasSizeGreaterThan(20).doesNotContain("null");
      assertThat(found.origin()).isNotNull();
    }
    assertThat(left).as("diagnostics beyond those expected").isEmpty();

    assertThat(configuration.working()).containsAll(BASE);
    assertThat(configuration.working()).containsAll(texts(given.get("works")));
    assertThat(configuration.working()).doesNotContainAnyElementsOf(gone(given));
  }

  private static Iterable<String> gone(Map<String, Object> given) {
    List<String> gone = texts(given.get("gone"));
    return gone.isEmpty() ? List.of("nothing.like.this") : gone;
  }

  private static boolean fits(Diagnostic diagnostic, Map<?, ?> wanted) {
    Object severity = wanted.get("severity");
    return diagnostic.code().equals(wanted.get("code"))
        && diagnostic.severity()
            == (severity == null ? Severity.ERROR : Severity.valueOf((String) severity))
        && (!wanted.containsKey("on")
            || diagnostic.resource() != null
                && diagnostic.resource().fullName().equals(wanted.get("on")))
        && (!wanted.containsKey("field") || diagnostic.field().equals(wanted.get("field")))
        && (!wanted.containsKey("value") || diagnostic.value().equals(wanted.get("value")))
        && (!wanted.containsKey("reason")
            || diagnostic.reason().contains((String) wanted.get("reason")));
  }

  private static List<String> texts(Object tree) {
    return tree == null ? List.of() : ((List<?>) tree).stream().map(Object::toString).toList();
  }

  private static String lines(Configuration configuration) {
    return String.join(
        "\n", configuration.diagnostics().stream().map(Diagnostic::toString).toList());
  }
}
