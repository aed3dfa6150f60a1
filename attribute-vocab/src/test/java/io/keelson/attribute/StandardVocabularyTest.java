package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StandardVocabularyTest {
  @Test
  void manifestsAreThoseOfTheSpecificationTable() {
    var istioproxy = new TreeMap<String, ValueType>();
    var kubernetes = new TreeMap<String, ValueType>();
    for (List<String> row : Shared.tableRows("mixer-runtime.md", "### 3.2")) {
      if (row.size() > 2 && row.get(0).contains(".")) {
        Map<String, ValueType> manifest = row.get(2).equals("P") ? istioproxy : kubernetes;
        manifest.put(row.get(0), ValueType.valueOf(row.get(1)));
      }
    }
    assertThat(istioproxy).hasSizeGreaterThan(60);
    assertThat(StandardVocabulary.ISTIOPROXY).isEqualTo(istioproxy);
    assertThat(StandardVocabulary.KUBERNETES).isEqualTo(kubernetes);
  }

  @Test
  void generatorOutputsAreThoseOfTheSpecification() {
    String text = Shared.text("spec/mixer-runtime.md");
    String section =
        text.substring(text.indexOf("### 3.3"), text.indexOf("In bindings the prefix"));
    var outputs = new TreeMap<String, ValueType>();
    ValueType type = null;
    var tokens = Pattern.compile("(STRING_MAP|IP_ADDRESS|STRING):|`([a-z_]+)`").matcher(section);
    while (tokens.find()) {
      if (tokens.group(1) != null) {
        type = ValueType.valueOf(tokens.group(1));
      } else {
        outputs.put(StandardVocabulary.KUBERNETES_OUTPUT_PREFIX + tokens.group(2), type);
      }
    }
    assertThat(outputs).hasSize(23);
    assertThat(StandardVocabulary.KUBERNETES_OUTPUTS).isEqualTo(outputs);
  }

  @Test
  void vocabularyHasAllThree() {
    var vocabulary = StandardVocabulary.vocabulary();
    assertThat(vocabulary.attributes())
        .hasSize(StandardVocabulary.ISTIOPROXY.size() + StandardVocabulary.KUBERNETES.size() + 23);
    assertThat(vocabulary.find("source.serviceAccount").type()).isEqualTo(ValueType.STRING);
  }
}
