package io.keelson.adapters.memquota;

import static io.keelson.adapters.memquota.Fixture.limit;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.QuotaResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random calls, compared one by one with the algorithm as the specification tells it: a ring of
 * slots.
 */
class RollingWindowModelTest {

  /** The specification's state and steps, taken literally. */
  private static final class Model {
    private record Answer(long amount, long expiry) {}

    private final long max;
    private final double seconds;
    private final Map<String, long[]> rings = new HashMap<>();
    private final Map<String, long[]> states = new HashMap<>();
    private Map<String, Answer> young = new HashMap<>();
    private Map<String, Answer> old = new HashMap<>();
    private long periods;

    Model(long max, double seconds) {
      this.max = max;
      this.seconds = seconds;
    }

    QuotaResult call(String id, String key, long amount, boolean bestEffort, long millis) {
      for (; periods < millis / 1000; periods++) {
        old = young;
        young = new HashMap<>();
      }
      Answer known = young.getOrDefault(id, old.get(id));
      if (amount == 0) {
        return QuotaResult.NONE;
      }
      if (known != null) {
        return new QuotaResult(known.amount, Duration.ofMillis(Math.max(0, known.expiry - millis)));
      }
      long granted = seconds == 0 ? counter(key, amount, bestEffort) : 0;
      if (seconds > 0) {
        granted =
            amount > 0
                ? alloc(key, amount, bestEffort, millis / 100)
                : free(key, -amount, millis / 100);
      }
      long valid = amount > 0 ? Math.round(seconds * 1000) : 0;
      young.put(id, new Answer(granted, millis + valid));
      return new QuotaResult(granted, Duration.ofMillis(valid));
    }

    private long counter(String key, long amount, boolean bestEffort) {
      long[] used = rings.computeIfAbsent(key, k -> new long[1]);
      long change =
          amount < 0
              ? Math.max(amount, -used[0])
              : amount <= max - used[0] ? amount : bestEffort ? max - used[0] : 0;
      used[0] += change;
      return Math.abs(change);
    }

    // state: current slot, its tick, available
    private long[] roll(String key, long tick) {
      long[] ring = rings.computeIfAbsent(key, k -> new long[(int) Math.ceil(seconds) * 10]);
      long[] state = states.computeIfAbsent(key, k -> new long[] {0, 0, max});
      long behind = Math.min(tick - state[1], ring.length);
      for (long i = 0; i < behind; i++) {
        state[0] = (state[0] + 1) % ring.length;
        state[2] += ring[(int) state[0]];
        ring[(int) state[0]] = 0;
      }
      state[1] = tick;
      return state;
    }

    private long alloc(String key, long amount, boolean bestEffort, long tick) {
      long[] state = roll(key, tick);
      long granted = amount <= state[2] ? amount : bestEffort ? state[2] : 0;
      rings.get(key)[(int) state[0]] += granted;
      state[2] -= granted;
      return granted;
    }

    private long free(String key, long amount, long tick) {
      long[] state = roll(key, tick);
      long[] ring = rings.get(key);
      long left = amount;
      for (int i = 0; i < ring.length && left > 0; i++) {
        int slot = Math.floorMod(state[0] - i, ring.length);
        long part = Math.min(left, ring[slot]);
        ring[slot] -= part;
        left -= part;
      }
      state[2] += amount - left;
      return amount - left;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 2.5, 7, 60})
  void everyAnswerIsTheModels(double seconds) throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      long max = 1 + random.nextInt(40);
      var quota = new Fixture(limit(max, seconds));
      var model = new Model(max, seconds);
      long millis = 0;
      for (int step = 0; step < 400; step++) {
        long pause = pause(random);
        millis += pause;
        quota.pass(pause);
        if (random.nextInt(20) == 0) {
          quota.sweep();
        }
        String id = random.nextInt(8) == 0 ? "known" + random.nextInt(4) : "fresh" + step;
        String key = "key" + random.nextInt(3);
        long amount = random.nextInt(3) == 0 ? -random.nextInt(12) : random.nextInt(12);
        boolean bestEffort = random.nextBoolean();
        assertThat(quota.call(id, key, amount, bestEffort))
            .as("seed %d, step %d, %s %s %d at %d ms", seed, step, id, key, amount, millis)
            .isEqualTo(model.call(id, key, amount, bestEffort, millis));
      }
    }
  }

  private static long pause(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> random.nextInt(100);
      case 3 -> 100;
      case 4 -> random.nextInt(3_000);
      default -> random.nextInt(50) == 0 ? 100_000 : random.nextInt(400);
    };
  }
}
