package io.keelson.mixer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.mixer.door.grpc.RawHttp2;
import io.keelson.mixer.testing.TestRuntime;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixerServerTest {
  private static final String CHECK = "/istio.mixer.v1.Mixer/Check";
  private static final String BROKEN_RULE =
      """
      apiVersion: config.istio.io/v1alpha2
      kind: rule
      metadata:
        name: broken
        namespace: istio-system
      spec:
        match: nosuch.attribute == "x"
        actions:
        - handler: nobody
          instances: [ nothing ]
      """;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<ServerFlag, String> flags = new EnumMap<>(ServerFlag.class);
  private MixerServer server;

  @BeforeEach
  void options() throws Exception {
    flags.put(ServerFlag.ADDRESS, "tcp://127.0.0.1:0");
    flags.put(ServerFlag.MONITORING_PORT, "0");
    flags.put(ServerFlag.MONITORING_ADDRESS, "127.0.0.1");
    flags.put(
        ServerFlag.CONFIG_STORE_URL, "fs://" + Files.createDirectory(folder.resolve("config")));
    flags.put(
        ServerFlag.PLUGIN_FOLDER, Files.createDirectory(folder.resolve("plugins")).toString());
    flags.put(ServerFlag.LOG_TARGET, folder.resolve("mixer.log").toString());
    flags.put(ServerFlag.DRAIN_LIMIT, "2s");
  }

  private void start() throws Exception {
    server = MixerServer.start(ServerOptions.of(flags), "1.2.3");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(path, "GET");
  }

  private HttpResponse<String> send(String path, String method) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.monitoringPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static RawHttp2.Reply check(RawHttp2 client) throws Exception {
    byte[] message = CheckRequest.newBuilder().setGlobalWordCount(221).build().toByteArray();
    return client.call(CHECK, RawHttp2.framed(message)).await(2000);
  }

  @Test
  void servesAndMeasures() throws Exception {
    start();
    try (var client = new RawHttp2(server.apiPort())) {
      assertThat(check(client).grpcStatus()).isZero();
    }
    var metrics = get("/metrics");

    assertThat(metrics.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body())
        .contains(
            "grpc_io_server_completed_rpcs{grpc_server_method=\"istio.mixer.v1.Mixer/Check\","
                + "grpc_server_status=\"OK\"} 1\n",
            "istio_build{component=\"mixer\",tag=\"1.2.3\"} 1\n",
            "mixer_config_rule_configs_total{configID=\"1\"} 0\n",
            "mixer_loadshedding_requests_throttled 0\n",
            "keelson_config_id 1\n",
            "keelson_log_dropped_lines_total 0\n");
  }

  /** What scrapers do not parse is worse than nothing. */
  @Test
  void everyMetricLineIsWellFormed() throws Exception {
    start();
    assertThat(get("/metrics").body().lines())
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+")
                    || line.matches(
                        "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_]\\w*=\"[^\"]*\",?)+})? "
                            + "(NaN|[+-]Inf|-?[0-9].*)"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/version,200,1.2.3",
    "GET,/live,200,ok",
    "GET,/ready,200,ok",
    "HEAD,/version,200,''",
    "POST,/version,405,only answers GET",
    "GET,/,404,there are /metrics",
    "GET,/debug/pprof/,404,not found"
  })
  void pagesAnswer(String method, String path, int status, String content) throws Exception {
    start();
    var response = send(path, method);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(content);
  }

  @Test
  void stateSaysWhyARuleDoesNotApply() throws Exception {
    Files.writeString(folder.resolve("config/rule.yaml"), BROKEN_RULE);
    start();
    var state = new JsonObject(get("/debug/config").body());

    assertThat(state.getLong("configId")).isEqualTo(1);
    var rule = state.getJsonArray("rules").getJsonObject(0);
    assertThat(rule.getString("name")).isEqualTo("broken");
    assertThat(rule.getBoolean("serves")).isFalse();
    assertThat(rule.getJsonArray("problems").encode()).contains("nosuch.attribute");
    assertThat(state.getJsonArray("diagnostics")).isNotEmpty();
    assertThat(state.getJsonArray("routingTable").encode()).contains("Routing table ID: 1");
    assertThat(server.banner()).anyMatch(line -> line.contains("/debug/config"));
  }

  @Test
  void changedConfigurationIsServed() throws Exception {
    start();
    Files.writeString(folder.resolve("config/rule.yaml"), BROKEN_RULE);
    TestRuntime.eventually(() -> !server.runtime().diagnostics().isEmpty());

    assertThat(get("/metrics").body()).contains("keelson_config_id 2\n");
  }

  @Test
  void missingConfigurationFolderIsNotReady() throws Exception {
    flags.put(ServerFlag.CONFIG_STORE_URL, "fs://" + folder.resolve("nowhere"));
    start();
    var response = get("/ready");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("not available: store\n");
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void bannerSaysWhereItReallyListens() throws Exception {
    start();

    assertThat(server.banner())
        .contains(
            "Istio Mixer: 1.2.3",
            "gRPC API on tcp://127.0.0.1:" + server.apiPort(),
            "metrics, version and state on http://127.0.0.1:" + server.monitoringPort());
  }

  @Test
  void probeFilesComeAndGo() throws Exception {
    Path live = folder.resolve("live");
    Path ready = folder.resolve("ready");
    flags.put(ServerFlag.LIVENESS_PROBE_PATH, live.toString());
    flags.put(ServerFlag.LIVENESS_PROBE_INTERVAL, "20ms");
    flags.put(ServerFlag.READINESS_PROBE_PATH, ready.toString());
    flags.put(ServerFlag.READINESS_PROBE_INTERVAL, "20ms");
    start();
    TestRuntime.eventually(() -> Files.exists(live) && Files.exists(ready));
    server.close();

    assertThat(live).doesNotExist();
    assertThat(ready).doesNotExist();
  }

  @Test
  void closingSaysGoodbyeAndFreesTheAddresses() throws Exception {
    start();
    int api = server.apiPort();
    int monitoring = server.monitoringPort();
    try (var client = new RawHttp2(api)) {
      assertThat(check(client).grpcStatus()).isZero();
      server.close();
      assertThat(client.goAway().get(2, TimeUnit.SECONDS)).isZero();
      client.closed().get(2, TimeUnit.SECONDS);
    }
    for (int port : List.of(api, monitoring)) {
      try (var socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new java.net.InetSocketAddress("127.0.0.1", port));
      }
    }
    server.close();
    assertThat(Files.readString(folder.resolve("mixer.log"))).doesNotContain("\terror\t");
  }

  @Test
  void takenPortStopsTheStartWithASentence() throws Exception {
    try (var taken = new ServerSocket(0, 10, java.net.InetAddress.getByName("127.0.0.1"))) {
      flags.put(ServerFlag.ADDRESS, "127.0.0.1:" + taken.getLocalPort());
      var failure =
          catchThrowableOfType(
              StartException.class, () -> MixerServer.start(ServerOptions.of(flags), "1.2.3"));

      assertThat(failure)
          .hasMessageStartingWith(
              "the gRPC API cannot listen on tcp://127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use");
    }
    flags.put(ServerFlag.ADDRESS, "127.0.0.1:0");
    start();
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void logFileThatCannotBeOpenedStopsTheStart() {
    flags.put(ServerFlag.LOG_TARGET, folder.resolve("missing/mixer.log").toString());
    var failure =
        catchThrowableOfType(
            StartException.class, () -> MixerServer.start(ServerOptions.of(flags), "1.2.3"));

    assertThat(failure).hasMessageStartingWith("cannot open a log file");
  }

  @Test
  void overloadFlagsReachTheDoor() throws Exception {
    flags.put(ServerFlag.LOADSHEDDING_MODE, "enforce");
    flags.put(ServerFlag.MAX_REQUESTS_PER_SECOND, "0.001");
    start();
    try (var client = new RawHttp2(server.apiPort())) {
      assertThat(check(client).grpcStatus()).isZero();
      assertThat(check(client).grpcStatus()).isEqualTo(14);
    }
    assertThat(get("/metrics").body()).contains("mixer_loadshedding_requests_throttled 1\n");
    assertThat(Files.readString(folder.resolve("mixer.log")))
        .contains("\twarn\tloadshedding\tThrottled (RateLimit): '");
  }
}
