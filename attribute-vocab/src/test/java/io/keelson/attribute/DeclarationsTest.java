package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.attribute.Declarations.Conflict;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclarationsTest {
  @Test
  void firstDeclarationStaysAndTheConflictIsKept() {
    var declarations =
        new Declarations()
            .add("one", Map.of("a", ValueType.STRING, "b", ValueType.INT64))
            .add("two", Map.of("a", ValueType.BOOL, "b", ValueType.INT64, "c", ValueType.URI));
    assertThat(declarations.types())
        .isEqualTo(Map.of("a", ValueType.STRING, "b", ValueType.INT64, "c", ValueType.URI));
    assertThat(declarations.conflicts())
        .containsExactly(new Conflict("a", ValueType.STRING, "one", ValueType.BOOL, "two"));
    assertThat(declarations.vocabulary().find("a").type()).isEqualTo(ValueType.STRING);
  }

  @Test
  void agreeingManifestsHaveNoConflict() {
    var declarations =
        new Declarations()
            .add("istioproxy", StandardVocabulary.ISTIOPROXY)
            .add("kubernetes", StandardVocabulary.KUBERNETES)
            .add("copy", StandardVocabulary.ISTIOPROXY);
    assertThat(declarations.conflicts()).isEmpty();
  }
}
