package io.keelson.adapters.list;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider of lists, on a real socket, that answers as the test says. */
final class Provider implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> conditions = new CopyOnWriteArrayList<>();
  private volatile HttpHandler behaviour = exchange -> answer(exchange, 404, "");

  Provider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
          conditions.add(condition == null ? "" : condition);
          behaviour.handle(exchange);
        });
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/list";
  }

  /** The If-None-Match header of each request so far; empty where there was none. */
  List<String> conditions() {
    return conditions;
  }

  Provider serves(String body) {
    behaviour = exchange -> answer(exchange, 200, body);
    return this;
  }

  Provider servesTagged(String body, String entityTag) {
    behaviour =
        exchange -> {
          exchange.getResponseHeaders().set("ETag", entityTag);
          boolean known = entityTag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          answer(exchange, known ? 304 : 200, known ? "" : body);
        };
    return this;
  }

  Provider answersStatus(int status) {
    behaviour = exchange -> answer(exchange, status, "");
    return this;
  }

  Provider redirectsOnceTo(String path, String body) {
    behaviour =
        exchange -> {
          if (exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, 200, body);
          } else {
            exchange.getResponseHeaders().set("Location", path);
            answer(exchange, 302, "");
          }
        };
    return this;
  }

  Provider neverAnswers() {
    behaviour = exchange -> await();
    return this;
  }

  /** Sends its headers and one byte, and then nothing. */
  Provider neverEndsItsAnswer() {
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('a');
          exchange.getResponseBody().flush();
          await();
        };
    return this;
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
      if (octets.length > 0) {
        exchange.getResponseBody().write(octets);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
