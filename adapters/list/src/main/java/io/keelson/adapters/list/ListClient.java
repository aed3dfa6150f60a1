package io.keelson.adapters.list;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches one URL, within limits of time and size. Calls block; close it to end those that run. */
final class ListClient implements AutoCloseable {

  /**
   * What a provider may cost.
   *
   * @param connect how long a connection may take
   * @param fetch how long an answer may take, from the start to its last byte
   * @param first the same for the fetch that a new handler waits for
   * @param bodyBytes how large an answer may be
   */
  record Limits(Duration connect, Duration fetch, Duration first, long bodyBytes) {
    static final Limits STANDARD =
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(3), 16L << 20);
  }

  /** What a provider said. */
  sealed interface Answer {
    /** The list is the one that came with the entity tag. */
    record Unchanged() implements Answer {}

    /**
     * A list.
     *
     * @param entityTag as the provider gave it, or null
     */
    record Content(byte[] body, String entityTag) implements Answer {}
  }

  private final URI url;
  private final Limits limits;
  private final HttpClient http;

  ListClient(URI url, Limits limits) {
    this.url = url;
    this.limits = limits;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(limits.connect())
            .build();
  }

  URI url() {
    return url;
  }

  Limits limits() {
    return limits;
  }

  /**
   * Asks for the list.
   *
   * @param entityTag of the list that is in use, or null for a list in any case
   * @throws IOException where there is no usable answer; the message says why
   */
  Answer get(String entityTag, Duration timeout) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url).timeout(timeout).GET();
    if (entityTag != null) {
      request.header("If-None-Match", entityTag);
    }
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), limits.bodyBytes()));
    HttpResponse<byte[]> response;
    try {
      // The request's own timeout ends with the headers; this one covers a body that never ends
      // too.
      response = pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      pending.cancel(true);
      throw new IOException("no complete answer within " + timeout.toMillis() + " ms", slow);
    } catch (InterruptedException closing) {
      pending.cancel(true);
      throw closing;
    } catch (ExecutionException failed) {
      throw new IOException(explain(failed.getCause(), timeout), failed.getCause());
    }
    if (response.statusCode() == 200) {
      return new Answer.Content(
          response.body(), response.headers().firstValue("etag").orElse(null));
    }
    if (response.statusCode() == 304 && entityTag != null) {
      return new Answer.Unchanged();
    }
    throw new IOException("HTTP status " + response.statusCode());
  }

  private String explain(Throwable cause, Duration timeout) {
    return switch (cause) {
      case HttpTimeoutException slow -> "no answer within " + timeout.toMillis() + " ms";
      case ConnectException refused -> "can't connect to " + url.getAuthority();
      case IOException tooLong
          when tooLong.getMessage() != null && tooLong.getMessage().contains("exceeds capacity") ->
          "the answer is longer than " + limits.bodyBytes() + " bytes";
      default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
