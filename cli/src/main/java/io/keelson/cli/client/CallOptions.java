package io.keelson.cli.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Option;

/** What {@code check} and {@code report} share: whom to call, how often, how to print. */
final class CallOptions {
  /** How answers are printed. */
  enum Format {
    text,
    json
  }

  @Option(
      names = {"-m", "--mixer"},
      defaultValue = "localhost:9091",
      paramLabel = "HOST:PORT",
      description = "Address of the Mixer server, plaintext (default: ${DEFAULT-VALUE}).")
  String mixer;

  @Option(
      names = {"-r", "--repeat"},
      defaultValue = "1",
      paramLabel = "N",
      description = "Requests a worker sends (report: elements) (default: ${DEFAULT-VALUE}).")
  int repeat;

  @Option(
      names = {"-c", "--concurrency"},
      defaultValue = "1",
      paramLabel = "N",
      description = "Parallel workers (default: ${DEFAULT-VALUE}).")
  int concurrency;

  @Option(
      names = "--rate",
      defaultValue = "-1",
      paramLabel = "N",
      description = "Requests per second of all workers together; 0 or less does not limit.")
  double rate;

  @Option(
      names = "--print_response",
      defaultValue = "true",
      fallbackValue = "true",
      arity = "0..1",
      negatable = true,
      paramLabel = "true|false",
      description = "Print answers (default: true).")
  boolean printResponse;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "text|json",
      description = "How answers are printed: text, or one JSON object a line.")
  Format output;

  @Option(
      names = "--timeout",
      defaultValue = "5s",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Deadline of each call (default: ${DEFAULT-VALUE}).")
  Duration timeout;

  /** A worker's share: what to do in its n-th repetition. */
  @FunctionalInterface
  interface Work {
    /** Returns whether the call succeeded. */
    boolean run(int repetition);
  }

  /** Runs the work of all workers; false where any call failed. */
  boolean run(int repetitions, Work work) throws InterruptedException {
    var limiter = new RateLimiter(rate);
    int workers = Math.max(1, concurrency);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        tasks.add(
            () -> {
              boolean good = true;
              for (int i = 0; i < repetitions; i++) {
                limiter.acquire();
                good &= work.run(i);
              }
              return good;
            });
      }
      boolean good = true;
      for (Future<Boolean> task : executor.invokeAll(tasks)) {
        good &= task.get();
      }
      return good;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /** The clock's nanosecond and the repetition, in decimal: the same for nobody else. */
  static String deduplicationId(int repetition) {
    Instant now = Instant.now();
    return Long.toString(now.getEpochSecond() * 1_000_000_000L + now.getNano() + repetition);
  }
}
