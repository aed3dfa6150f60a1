package io.keelson.adapter.kit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every adapter of the template quota does, whatever it keeps its counts in. Extend it in the
 * adapter's tests and say how a handler is made; JUnit runs the rest. What adapters may do
 * differently, such as how exactly a window moves on, is left to their own tests.
 */
public abstract class QuotaKit {
  /** The instance that all limits are for. */
  public static final String INSTANCE = "requestcount.quota.istio-system";

  /** Its dimensions: {@code destination} and {@code source}, both text. */
  public static final DimensionTypes TYPES =
      DimensionTypes.of(Map.of("source", ValueType.STRING, "destination", ValueType.STRING));

  /** The window of the limits that expire. */
  protected static final Duration WINDOW = Duration.ofSeconds(10);

  /**
   * A limit to configure.
   *
   * @param overrides limits by the {@code source} that they are for, all with the same window
   */
  public record Limit(long maxAmount, Duration validDuration, Map<String, Long> overrides) {
    public Limit {
      overrides = Map.copyOf(overrides);
    }
  }

  /** A handler under test and its time. */
  public interface Subject {
    /** Calls the handler. */
    QuotaResult allocate(QuotaInstance instance, QuotaArgs args) throws Exception;

    /** Moves the time that the handler goes by. */
    void advance(Duration by) throws Exception;

    /** Ends the handler. */
    void close() throws Exception;
  }

  private final AtomicLong ids = new AtomicLong();
  private Subject subject;

  /** Makes a handler of one limit, with no counts yet. */
  protected abstract Subject start(Limit limit) throws Exception;

  private void limited(long maxAmount) throws Exception {
    limited(maxAmount, Map.of());
  }

  private void limited(long maxAmount, Map<String, Long> overrides) throws Exception {
    subject = start(new Limit(maxAmount, WINDOW, overrides));
  }

  /** Closes what the test started. */
  @AfterEach
  public void closeSubject() throws Exception {
    if (subject != null) {
      subject.close();
    }
  }

  private String newId() {
    return "id-" + ids.incrementAndGet();
  }

  private QuotaResult call(String id, String source, long amount, boolean bestEffort)
      throws Exception {
    Object[] values = new Object[2];
    values[TYPES.position("source")] = source;
    values[TYPES.position("destination")] = "reviews";
    return subject.allocate(
        new QuotaInstance(INSTANCE, new Dimensions(TYPES, values)),
        new QuotaArgs(id, amount, bestEffort));
  }

  private long exactly(long amount) throws Exception {
    return call(newId(), "a", amount, false).amount();
  }

  private long upTo(long amount) throws Exception {
    return call(newId(), "a", amount, true).amount();
  }

  @Test
  void grantsExactlyTheLimit() throws Exception {
    limited(4);
    long granted = 0;
    for (int i = 0; i < 10; i++) {
      granted += exactly(1);
    }
    assertEquals(4, granted);
  }

  @Test
  void withoutBestEffortItIsAllOrNothing() throws Exception {
    limited(10);
    assertEquals(7, exactly(7));
    assertEquals(0, exactly(4));
    assertEquals(3, exactly(3), "what was refused must not have been charged");
  }

  @Test
  void bestEffortGetsWhatIsLeft() throws Exception {
    limited(10);
    assertEquals(7, upTo(7));
    assertEquals(3, upTo(7));
    assertEquals(0, upTo(7));
  }

  @Test
  void moreThanTheLimitIsNeverGranted() throws Exception {
    limited(10);
    assertEquals(0, exactly(11));
    assertEquals(10, upTo(Long.MAX_VALUE));
    assertEquals(0, exactly(Long.MAX_VALUE));
  }

  @Test
  void noUnitsCostNothing() throws Exception {
    limited(5);
    assertEquals(0, exactly(0));
    assertEquals(0, upTo(0));
    assertEquals(5, exactly(5));
  }

  @Test
  void grantsLastAtMostTheWindow() throws Exception {
    limited(5);
    QuotaResult granted = call(newId(), "a", 2, false);
    assertAll(
        () -> assertTrue(granted.validDuration().isPositive(), "lasts " + granted),
        () -> assertTrue(granted.validDuration().compareTo(WINDOW) <= 0, "lasts " + granted));
  }

  @Test
  void unitsComeBackWhenTheWindowHasPassed() throws Exception {
    limited(5);
    assertEquals(5, exactly(5));
    subject.advance(WINDOW.dividedBy(2));
    assertEquals(0, exactly(1), "half a window later");
    subject.advance(WINDOW.multipliedBy(2));
    assertEquals(5, exactly(5), "well after the window");
  }

  @Test
  void aRetryIsChargedOnce() throws Exception {
    limited(5);
    QuotaResult first = call("same", "a", 3, false);
    QuotaResult again = call("same", "a", 3, false);
    assertEquals(3, first.amount());
    assertEquals(3, again.amount());
    assertTrue(again.validDuration().compareTo(first.validDuration()) <= 0);
    assertEquals(2, upTo(5), "what is left after one charge");
  }

  @Test
  void requestsOfTheirOwnAreChargedEach() throws Exception {
    limited(5);
    assertEquals(3, call("one", "a", 3, false).amount());
    assertEquals(0, call("two", "a", 3, false).amount());
  }

  @Test
  void anOverrideReplacesTheLimitForItsDimensions() throws Exception {
    limited(2, Map.of("rich", 5L));
    assertEquals(5, call(newId(), "rich", 5, false).amount());
    assertEquals(0, call(newId(), "rich", 1, false).amount());
    assertEquals(0, call(newId(), "poor", 3, false).amount());
    assertEquals(2, call(newId(), "poor", 2, false).amount(), "counted apart from the override");
  }

  @Test
  void anOverrideMayLowerTheLimit() throws Exception {
    limited(10, Map.of("greedy", 1L));
    assertEquals(1, call(newId(), "greedy", 10, true).amount());
    assertEquals(0, call(newId(), "greedy", 1, false).amount());
    assertEquals(10, call(newId(), "a", 10, false).amount());
  }

  @Test
  void callersAtTheSameTimeGetNoMoreThanTheLimit() throws Exception {
    long limit = 1_000;
    int callers = 8;
    limited(limit);
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Callable<Long>> work = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        work.add(
            () -> {
              long granted = 0;
              for (int i = 0; i < limit / 4; i++) {
                granted += exactly(1);
              }
              return granted;
            });
      }
      long granted = 0;
      for (Future<Long> each : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
        granted += each.get();
      }
      assertEquals(limit, granted);
    }
  }
}
