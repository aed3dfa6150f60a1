package io.keelson.adapters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingTest {

  @ParameterizedTest
  @CsvSource({
    "m1.metric.istio-system,m1_metric_istiosystem",
    "/a/b,a_b",
    "//a,_a",
    "a b.c/d-e,a_b_c_de",
    "source.app,source_app",
    "a:b,a:b",
    "ü,ü",
    "'',''"
  })
  void namesAreSanitised(String name, String sanitised) {
    assertThat(Naming.sanitize(name)).isEqualTo(sanitised);
  }

  @ParameterizedTest
  @CsvSource({
    "a,true,true", "_a9,true,true", "a:b,true,false", "9a,false,false", "'',false,false",
    "ä,false,false", "a-b,false,false", "__a,true,false", "a{,false,false", "A_z,true,true"
  })
  void legalNamesAreToldFromOthers(String name, boolean metric, boolean label) {
    assertThat(Naming.isMetricName(name)).isEqualTo(metric);
    assertThat(Naming.isLabelName(name)).isEqualTo(label);
  }
}
