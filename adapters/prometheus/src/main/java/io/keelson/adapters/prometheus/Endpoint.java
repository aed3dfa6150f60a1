package io.keelson.adapters.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} while at least one handler wants it. Each scrape runs on a virtual thread
 * of its own; there are at most {@link #MAX_SCRAPES} at a time, and each is cut off at {@link
 * #SCRAPE_LIMIT}, so that scrapers that do not read cannot lock the others out.
 */
final class Endpoint {
  static final int MAX_SCRAPES = 4;

  /** How long a scrape may take; Prometheus itself gives up after 10 seconds. */
  static final Duration SCRAPE_LIMIT = Duration.ofSeconds(30);

  /** How long the end of running scrapes is waited for when the endpoint closes. */
  private static final int STOP_SECONDS = 5;

  private static final int GZIP_BUFFER_BYTES = 8 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger("adapters");

  private final InetSocketAddress address;
  private final Registry registry;
  private final Duration scrapeLimit;
  private final Semaphore scrapes = new Semaphore(MAX_SCRAPES);
  private int users;
  private HttpServer server;
  private ExecutorService threads;

  Endpoint(InetSocketAddress address, Registry registry, Duration scrapeLimit) {
    this.address = address;
    this.registry = registry;
    this.scrapeLimit = scrapeLimit;
  }

  /** Starts listening if nobody did before; throws if the port is taken. */
  synchronized void retain() throws IOException {
    if (users == 0) {
      HttpServer created = HttpServer.create(address, 0);
      threads =
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("prometheus-scrape-", 0).factory());
      created.setExecutor(threads);
      created.createContext("/", this::handle);
      created.start();
      server = created;
      LOG.info("serving prometheus metrics on {}", created.getAddress().getPort());
    }
    users++;
  }

  /** Stops listening if nobody else wants it. */
  synchronized void release() {
    if (--users == 0) {
      server.stop(STOP_SECONDS);
      threads.shutdownNow();
      server = null;
      threads = null;
    }
  }

  /** The port that is listened on; -1 where none is. */
  synchronized int port() {
    return server == null ? -1 : server.getAddress().getPort();
  }

  int runningScrapes() {
    return MAX_SCRAPES - scrapes.availablePermits();
  }

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!"/metrics".equals(exchange.getRequestURI().getPath())) {
        answer(exchange, 404, "Metrics are at /metrics.\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "Metrics can be read with GET.\n");
      } else if (scrapes.tryAcquire()) {
        try {
          scrape(exchange, method.equals("HEAD"));
        } finally {
          scrapes.release();
        }
      } else {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 503, MAX_SCRAPES + " scrapes are running already. Try again.\n");
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Prometheus handler error: {}: {}", exchange.getRemoteAddress(), e.toString());
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private void scrape(HttpExchange exchange, boolean head) throws IOException {
    boolean gzip = acceptsGzip(exchange.getRequestHeaders().get("Accept-Encoding"));
    exchange.getResponseHeaders().set("Content-Type", ExpositionWriter.CONTENT_TYPE);
    exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    if (head) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    var done = new CountDownLatch(1);
    cutOffLate(done);
    try {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = exchange.getResponseBody();
          OutputStream out = gzip ? new GZIPOutputStream(body, GZIP_BUFFER_BYTES) : body) {
        new ExpositionWriter(out).write(registry.exported());
      }
    } finally {
      done.countDown();
    }
  }

  /** Interrupts this thread when the scrape takes too long; that closes its connection. */
  private void cutOffLate(CountDownLatch done) {
    Thread scrape = Thread.currentThread();
    Thread.startVirtualThread(
        () -> {
          try {
            if (!done.await(scrapeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
              scrape.interrupt();
            }
          } catch (InterruptedException stopping) {
            scrape.interrupt();
          }
        });
  }

  /** Whether a header names gzip, or everything, without the weight 0. */
  static boolean acceptsGzip(List<String> headers) {
    if (headers == null) {
      return false;
    }
    for (String coding : String.join(",", headers).toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = coding.replace(" ", "").split(";");
      boolean named = parts[0].equals("gzip") || parts[0].equals("x-gzip") || parts[0].equals("*");
      if (named && (parts.length == 1 || !parts[1].matches("q=0(\\.0*)?"))) {
        return true;
      }
    }
    return false;
  }
}
