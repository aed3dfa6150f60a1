package io.keelson.adapters.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Execution;
import io.keelson.adapter.template.Template;
import io.keelson.adapters.stdio.Params.Level;
import io.keelson.adapters.stdio.Params.Stream;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class StdioAdapterTest {
  private final Fixture stdio = new Fixture();

  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Adapter.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(StdioAdapter.class));
  }

  @Test
  void declaresItself() {
    var info = new StdioAdapter().info();
    assertThat(info.name()).isEqualTo("stdio");
    assertThat(info.execution()).isEqualTo(Execution.BLOCKING);
    assertThat(info.templates()).extracting(Template::name).containsExactly("logentry", "metric");
  }

  @Test
  void fieldNumbersAreThoseOfTheReference() {
    assertThat(
            Params.getDescriptor().getFields().stream().map(f -> f.getNumber() + " " + f.getName()))
        .containsExactly(
            "1 log_stream",
            "2 severity_levels",
            "3 metric_level",
            "4 output_as_json",
            "5 output_level",
            "6 output_path",
            "7 max_megabytes_before_rotation",
            "8 max_days_before_rotation",
            "9 max_rotated_files");
    assertThat(Stream.getDescriptor().getValues())
        .extracting(EnumValueDescriptor::getName)
        .containsExactly("STDOUT", "STDERR", "FILE", "ROTATED_FILE");
    assertThat(Level.getDescriptor().getValues())
        .extracting(EnumValueDescriptor::getName)
        .containsExactly("INFO", "WARNING", "ERROR");
    assertThat(Params.getDescriptor().getFullName()).isEqualTo("adapter.stdio.config.Params");
  }

  @Test
  void defaultsAreSane() {
    Params defaults = stdio.defaults().build();
    assertThat(defaults.getOutputAsJson()).isTrue();
    assertThat(defaults.getSeverityLevelsMap()).hasSize(14);
    assertThat(RotationLimits.of(defaults)).isEqualTo(new RotationLimits(100L << 20, 30, 1000));
    assertThat(RotationLimits.of(Params.newBuilder().setMaxRotatedFiles(-1).build()))
        .isEqualTo(new RotationLimits(100L << 20, 0, 0));
  }

  @Test
  void pathBelongsToFilesOnly() {
    assertThat(fields(stdio.defaults().setOutputPath("/x"))).containsExactly("outputPath");
    assertThat(fields(stdio.defaults().setLogStream(Stream.STDERR).setOutputPath("/x")))
        .containsExactly("outputPath");
    assertThat(fields(stdio.defaults().setLogStream(Stream.FILE))).containsExactly("outputPath");
    assertThat(fields(stdio.defaults().setLogStream(Stream.ROTATED_FILE)))
        .containsExactly("outputPath");
    assertThat(fields(stdio.defaults().setLogStream(Stream.FILE).setOutputPath("/x"))).isEmpty();
    assertThat(fields(stdio.defaults().setLogStream(Stream.FILE).setOutputPath("\0")))
        .containsExactly("outputPath");
  }

  @Test
  void unknownNumbersAreAllReported() {
    var config =
        stdio
            .defaults()
            .setLogStreamValue(9)
            .setMetricLevelValue(4)
            .setOutputLevelValue(-1)
            .putSeverityLevelsValue("odd", 3);
    assertThat(fields(config))
        .containsExactly("logStream", "metricLevel", "outputLevel", "severityLevels[odd]");
  }

  private List<String> fields(Params.Builder config) {
    var errors = new ConfigErrors();
    stdio.adapter.validate(Fixture.spec(config), errors);
    return errors.list().stream().map(ConfigErrors.ConfigError::field).toList();
  }
}
