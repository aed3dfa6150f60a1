package io.keelson.adapters.list;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Metrics;
import io.keelson.attribute.DurationText;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A list that is fetched again and again.
 *
 * <p>A tick comes every half second and decides what is due: a fetch each refresh interval, or
 * after a failure first a second later, then two, then four, until the refresh interval. A failure,
 * of the provider or of the list's syntax, leaves the list that is in use where it is; it is given
 * up when no fetch has succeeded for the time to live. One that runs when that time ends may finish
 * first.
 *
 * <p>Threads: {@link #start} and the ticks write, never two at once; {@link #current} reads one
 * volatile field from any thread.
 */
final class RemoteList {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /**
   * What checks see.
   *
   * @param entries the list, or null
   * @param expires when the list must not be used any more, on the monotonic clock
   * @param failure why the last fetch failed, or null
   */
  private record State(Entries entries, long expires, String failure) {}

  private final Params.ListEntryType type;
  private final List<String> overrides;
  private final Duration refreshInterval;
  private final Duration ttl;
  private final ListClient client;
  private final Environment environment;
  private final Metrics.Counter fetches;
  private final Metrics.Counter failures;
  private final Metrics.Counter purges;

  private volatile State state = new State(null, 0, null);

  // Only the writing thread reads these.
  private byte[] digest;
  private String entityTag;
  private long nextFetch;
  private Duration retry = FIRST_RETRY;

  RemoteList(Params config, ListClient client, Environment environment) {
    this.type = config.getEntryType();
    this.overrides = List.copyOf(config.getOverridesList());
    this.refreshInterval = ListAdapter.duration(config.getRefreshInterval());
    this.ttl = ListAdapter.duration(config.getTtl());
    this.client = client;
    this.environment = environment;
    Metrics metrics = environment.metrics();
    this.fetches = metrics.counter("list_fetches", "Lists asked for.");
    this.failures = metrics.counter("list_fetch_failures", "Lists not got, or not readable.");
    this.purges = metrics.counter("list_purges", "Lists given up because they grew too old.");
    metrics.gauge(
        "list_entries",
        "Entries of the list in use; 0 without a list.",
        () -> state.entries() == null ? 0 : state.entries().size());
  }

  /** Fetches once, for as long as a new handler may wait, and then keeps the list fresh. */
  void start() throws InterruptedException {
    fetch(client.limits().first());
    environment.every(TICK, this::tick);
  }

  /** The list in use. */
  Entries current() throws AdapterException {
    State now = state;
    if (now.entries() != null && environment.nanoTime() - now.expires() < 0) {
      return now.entries();
    }
    throw new AdapterException(now.failure() != null ? now.failure() : outdated());
  }

  private void tick() {
    try {
      // Half a tick early rather than half a tick late: ticks jitter.
      if (environment.nanoTime() - nextFetch + TICK.toNanos() / 2 >= 0) {
        fetch(client.limits().fetch());
      }
      purge();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void purge() {
    State now = state;
    if (now.entries() != null && environment.nanoTime() - now.expires() >= 0) {
      purges.increment();
      environment
          .logger()
          .warn("Purging list due to inability to refresh it in time: {}", client.url());
      digest = null;
      entityTag = null;
      state = new State(null, 0, now.failure() != null ? now.failure() : outdated());
    }
  }

  private void fetch(Duration timeout) throws InterruptedException {
    long started = environment.nanoTime();
    State before = state;
    long mayTakeUntil = started + timeout.toNanos();
    if (started - before.expires() < 0 && mayTakeUntil - before.expires() > 0) {
      state = new State(before.entries(), mayTakeUntil, before.failure());
    }
    fetches.increment();
    environment.logger().debug("Fetching list from {}", client.url());
    try {
      Entries entries =
          switch (client.get(entityTag, timeout)) {
            case ListClient.Answer.Unchanged unchanged -> before.entries();
            case ListClient.Answer.Content content -> install(content, before.entries());
          };
      state = new State(entries, environment.nanoTime() + ttl.toNanos(), null);
      retry = FIRST_RETRY;
      nextFetch = started + refreshInterval.toNanos();
    } catch (IOException | Entries.Malformed failed) {
      failures.increment();
      String failure = "could not fetch list from " + client.url() + ": " + failed.getMessage();
      environment.logger().error(failure);
      state = new State(before.entries(), before.expires(), failure);
      Duration wait = retry.compareTo(refreshInterval) < 0 ? retry : refreshInterval;
      nextFetch = environment.nanoTime() + wait.toNanos();
      retry = wait.multipliedBy(2);
    } catch (InterruptedException closing) {
      state = before;
      throw closing;
    }
  }

  private Entries install(ListClient.Answer.Content content, Entries before)
      throws Entries.Malformed {
    byte[] received = sha256(content.body());
    if (before != null && Arrays.equals(digest, received)) {
      environment.logger().debug("Fetched list is unchanged");
      entityTag = content.entityTag();
      return before;
    }
    var all = new ArrayList<>(overrides);
    for (String entry : Entries.read(type, content.body())) {
      if (!entry.isEmpty()) {
        all.add(entry);
      }
    }
    Entries entries = Entries.of(type, all);
    environment.logger().info("Installing updated list with {} entries", entries.size());
    digest = received;
    entityTag = content.entityTag();
    return entries;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private String outdated() {
    return "the list from %s could not be refreshed within its ttl of %s"
        .formatted(client.url(), DurationText.format(ttl));
  }
}
