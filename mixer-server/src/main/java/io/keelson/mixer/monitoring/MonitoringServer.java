package io.keelson.mixer.monitoring;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The HTTP port for operators: {@code /metrics}, {@code /version}, {@code /ready}, {@code /live},
 * {@code /debug/config}; everything else is 404. Only reads, changes nothing.
 */
public final class MonitoringServer {
  private static final int IDLE_SECONDS = 60;

  private record Page(String contentType, Callable<Answer> content) {}

  private record Answer(int status, String body) {}

  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Logger log;
  private HttpServer server;

  public MonitoringServer(
      SelfMetrics metrics,
      String version,
      Health liveness,
      Health readiness,
      StateReport state,
      Logger log) {
    this.log = log;
    String text = "text/plain; charset=utf-8";
    pages.put("/metrics", new Page(Exposition.CONTENT_TYPE, () -> new Answer(200, metrics.text())));
    pages.put("/version", new Page(text, () -> new Answer(200, version)));
    pages.put("/live", new Page(text, () -> health(liveness)));
    pages.put("/ready", new Page(text, () -> health(readiness)));
    pages.put(
        "/debug/config",
        new Page(
            "application/json", () -> new Answer(200, state.toJson().encodePrettily() + "\n")));
  }

  private static Answer health(Health health) {
    var missing = health.missing();
    return missing.isEmpty()
        ? new Answer(200, "ok\n")
        : new Answer(503, "not available: " + String.join(", ", missing) + "\n");
  }

  /** Listens; fails where the address cannot be bound. */
  public Future<MonitoringServer> start(Vertx vertx, String host, int port) {
    var options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> handle(vertx, request))
            .exceptionHandler(e -> log.debug("monitoring connection failed: {}", e.toString()));
    return server.listen(port, host).map(this);
  }

  public int port() {
    return server.actualPort();
  }

  /** Ends the port; pages that are being written get this long. */
  public Future<Void> shutdown(long limitMillis) {
    return server.shutdown(limitMillis, TimeUnit.MILLISECONDS);
  }

  private void handle(Vertx vertx, HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      end(request, 405, "text/plain", "this port only answers GET\n");
      return;
    }
    Page page = pages.get(request.path());
    if (page == null) {
      end(
          request,
          404,
          "text/plain",
          "not found; there are " + String.join(", ", pages.keySet()) + "\n");
      return;
    }
    // Some pages take milliseconds to write, which an event loop does not have.
    vertx
        .executeBlocking(page.content(), false)
        .onComplete(
            written -> {
              if (written.succeeded()) {
                Answer answer = written.result();
                end(request, answer.status(), page.contentType(), answer.body());
              } else {
                log.error("cannot write {}", request.path(), written.cause());
                end(request, 500, "text/plain", "cannot write this page; the log says more\n");
              }
            });
  }

  private static void end(HttpServerRequest request, int status, String type, String body) {
    var response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type);
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(body);
    }
  }
}
