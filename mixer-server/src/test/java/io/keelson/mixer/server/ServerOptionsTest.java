package io.keelson.mixer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.mixer.door.grpc.ListenAddress;
import io.keelson.mixer.overload.LoadSheddingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerOptionsTest {

  private static Map<ServerFlag, String> flags(String... pairs) {
    var flags = new EnumMap<ServerFlag, String>(ServerFlag.class);
    flags.put(ServerFlag.CONFIG_STORE_URL, "fs:///etc/keelson");
    for (int i = 0; i < pairs.length; i += 2) {
      flags.put(ServerFlag.find(pairs[i]).orElseThrow(), pairs[i + 1]);
    }
    return flags;
  }

  private static List<String> problems(String... pairs) {
    return catchThrowableOfType(OptionsException.class, () -> ServerOptions.of(flags(pairs)))
        .problems();
  }

  @Test
  void defaultsAreTheReferenceServers() throws Exception {
    var options = ServerOptions.of(flags());

    assertThat(options.api()).isEqualTo(new ListenAddress.Tcp("0.0.0.0", 9091));
    assertThat(options.monitoring().port()).isEqualTo(15014);
    assertThat(options.grpc().maxMessageSize()).isEqualTo(1048576);
    assertThat(options.grpc().maxConcurrentStreams()).isEqualTo(1024);
    assertThat(options.runtime().apiWorkers()).isEqualTo(1024);
    assertThat(options.runtime().adapterWorkers()).isEqualTo(1024);
    assertThat(options.runtime().singleThreaded()).isFalse();
    assertThat(options.runtime().checkCacheEntries()).isZero();
    assertThat(options.runtime().defaultNamespace()).isEqualTo("istio-system");
    assertThat(options.overload().mode()).isEqualTo(LoadSheddingMode.DISABLED);
    assertThat(options.logging().targets()).containsExactly("stdout");
    assertThat(options.configFolder()).isEqualTo(Path.of("/etc/keelson"));
    assertThat(options.liveness().active()).isFalse();
    assertThat(options.eventLoops()).isPositive();
    assertThat(options.warnings()).isEmpty();
  }

  /** The table of the specification is the list of flags; ours are beyond it. */
  @Test
  void everyFlagOfTheSpecificationIsThereWithItsDefault() throws Exception {
    String spec =
        Files.readString(Path.of(System.getProperty("keelson.shared"), "spec/mixer-runtime.md"));
    String table = spec.substring(spec.indexOf("### 14.2"), spec.indexOf("### 14.3"));
    var row =
        Pattern.compile(
                "^\\| `--(\\w+)`(?:, `-(\\w)`)? \\| ([^|]+) \\| ([^|]+) \\|", Pattern.MULTILINE)
            .matcher(table);
    var expected = new HashMap<String, String>();
    while (row.find()) {
      String text = row.group(4).trim();
      String value = text.startsWith("empty") ? "" : text.split(" ")[0].replace("`", "");
      expected.put(row.group(1), value);
    }

    assertThat(expected).hasSize(41);
    assertThat(expected)
        .allSatisfy(
            (name, value) ->
                assertThat(ServerFlag.find(name))
                    .as(name)
                    .hasValueSatisfying(flag -> assertThat(flag.defaultValue()).isEqualTo(value)));
  }

  @Test
  void flagsHaveDescriptionsAndGroups() {
    for (ServerFlag flag : ServerFlag.values()) {
      assertThat(flag.description()).as(flag.flag()).isNotBlank();
      assertThat(flag.group()).as(flag.flag()).isNotBlank();
    }
  }

  @Test
  void addressWinsOverPort() throws Exception {
    var options = ServerOptions.of(flags("port", "1", "address", "unix:///tmp/mixer.socket"));

    assertThat(options.api()).hasToString("unix:///tmp/mixer.socket");
  }

  @ParameterizedTest
  @CsvSource({
    "fs:///etc/keelson,/etc/keelson",
    "fs://relative/folder,relative/folder",
    "fs:///a%20b,/a b",
    "fs:///a b/c+d,/a b/c+d"
  })
  void folderStoresAreRead(String url, String folder) throws Exception {
    assertThat(ServerOptions.of(flags("configStoreURL", url)).configFolder())
        .isEqualTo(Path.of(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "'',k8s:// (the default)",
    "k8s://,'k8s://'",
    "mcp://galley:9901,'mcp://galley:9901'",
    "fs://,fs://",
    "/etc/keelson,/etc/keelson"
  })
  void otherStoresAreRefusedWithTheNextStep(String url, String named) {
    assertThat(problems("configStoreURL", url))
        .singleElement()
        .asString()
        .contains("configStoreURL")
        .contains(named);
  }

  @ParameterizedTest
  @CsvSource({
    "port,70000,port must be a whole number from 0 to 65535",
    "port,x,port must be a whole number",
    "maxMessageSize,0,maxMessageSize must be a whole number from 1",
    "maxConcurrentStreams,0,maxConcurrentStreams must be a whole number of at least 1",
    "apiWorkerPoolSize,0,'api worker pool size must be > 0, got pool size 0'",
    "adapterWorkerPoolSize,-3,'adapter worker pool size must be > 0 , got pool size -3'",
    "numCheckCacheEntries,-1,numCheckCacheEntries must be",
    "useAdapterCRDs,maybe,useAdapterCRDs must be true or false",
    "averageLatencyThreshold,fast,averageLatencyThreshold must be a duration",
    "averageLatencyThreshold,-1s,averageLatencyThreshold must be a duration",
    "loadsheddingMode,on,unknown load shedding mode 'on'",
    "maxRequestsPerSecond,-1,maxRequestsPerSecond must be 0",
    "maxRequestsPerSecond,much,maxRequestsPerSecond must be a number",
    "callLimit,0,callLimit must be longer than 0",
    "address,nowhere,address 'nowhere' has no port",
    "log_output_level,default:loud,unknown level 'loud'",
    "log_target,'',log_target needs",
    "trace_sampling_rate,2,trace_sampling_rate must be from 0 to 1",
    "configStoreURL,fs:///half%2,is not a URL"
  })
  void badValuesAreNamed(String flag, String value, String sentence) {
    assertThat(problems(flag, value)).singleElement().asString().contains(sentence);
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    assertThat(
            problems(
                "port",
                "x",
                "loadsheddingMode",
                "y",
                "trace_jaeger_url",
                "a",
                "trace_zipkin_url",
                "b"))
        .hasSize(3);
  }

  @Test
  void flagsWithoutEffectAreWarnings() throws Exception {
    var options =
        ServerOptions.of(
            flags(
                "maxRequestsPerSecond", "10",
                "trace_zipkin_url", "http://zipkin:9411",
                "livenessProbePath", "/tmp/alive",
                "readinessProbeInterval", "2s"));

    assertThat(options.warnings()).hasSize(4);
  }

  @Test
  void checkCacheIsOffUntilAskedFor() throws Exception {
    assertThat(ServerOptions.of(flags("checkCache", "true")).runtime().checkCacheEntries())
        .isEqualTo(1_500_000);
  }
}
