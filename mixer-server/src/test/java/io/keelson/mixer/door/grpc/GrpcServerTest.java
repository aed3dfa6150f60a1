package io.keelson.mixer.door.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keelson.attribute.WireWriter;
import io.keelson.mixer.monitoring.RpcMetrics;
import io.keelson.mixer.monitoring.SelfMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class GrpcServerTest {
  private static final String ECHO = "/test.Service/Echo";
  private static final String NEVER = "/test.Service/Never";
  private static final String LATE = "/test.Service/Late";
  private static final String BROKEN = "/test.Service/Broken";
  private static final int MAX_MESSAGE = 1 << 20;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final SelfMetrics metrics = new SelfMetrics();
  private final ConcurrentLinkedQueue<GrpcCall> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private GrpcServer server;
  private RawHttp2 client;

  private final GrpcService service =
      (methods, loop) -> {
        methods.unary("test.Service", "Echo", GrpcServerTest::echo);
        methods.unary("test.Service", "Never", (call, m, o, l) -> waiting.add(call));
        methods.unary(
            "test.Service",
            "Late",
            (call, m, o, l) -> {
              call.onEnd(nanos -> ended.incrementAndGet());
              vertx.setTimer(500, t -> call.executor().execute(() -> echo(call, m, o, l)));
            });
        methods.unary(
            "test.Service",
            "Broken",
            (call, m, o, l) -> {
              throw new IllegalStateException("bad day");
            });
      };

  private static void echo(GrpcCall call, byte[] message, int offset, int length) {
    var out = new WireWriter(length);
    out.writeBytes(message, offset, length);
    call.answer(out);
  }

  @BeforeEach
  void start() throws Exception {
    logged.start();
    var root = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT");
    root.addAppender(logged);
    root.setLevel(Level.INFO);
    server = listen(GrpcOptions.DEFAULT, new ListenAddress.Tcp("127.0.0.1", 0));
    client = new RawHttp2(server.port());
  }

  private GrpcServer listen(GrpcOptions options, ListenAddress address) throws Exception {
    return GrpcServer.start(
            vertx,
            address,
            options,
            2,
            List.of(service),
            new RpcMetrics(metrics),
            LoggerFactory.getLogger("api"))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("ROOT")).detachAppender(logged);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  @Test
  void answersWithMessageAndTrailers() throws Exception {
    var reply = client.call(ECHO, RawHttp2.framed("hello".getBytes(UTF_8))).await(1000);

    assertThat(reply.httpStatus()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/grpc");
    assertThat(reply.grpcStatus()).isZero();
    assertThat(reply.message()).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void emptyMessageIsAMessage() throws Exception {
    var reply = client.call(ECHO, RawHttp2.framed(new byte[0])).await(1000);

    assertThat(reply.grpcStatus()).isZero();
    assertThat(reply.body()).isEqualTo(new byte[5]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16_379, 16_384, 65_536, 400_000, MAX_MESSAGE})
  void messagesOfAnySizeArriveWhole(int size) throws Exception {
    client.close();
    client = new RawHttp2(server.port(), 65_535);
    int stream = client.open(ECHO, false);
    client.window(stream, 4 << 20);
    client.window(0, 4 << 20);
    client.data(stream, RawHttp2.framed(bytes(size)), true);
    var reply = client.reply(stream).await(2000);

    assertThat(reply.grpcStatus()).isZero();
    assertThat(reply.message()).isEqualTo(bytes(size));
  }

  @Test
  void messageCutIntoSingleBytesArrivesWhole() throws Exception {
    int stream = client.open(ECHO, false);
    byte[] framed = RawHttp2.framed(bytes(100));
    for (int i = 0; i < framed.length; i++) {
      client.data(stream, new byte[] {framed[i]}, i == framed.length - 1);
    }

    assertThat(client.reply(stream).await(1000).message()).isEqualTo(bytes(100));
  }

  @Test
  void emptyBodyIsAnsweredAtOnce() throws Exception {
    var withHeaders = client.reply(client.open(ECHO, true)).await(1000);
    var withData = client.call(ECHO, new byte[0]).await(1000);

    assertThat(withHeaders.grpcStatus()).isEqualTo(13);
    assertThat(withHeaders.header("grpc-message")).isEqualTo("the request has no message");
    assertThat(withData.grpcStatus()).isEqualTo(13);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 9})
  void messageCutShortIsAnsweredAtOnce(int sent) throws Exception {
    byte[] whole = RawHttp2.framed(new byte[5]);
    var reply = client.call(ECHO, java.util.Arrays.copyOf(whole, sent)).await(1000);

    assertThat(reply.grpcStatus()).isEqualTo(13);
    assertThat(reply.header("grpc-message"))
        .isEqualTo("the request ended in the middle of a message");
  }

  @Test
  void compressedFlagWithoutEncodingIsAnError() throws Exception {
    byte[] body = RawHttp2.framed(1, 3, new byte[3]);

    assertThat(client.call(ECHO, body).await(1000).grpcStatus()).isEqualTo(13);
    assertThat(client.call(ECHO, body, "grpc-encoding", "identity").await(1000).grpcStatus())
        .isEqualTo(13);
  }

  @Test
  void unknownEncodingNamesTheKnownOnes() throws Exception {
    byte[] body = RawHttp2.framed(1, 3, new byte[3]);
    var reply = client.call(ECHO, body, "grpc-encoding", "br").await(1000);

    assertThat(reply.grpcStatus()).isEqualTo(12);
    assertThat(reply.header("grpc-accept-encoding")).isEqualTo("identity,gzip");
  }

  private static byte[] gzip(byte[] plain) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void gzipIsUnpacked() throws Exception {
    byte[] packed = gzip("hello".getBytes(UTF_8));
    var reply =
        client
            .call(ECHO, RawHttp2.framed(1, packed.length, packed), "grpc-encoding", "gzip")
            .await(1000);

    assertThat(reply.message()).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void gzipBombIsRefused() throws Exception {
    byte[] packed = gzip(new byte[100 << 20]);
    var reply =
        client
            .call(ECHO, RawHttp2.framed(1, packed.length, packed), "grpc-encoding", "gzip")
            .await(2000);

    assertThat(reply.grpcStatus()).isEqualTo(8);
  }

  @Test
  void brokenGzipIsAnError() throws Exception {
    byte[] body = RawHttp2.framed(1, 3, new byte[3]);

    assertThat(client.call(ECHO, body, "grpc-encoding", "gzip").await(1000).grpcStatus())
        .isEqualTo(13);
  }

  @Test
  void twoMessagesOnAUnaryCallAreAnError() throws Exception {
    var body = new ByteArrayOutputStream();
    body.writeBytes(RawHttp2.framed(new byte[3]));
    body.writeBytes(RawHttp2.framed(new byte[3]));
    var reply = client.call(ECHO, body.toByteArray()).await(1000);

    assertThat(reply.grpcStatus()).isEqualTo(13);
    assertThat(reply.header("grpc-message")).contains("more than one message");
  }

  @Test
  void announcedFourGigabytesAreRefusedBeforeTheyCome() throws Exception {
    int stream = client.open(ECHO, false);
    client.data(stream, RawHttp2.framed(0, 0xFFFFFFFFL, new byte[10]), false);
    var reply = client.reply(stream).await(1000);

    assertThat(reply.grpcStatus()).isEqualTo(8);
    assertThat(reply.header("grpc-message"))
        .isEqualTo(
            "a message of 4294967295 bytes is larger than the limit of 1048576 bytes"
                + " (maxMessageSize)");
  }

  @Test
  void oneByteTooManyIsRefused() throws Exception {
    int stream = client.open(ECHO, false);
    client.data(stream, RawHttp2.framed(0, MAX_MESSAGE + 1, new byte[0]), false);

    assertThat(client.reply(stream).await(1000).grpcStatus()).isEqualTo(8);
  }

  @Test
  void unknownFlagIsAnError() throws Exception {
    assertThat(client.call(ECHO, RawHttp2.framed(7, 0, new byte[0])).await(1000).grpcStatus())
        .isEqualTo(13);
  }

  @Test
  void unknownMethodsAreUnimplemented() throws Exception {
    var method = client.call("/test.Service/Other", RawHttp2.framed(new byte[0])).await(1000);
    var service = client.call("/other.Service/Echo", RawHttp2.framed(new byte[0])).await(1000);
    var junk = client.call("/", RawHttp2.framed(new byte[0])).await(1000);

    assertThat(method.grpcStatus()).isEqualTo(12);
    assertThat(method.header("grpc-message"))
        .isEqualTo("unknown method Other of service test.Service");
    assertThat(service.header("grpc-message")).isEqualTo("unknown service other.Service");
    assertThat(junk.grpcStatus()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/grpc-web", "application/grpc+json"})
  void otherContentTypesAreUnsupported(String type) throws Exception {
    var reply = client.call(ECHO, RawHttp2.framed(new byte[0]), "content-type", type).await(1000);

    assertThat(reply.httpStatus()).isEqualTo(415);
  }

  @Test
  void missingContentTypeIsUnsupported() throws Exception {
    var reply = client.call(ECHO, RawHttp2.framed(new byte[0]), "content-type", null).await(1000);

    assertThat(reply.httpStatus()).isEqualTo(415);
  }

  @Test
  void getIsNotAllowed() throws Exception {
    var reply = client.reply(client.open(ECHO, true, ":method", "GET")).await(1000);

    assertThat(reply.httpStatus()).isEqualTo(405);
    assertThat(reply.header("allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /version HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST "
            + ECHO
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/grpc\r\n"
            + "Content-Length: 5\r\n\r\n12345",
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"
      })
  void http1IsToldSoAndNeverUpgraded(String request) throws Exception {
    try (var socket = new java.net.Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      socket.setSoTimeout(2000);
      assertThat(new String(in.readAllBytes(), UTF_8))
          .matches("(?s)HTTP/1\\.[01] 505 .*")
          .contains("gRPC over HTTP/2");
    }
  }

  @Test
  void malformedTimeoutIsAnError() throws Exception {
    var reply = client.call(ECHO, RawHttp2.framed(new byte[0]), "grpc-timeout", "soon").await(1000);

    assertThat(reply.grpcStatus()).isEqualTo(13);
  }

  @Test
  void unansweredCallEndsAtTheClientsDeadline() throws Exception {
    long start = System.nanoTime();
    var reply =
        client.call(NEVER, RawHttp2.framed(new byte[0]), "grpc-timeout", "200m").await(2000);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertThat(reply.grpcStatus()).isEqualTo(4);
    assertThat(millis).isBetween(190L, 900L);
    await(() -> !waiting.peek().isOpen());
    waiting.peek().executor().execute(() -> waiting.peek().answer(new WireWriter(16)));
    assertThat(client.call(ECHO, RawHttp2.framed(new byte[1])).await(1000).grpcStatus()).isZero();
  }

  @Test
  void slowBodyEndsAtTheServersLimit() throws Exception {
    var quick = new GrpcOptions(MAX_MESSAGE, 10, 8192, Duration.ofMillis(300), 2000, MAX_MESSAGE);
    var other = listen(quick, new ListenAddress.Tcp("127.0.0.1", 0));
    try (var slow = new RawHttp2(other.port())) {
      int headersOnly = slow.open(ECHO, false);
      int half = slow.open(ECHO, false);
      slow.data(half, RawHttp2.framed(0, 1000, new byte[10]), false);

      assertThat(slow.reply(headersOnly).await(2000).grpcStatus()).isEqualTo(4);
      assertThat(slow.reply(half).await(2000).grpcStatus()).isEqualTo(4);
    }
  }

  @Test
  void unreadAnswerIsResetAtTheLimit() throws Exception {
    var quick = new GrpcOptions(MAX_MESSAGE, 10, 8192, Duration.ofMillis(300), 2000, MAX_MESSAGE);
    var other = listen(quick, new ListenAddress.Tcp("127.0.0.1", 0));
    try (var slow = new RawHttp2(other.port(), 0)) {
      var reply = slow.call(ECHO, RawHttp2.framed(new byte[100])).await(3000);

      assertThat(reply.reset()).isEqualTo(8);
    }
  }

  @Test
  void halfReceivedMessagesAreBounded() throws Exception {
    var tight = new GrpcOptions(MAX_MESSAGE, 100, 8192, Duration.ofSeconds(30), 2000, MAX_MESSAGE);
    var other = listen(tight, new ListenAddress.Tcp("127.0.0.1", 0));
    try (var greedy = new RawHttp2(other.port())) {
      List<RawHttp2.Reply> replies = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int stream = greedy.open(ECHO, false);
        greedy.data(stream, RawHttp2.framed(0, MAX_MESSAGE, new byte[1]), false);
        replies.add(greedy.reply(stream));
      }
      await(() -> replies.stream().anyMatch(RawHttp2.Reply::isDone));
      var refused = replies.stream().filter(RawHttp2.Reply::isDone).findFirst().orElseThrow();
      assertThat(refused.grpcStatus()).isEqualTo(8);
      assertThat(refused.header("grpc-message")).contains("half received or at work");
    }
    try (var after = new RawHttp2(other.port())) {
      // The closed connection has given its memory back.
      await(() -> succeeds(after));
    }
  }

  @Test
  void allEventLoopsShareOneBound() throws Exception {
    int held = MAX_MESSAGE / (64 << 10);
    var tight = new GrpcOptions(MAX_MESSAGE, 100, 8192, Duration.ofSeconds(30), 2000, MAX_MESSAGE);
    var other = listen(tight, new ListenAddress.Tcp("127.0.0.1", 0));
    List<RawHttp2> greedy = new ArrayList<>();
    try {
      List<RawHttp2.Reply> replies = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var connection = new RawHttp2(other.port());
        greedy.add(connection);
        for (int k = 0; k < held; k++) {
          int stream = connection.open(ECHO, false);
          connection.data(stream, RawHttp2.framed(0, MAX_MESSAGE, new byte[1]), false);
          replies.add(connection.reply(stream));
        }
      }
      await(() -> replies.stream().filter(RawHttp2.Reply::isDone).count() >= 3L * held);

      assertThat(replies.stream().filter(reply -> !reply.isDone())).hasSize(held);
    } finally {
      for (var connection : greedy) {
        connection.close();
      }
    }
  }

  @Test
  void largeMessagesCountWhileTheyAreWorkedOn() throws Exception {
    var tight =
        new GrpcOptions(MAX_MESSAGE, 100, 8192, Duration.ofSeconds(30), 2000, 4L * MAX_MESSAGE);
    var other = listen(tight, new ListenAddress.Tcp("127.0.0.1", 0));
    byte[] large = RawHttp2.framed(bytes(MAX_MESSAGE / 4 * 3));
    try (var greedy = new RawHttp2(other.port())) {
      greedy.call(NEVER, large);
      await(() -> !waiting.isEmpty());

      assertThat(greedy.call(ECHO, large).await(1000).grpcStatus()).isEqualTo(8);
    }
    try (var after = new RawHttp2(other.port())) {
      // What ended, however it did, has given its memory back.
      await(() -> isTaken(after, large));
    }
  }

  /** Whether the method sees it: it always throws. */
  private static boolean isTaken(RawHttp2 connection, byte[] framed) {
    try {
      return connection.call(BROKEN, framed).await(1000).grpcStatus() == 13;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean succeeds(RawHttp2 connection) {
    try {
      int stream = connection.open(ECHO, false);
      byte[] framed = RawHttp2.framed(new byte[100]);
      connection.data(stream, java.util.Arrays.copyOf(framed, 50), false);
      connection.data(stream, java.util.Arrays.copyOfRange(framed, 50, 105), true);
      return connection.reply(stream).await(1000).grpcStatus() == 0;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void throwingMethodIsInternalAndLoggedOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      var reply = client.call(BROKEN, RawHttp2.framed(new byte[0])).await(1000);
      assertThat(reply.grpcStatus()).isEqualTo(13);
      assertThat(reply.header("grpc-message")).doesNotContain("bad day");
    }

    assertThat(logged.list).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void cancelsCostNothingAndLogNothing(int code) throws Exception {
    var survivor = client.call(LATE, RawHttp2.framed(new byte[7]));
    int cancels = 1200;
    for (int i = 0; i < cancels; i++) {
      int stream = client.open(LATE, false);
      client.data(stream, RawHttp2.framed(new byte[1]), true);
      client.reset(stream, code);
    }

    assertThat(survivor.await(3000).grpcStatus()).isZero();
    await(() -> ended.get() == cancels + 1);
    assertThat(client.call(LATE, RawHttp2.framed(new byte[1])).await(3000).grpcStatus()).isZero();
    assertThat(client.goAway()).isNotDone();
    assertThat(logged.list).isEmpty();
    assertThat(metrics.text())
        .contains(
            "grpc_io_server_completed_rpcs{grpc_server_method=\"test.Service/Late\","
                + "grpc_server_status=\"CANCELLED\"} "
                + cancels);
  }

  @Test
  void resetFloodEndsTheConnection() throws Exception {
    var strict = new GrpcOptions(MAX_MESSAGE, 100, 8192, Duration.ofSeconds(30), 10, MAX_MESSAGE);
    var other = listen(strict, new ListenAddress.Tcp("127.0.0.1", 0));
    try (var flood = new RawHttp2(other.port())) {
      try {
        for (int i = 0; i < 20_000 && !flood.goAway().isDone(); i++) {
          flood.reset(flood.open(ECHO, false), 8);
        }
      } catch (IOException cutOff) {
        assertThat(cutOff).isInstanceOf(SocketException.class);
      }
      CompletableFuture.anyOf(flood.goAway(), flood.closed()).get(2, TimeUnit.SECONDS);
    }
    assertThat(client.call(ECHO, RawHttp2.framed(new byte[1])).await(1000).grpcStatus()).isZero();
  }

  @Test
  void manyCallsAtOnceAllEnd() throws Exception {
    List<RawHttp2.Reply> replies = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      replies.add(client.call(LATE, RawHttp2.framed(bytes(i % 50))));
    }
    for (int i = 0; i < replies.size(); i++) {
      var reply = replies.get(i).await(5000);
      assertThat(reply.grpcStatus()).isZero();
      assertThat(reply.message()).isEqualTo(bytes(i % 50));
    }
  }

  @Test
  void callsAreMeasured() throws Exception {
    client.call(ECHO, RawHttp2.framed(new byte[10])).await(1000);

    assertThat(metrics.text())
        .contains(
            "grpc_io_server_completed_rpcs{grpc_server_method=\"test.Service/Echo\","
                + "grpc_server_status=\"OK\"} 1\n")
        .contains(
            "grpc_io_server_received_bytes_per_rpc_sum{grpc_server_method=\"test.Service/Echo\"}"
                + " 15\n")
        .contains(
            "grpc_io_server_server_latency_count{grpc_server_method=\"test.Service/Echo\"} 1\n");
  }

  @Test
  void shutdownLetsRunningCallsFinish() throws Exception {
    var running = client.call(LATE, RawHttp2.framed(new byte[3]));
    await(() -> running.isDone() || client.goAway().isDone() || startShutdown());

    assertThat(running.await(3000).grpcStatus()).isZero();
    assertThat(client.goAway().get(2, TimeUnit.SECONDS)).isZero();
    client.closed().get(3, TimeUnit.SECONDS);
  }

  private boolean startShutdown() {
    server.shutdown(5000);
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "settings", "priority", "continuation", "headers", "junk"})
  void hostileConnectionsDoNotHurtOthers(String attack) throws Exception {
    try (var hostile = new RawHttp2(server.port())) {
      flood(hostile, attack);
      for (int i = 0; i < 50; i++) {
        assertThat(client.call(ECHO, RawHttp2.framed(new byte[9])).await(1000).grpcStatus())
            .isZero();
      }
    }
    assertThat(logged.list).isEmpty();
  }

  private static void flood(RawHttp2 hostile, String attack) {
    try {
      for (int i = 0; i < 20_000; i++) {
        switch (attack) {
          case "ping" -> hostile.frame(6, 0, 0, new byte[8]);
          case "settings" -> hostile.frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 9});
          case "priority" -> hostile.frame(2, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 7});
          // A header block that never ends.
          case "continuation" -> hostile.frame(i == 0 ? 1 : 9, 0, 1, new byte[] {0});
          case "headers" -> hostile.open(ECHO, true, "x-large", "v".repeat(i == 0 ? 100_000 : 10));
          default -> hostile.frame(i % 251, i % 7, i % 5, new byte[i % 50]);
        }
      }
    } catch (IOException cutOff) {
      assertThat(cutOff).hasMessageMatching(".*(reset|pipe|abort|closed).*");
    }
  }

  @Test
  void idleAndHalfOpenConnectionsAreCheap() throws Exception {
    List<java.net.Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        var socket = new java.net.Socket("127.0.0.1", server.port());
        idle.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write("PRI * HT".getBytes(UTF_8));
        }
      }
      assertThat(client.call(ECHO, RawHttp2.framed(new byte[9])).await(1000).grpcStatus()).isZero();
    } finally {
      for (var socket : idle) {
        socket.close();
      }
    }
  }

  /** A client that opens no calls after the goodbye loses none, however busy it is. */
  @RepeatedTest(5)
  void shutdownUnderLoadLosesNoCall() throws Exception {
    List<CompletableFuture<Integer>> clients = new ArrayList<>();
    var begun = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      clients.add(
          CompletableFuture.supplyAsync(
              () -> callsUntilGoodbye(begun), task -> Thread.ofVirtual().start(task)));
    }
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    server.shutdown(5000).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

    for (var calls : clients) {
      assertThat(calls.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(200);
    }
  }

  private int callsUntilGoodbye(CountDownLatch begun) {
    try (var busy = new RawHttp2(server.port())) {
      List<RawHttp2.Reply> replies = new ArrayList<>();
      RawHttp2.Reply next;
      while ((next = busy.callUnlessGoodbye(ECHO, RawHttp2.framed(bytes(50)))) != null) {
        replies.add(next);
        if (replies.size() >= 200) {
          begun.countDown();
          replies.get(replies.size() - 100).await(5000);
        }
      }
      for (var reply : replies) {
        assertThat(reply.await(5000).grpcStatus()).isZero();
      }
      return replies.size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shutdownCutsOffCallsThatNeverEnd() throws Exception {
    client.call(NEVER, RawHttp2.framed(new byte[3]));
    await(() -> !waiting.isEmpty());
    server.shutdown(200).toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);

    client.closed().get(3, TimeUnit.SECONDS);
    await(() -> !waiting.peek().isOpen());
  }

  @Test
  void listensOnAUnixSocket(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("mixer.socket");
    try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).as("the socket of a killed server").exists();
    var unix = listen(GrpcOptions.DEFAULT, new ListenAddress.Unix(socket));
    assertThat(unix.address()).hasToString("unix://" + socket);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(
          ByteBuffer.wrap("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(UTF_8)));
      var first = ByteBuffer.allocate(9);
      while (first.hasRemaining()) {
        assertThat(channel.read(first)).isPositive();
      }
      assertThat(first.get(3)).as("a SETTINGS frame").isEqualTo((byte) 4);
    }
    unix.shutdown(100).toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);
    assertThat(socket).doesNotExist();
  }

  @Test
  void fileThatIsNoSocketIsNotReplaced(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("precious"), "text");
    var failure =
        catchThrowableOfType(
            ExecutionException.class,
            () -> listen(GrpcOptions.DEFAULT, new ListenAddress.Unix(file)));

    assertThat(failure).hasMessageContaining("is a file, not a socket");
    assertThat(file).hasContent("text");
  }
}
