package io.keelson.adapters.prometheus;

import static io.keelson.adapters.prometheus.Fixture.metric;
import static io.keelson.adapters.prometheus.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapters.prometheus.Params.MetricInfo.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointTest {
  private final Fixture prometheus = new Fixture(100_000);

  @AfterEach
  void close() {
    prometheus.close();
  }

  private PrometheusHandler counting(int series) throws Exception {
    var handler =
        prometheus.build("h", metric("c", Kind.COUNTER, "a").setDescription("a\\b\n\"c\""));
    for (int i = 0; i < series; i++) {
      handler.handleMetric(List.of(value("c", 1L, Map.of("a", "some value " + i))));
    }
    return handler;
  }

  @Test
  void pageIsTextFormat004() throws Exception {
    var handler = counting(0);
    handler.handleMetric(List.of(value("c", 1L, Map.of("a", "é\"\\\n😀{},="))));
    var response = prometheus.get("/metrics");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "# HELP istio_c a\\\\b\\n\"c\"\n"
                + "# TYPE istio_c counter\n"
                + "istio_c{a=\"é\\\"\\\\\\n😀{},=\"} 1\n");
    var page = prometheus.scrape();
    assertThat(page.help).containsEntry("istio_c", "a\\b\n\"c\"");
    assertThat(page.samples).containsExactly(entry("istio_c{a=\"é\"\\\n😀{},=\"}", 1.0));
  }

  @Test
  void openMetricsScraperGetsTextToo() throws Exception {
    counting(1);
    var response =
        prometheus.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(response.headers().firstValue("Content-Type"))
        .get()
        .asString()
        .startsWith("text/plain");
  }

  @Test
  void pageIsCompressedOnRequest() throws Exception {
    counting(2000);
    var response = prometheus.get("/metrics", "Accept-Encoding", "deflate, gzip;q=0.5");
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    String page;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(Exposition.parse(page).samples).hasSize(2000);
    assertThat(response.body().length).isLessThan(page.length() / 3);
  }

  @Test
  void gzipHasToBeAcceptable() {
    assertThat(Endpoint.acceptsGzip(null)).isFalse();
    assertThat(Endpoint.acceptsGzip(List.of("identity"))).isFalse();
    assertThat(Endpoint.acceptsGzip(List.of("gzip;q=0"))).isFalse();
    assertThat(Endpoint.acceptsGzip(List.of("gzip; q=0.0, br"))).isFalse();
    assertThat(Endpoint.acceptsGzip(List.of("br", "GZIP"))).isTrue();
    assertThat(Endpoint.acceptsGzip(List.of("*"))).isTrue();
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    counting(1);
    assertThat(prometheus.get("/").statusCode()).isEqualTo(404);
    assertThat(prometheus.get("/metrics/x").statusCode()).isEqualTo(404);
    assertThat(prometheus.get("/metrics?x=y").statusCode()).isEqualTo(200);
    assertThat(
            raw(
                "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
    assertThat(raw("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("istio_c");
    assertThat(raw("GET /metrics HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200").contains("istio_c");
  }

  private String raw(String request) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), prometheus.adapter.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void scrapersThatDoNotReadAreLimited() throws Exception {
    var handler = counting(0);
    for (int i = 0; i < 3_000; i++) {
      handler.handleMetric(List.of(value("c", 1L, Map.of("a", i + "x".repeat(10_000)))));
    }
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < Endpoint.MAX_SCRAPES; i++) {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("localhost", prometheus.adapter.port()));
        socket
            .getOutputStream()
            .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        idle.add(socket);
        // It has its place once its answer begins; the rest of it is never read.
        socket.setSoTimeout(20_000);
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 200");
      }
      await(() -> prometheus.get("/metrics").statusCode() == 503);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    await(() -> prometheus.get("/metrics").statusCode() == 200);
  }

  @Test
  void scrapeThatTakesTooLongIsCutOff() throws Exception {
    var registry = new Registry(10);
    var definition = new MetricDefinition("m", "m", Kind.GAUGE, List.of("a"), List.of());
    var lease = registry.acquire("h", List.of(definition), Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      var labels = new Labels(new String[] {i + "x".repeat(5_000_000)});
      lease.family(definition).record(labels, 1, 0);
    }
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var endpoint = new Endpoint(address, registry, Duration.ofMillis(200));
    endpoint.retain();
    try (var socket = new Socket(address.getAddress(), endpoint.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await(() -> endpoint.runningScrapes() == 1);
      await(() -> endpoint.runningScrapes() == 0);
      assertThat(readToEnd(socket)).isLessThan(50_000_000);
    } finally {
      endpoint.release();
    }
  }

  private static long readToEnd(Socket socket) throws IOException {
    long read = 0;
    byte[] buffer = new byte[1 << 16];
    try (var in = socket.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read += n;
      }
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
    return read;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void portThatIsTakenFailsTheBuildAndLeavesNothing() throws Exception {
    var adapter = new AtomicReference<PrometheusAdapter>();
    var config = Params.newBuilder().addMetrics(metric("c", Kind.COUNTER)).build();
    var spec = new HandlerSpec<>("h", config, List.of());
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      var address = new InetSocketAddress(taken.getInetAddress(), port);
      adapter.set(new PrometheusAdapter(() -> new Settings(address, 10)));
      assertThatThrownBy(() -> adapter.get().build(spec, new FakeEnvironment()))
          .isInstanceOf(AdapterException.class)
          .hasMessageContaining(":" + port)
          .hasMessageContaining("keelson.prometheus.port");
    }
    var handler = adapter.get().build(spec, new FakeEnvironment());
    assertThat(adapter.get().port()).isEqualTo(port);
    handler.close();
  }
}
