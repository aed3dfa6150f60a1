package io.keelson.adapters.memquota;

import static io.keelson.adapters.memquota.Fixture.limit;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class ConcurrentGrantsTest {
  private static final int THREADS = 4;

  @Test
  void noWindowGrantsMoreThanItsLimit() throws Exception {
    int rounds = 60;
    var quota = new Fixture(new MemquotaAdapter(2), limit(25, 1));
    var granted = new AtomicLongArray(rounds);
    var barrier = new CyclicBarrier(THREADS, () -> quota.pass(100));
    inParallel(
        thread -> {
          for (int round = 0; round < rounds; round++) {
            barrier.await(10, TimeUnit.SECONDS);
            for (int i = 0; i < 40; i++) {
              String key = "key" + (i & 3);
              String id = thread + "-" + round + "-" + i;
              long amount = quota.call(id, key, 1 + i % 3, i % 2 == 0).amount();
              if (key.equals("key0")) {
                granted.addAndGet(round, amount);
              }
              if (i == 20 && thread == 0) {
                quota.sweep();
              }
            }
          }
        });
    long total = 0;
    for (int first = 0; first + 10 <= rounds; first++) {
      long window = 0;
      for (int i = first; i < first + 10; i++) {
        window += granted.get(i);
      }
      assertThat(window).as("window from tick %d", first).isLessThanOrEqualTo(25);
      total += granted.get(first);
    }
    assertThat(total).as("and it does grant").isGreaterThanOrEqualTo(25 * 4);
  }

  @Test
  void oneIdIsChargedOnceHoweverManyAskAtOnce() throws Exception {
    var quota = new Fixture(limit(1_000_000, 0));
    int ids = 2_000;
    inParallel(
        thread -> {
          for (int i = 0; i < ids; i++) {
            assertThat(quota.call("shared" + i, "a", 1, false).amount()).isEqualTo(1);
          }
        });
    assertThat(quota.best(Long.MAX_VALUE).amount()).isEqualTo(1_000_000 - ids);
  }

  @Test
  void grantsAndReleasesBalanceWhileCellsComeAndGo() throws Exception {
    var quota = new Fixture(limit(10, 0));
    var ids = new AtomicLong();
    inParallel(
        thread -> {
          for (int i = 0; i < 3_000; i++) {
            long taken = quota.call("g" + ids.incrementAndGet(), "a", 3, true).amount();
            assertThat(taken).isBetween(0L, 3L);
            if (taken > 0) {
              long back = quota.call("r" + ids.incrementAndGet(), "a", -taken, false).amount();
              assertThat(back).isEqualTo(taken);
            }
          }
        });
    assertThat(quota.all(10).amount()).isEqualTo(10);
    assertThat(quota.environment.metric("quota_live_keys")).isEqualTo(1);
    quota.environment.advance(Duration.ofDays(1));
    assertThat(quota.all(1).amount()).isZero();
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void inParallel(Work work) throws Exception {
    try (var executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Void>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        results.add(
            executor.submit(
                (Callable<Void>)
                    () -> {
                      work.run(thread);
                      return null;
                    }));
      }
      for (Future<Void> result : results) {
        result.get(30, TimeUnit.SECONDS);
      }
    }
  }
}
