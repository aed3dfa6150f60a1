package io.keelson.mixer.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000 * MILLI);
  private final DeadlineWheel wheel = new DeadlineWheel(now::get);
  private final List<Call> expired = new ArrayList<>();

  private final class Call extends DeadlineWheel.Entry {
    private final long due;

    Call(long due) {
      this.due = due;
    }

    @Override
    void expired() {
      expired.add(this);
    }
  }

  private Call add(long millis) {
    var call = new Call(now.get() + millis * MILLI);
    wheel.add(call, now.get(), millis * MILLI);
    return call;
  }

  private void pass(long millis) {
    now.addAndGet(millis * MILLI);
    wheel.tick();
  }

  @Test
  void expiresNotBeforeAndSoonAfter() {
    var call = add(100);
    pass(99);
    assertThat(expired).isEmpty();
    pass(21);
    assertThat(expired).containsExactly(call);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void removedEntriesDoNotExpire() {
    var call = add(100);
    wheel.remove(call);
    wheel.remove(call);
    pass(1000);
    assertThat(expired).isEmpty();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void deadlinesBeyondTheRingWaitForTheirRound() {
    var far = add(60_000);
    var near = add(500);
    for (int i = 0; i < 59; i++) {
      pass(1000);
    }
    assertThat(expired).containsExactly(near);
    pass(1100);
    assertThat(expired).containsExactly(near, far);
  }

  @Test
  void aLongPauseExpiresEverythingOnce() {
    for (int i = 1; i <= 100; i++) {
      add(i * 200L);
    }
    pass(3_600_000);
    assertThat(expired).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void entriesMayLeaveAndComeWhileOthersExpire() {
    var victim = add(100);
    var killer =
        new DeadlineWheel.Entry() {
          @Override
          void expired() {
            wheel.remove(victim);
            wheel.add(this, now.get(), 1000 * MILLI);
          }
        };
    wheel.remove(victim);
    wheel.add(killer, now.get(), 100 * MILLI);
    wheel.add(victim, now.get(), 100 * MILLI);
    var last = add(100);
    pass(200);
    assertThat(expired).containsExactly(last);
    assertThat(wheel.size()).isEqualTo(1);
  }

  @Test
  void endlessDeadlinesDoNotOverflow() {
    wheel.add(new Call(0), now.get(), Long.MAX_VALUE);
    pass(100_000);
    assertThat(expired).isEmpty();
  }

  @Test
  void agreesWithASortedListUnderRandomUse() {
    var random = new Random(7);
    var model = new ArrayList<Call>();
    for (int step = 0; step < 5000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> model.add(add(random.nextInt(20_000)));
        case 2 -> {
          if (!model.isEmpty()) {
            wheel.remove(model.remove(random.nextInt(model.size())));
          }
        }
        default -> {
          pass(random.nextInt(300));
          expired.forEach(call -> assertThat(call.due - now.get()).isNotPositive());
          assertThat(model).containsAll(expired);
          model.removeAll(expired);
          expired.clear();
          model.forEach(call -> assertThat(call.due - now.get()).isGreaterThan(-21 * MILLI));
        }
      }
      assertThat(wheel.size()).isEqualTo(model.size());
    }
  }
}
