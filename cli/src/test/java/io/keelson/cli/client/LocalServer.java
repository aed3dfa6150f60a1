package io.keelson.cli.client;

import com.google.protobuf.Parser;
import io.keelson.mixer.server.MixerServer;
import io.keelson.mixer.server.ServerFlag;
import io.keelson.mixer.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The server as it ships, plugins and all, on a folder of configuration and free ports. */
final class LocalServer implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("keelson.root"));
  static final Path SHARED = Path.of(System.getProperty("keelson.shared"));
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int GRPC_PREFIX_BYTES = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final MixerServer server;
  private final MixerClient client;
  private final int prometheusPort;

  LocalServer(Path folder) throws Exception {
    prometheusPort = freePort();
    System.setProperty("keelson.prometheus.port", Integer.toString(prometheusPort));
    System.setProperty("keelson.prometheus.address", "127.0.0.1");
    server =
        MixerServer.start(
            ServerOptions.of(
                Map.of(
                    ServerFlag.ADDRESS, "127.0.0.1:0",
                    ServerFlag.MONITORING_ADDRESS, "127.0.0.1",
                    ServerFlag.MONITORING_PORT, "0",
                    ServerFlag.LOG_OUTPUT_LEVEL, "default:warn",
                    ServerFlag.PLUGIN_FOLDER, ROOT.resolve("target/keelson/plugins").toString(),
                    ServerFlag.CONFIG_STORE_URL, "fs://" + folder.toAbsolutePath())),
            "test");
    client = new MixerClient("127.0.0.1:" + server.apiPort(), PATIENCE);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  MixerServer server() {
    return server;
  }

  <T> T call(String method, byte[] message, Parser<T> parser) throws MixerClient.CallException {
    return client.call(method, message, parser);
  }

  /** What the prometheus adapter serves. */
  String metrics() {
    return get("http://127.0.0.1:" + prometheusPort + "/metrics");
  }

  /** A page of the monitoring port. */
  String monitoring(String path) {
    return get("http://127.0.0.1:" + server.monitoringPort() + path);
  }

  private String get(String uri) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    } catch (InterruptedException cause) {
      throw new IllegalStateException(cause);
    }
  }

  /** A recorded message without its gRPC prefix. */
  static byte[] recorded(String file) throws IOException {
    byte[] framed = Files.readAllBytes(SHARED.resolve("requests").resolve(file));
    return Arrays.copyOfRange(framed, GRPC_PREFIX_BYTES, framed.length);
  }

  /** Copies the files of a folder into another. */
  static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        if (file.toString().endsWith(".yaml")) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
