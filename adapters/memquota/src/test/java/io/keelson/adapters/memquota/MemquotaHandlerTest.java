package io.keelson.adapters.memquota;

import static io.keelson.adapters.memquota.Fixture.limit;
import static io.keelson.adapters.memquota.Fixture.quota;
import static io.keelson.adapters.memquota.Fixture.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.quota.QuotaInstance;
import io.keelson.attribute.StringMap;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class MemquotaHandlerTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @Test
  void grantsUpToTheLimitAndNoMore() throws Exception {
    var quota = new Fixture(limit(4, 5));
    for (int i = 0; i < 4; i++) {
      assertThat(quota.all(1)).isEqualTo(new QuotaResult(1, FIVE_SECONDS));
    }
    assertThat(quota.all(1)).isEqualTo(new QuotaResult(0, FIVE_SECONDS));
  }

  @Test
  void grantComesBackOneWindowAfterItsTick() throws Exception {
    var quota = new Fixture(limit(4, 5));
    quota.pass(50);
    assertThat(quota.all(3).amount()).isEqualTo(3);
    quota.pass(100);
    assertThat(quota.all(1).amount()).isEqualTo(1);
    quota.pass(4849);
    assertThat(quota.all(1).amount()).as("at 4.999 s").isZero();
    quota.pass(1);
    assertThat(quota.all(4).amount()).as("at 5.0 s only three are back").isZero();
    assertThat(quota.all(3).amount()).isEqualTo(3);
    quota.pass(100);
    assertThat(quota.all(1).amount()).isEqualTo(1);
  }

  @Test
  void windowIsRoundedUpToWholeSeconds() throws Exception {
    var quota = new Fixture(limit(1, 0.2));
    assertThat(quota.all(1)).isEqualTo(new QuotaResult(1, Duration.ofMillis(200)));
    quota.pass(999);
    assertThat(quota.all(1).amount()).isZero();
    quota.pass(1);
    assertThat(quota.all(1).amount()).isEqualTo(1);
  }

  @Test
  void bestEffortGetsWhatIsLeft() throws Exception {
    var quota = new Fixture(limit(10, 5));
    assertThat(quota.all(7).amount()).isEqualTo(7);
    assertThat(quota.best(7)).isEqualTo(new QuotaResult(3, FIVE_SECONDS));
    assertThat(quota.best(7)).isEqualTo(new QuotaResult(0, FIVE_SECONDS));
  }

  @Test
  void amountOfZeroIsAnEmptyResult() throws Exception {
    var quota = new Fixture(limit(10, 5));
    assertThat(quota.all(0)).isEqualTo(QuotaResult.NONE);
  }

  @Test
  void nonExpiringGrantsLastUntilReleased() throws Exception {
    var quota = new Fixture(limit(10, 0));
    assertThat(quota.all(8)).isEqualTo(new QuotaResult(8, Duration.ZERO));
    quota.pass(1_000_000_000);
    assertThat(quota.all(3)).isEqualTo(new QuotaResult(0, Duration.ZERO));
    assertThat(quota.best(3)).isEqualTo(new QuotaResult(2, Duration.ZERO));
    assertThat(quota.all(-4)).isEqualTo(new QuotaResult(4, Duration.ZERO));
    assertThat(quota.all(4).amount()).isEqualTo(4);
    assertThat(quota.all(-100).amount()).isEqualTo(10);
    assertThat(quota.all(-1).amount()).isZero();
  }

  @Test
  void releaseTakesTheNewestGrantsFirst() throws Exception {
    var quota = new Fixture(limit(10, 1));
    quota.all(6);
    quota.pass(500);
    quota.all(4);
    assertThat(quota.all(-5)).isEqualTo(new QuotaResult(5, Duration.ZERO));
    quota.pass(499);
    assertThat(quota.all(6).amount()).isZero();
    assertThat(quota.all(5).amount()).isEqualTo(5);
    quota.pass(1);
    assertThat(quota.all(5).amount()).as("what was left of the oldest is back").isEqualTo(5);
  }

  @Test
  void releaseOfAnUnknownKeyReleasesNothing() throws Exception {
    var quota = new Fixture(limit(10, 1));
    assertThat(quota.all(-5)).isEqualTo(QuotaResult.NONE);
  }

  @Test
  void smallestAmountReleasesEverything() throws Exception {
    var quota = new Fixture(limit(10, 1));
    quota.all(7);
    assertThat(quota.all(Long.MIN_VALUE).amount()).isEqualTo(7);
    assertThat(quota.all(10).amount()).isEqualTo(10);
  }

  @Test
  void largestLimitDoesNotOverflow() throws Exception {
    var quota = new Fixture(limit(Long.MAX_VALUE, 1));
    assertThat(quota.all(Long.MAX_VALUE - 1).amount()).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(quota.best(5).amount()).isEqualTo(1);
    assertThat(quota.all(1).amount()).isZero();
  }

  @Test
  void negativeLimitGrantsNothing() throws Exception {
    var quota = new Fixture(limit(-3, 0));
    assertThat(quota.all(1).amount()).isZero();
    assertThat(quota.best(1).amount()).isZero();
  }

  @Test
  void eachCombinationOfDimensionsHasItsOwnCounter() throws Exception {
    var quota = new Fixture(limit(1, 5));
    assertThat(quota.all("a", 1).amount()).isEqualTo(1);
    assertThat(quota.all("b", 1).amount()).isEqualTo(1);
    assertThat(quota.all(new String("a"), 1).amount()).isZero();
    assertThat(quota.environment.metric("quota_live_keys")).isEqualTo(2);
  }

  @Test
  void absentDimensionCountsAsEmptyText() throws Exception {
    var quota = new Fixture(limit(1, 5));
    assertThat(quota.all(null, 1).amount()).isEqualTo(1);
    assertThat(quota.all("", 1).amount()).isZero();
  }

  @Test
  void mapDimensionIsComparedByItsText() throws Exception {
    var quota = new Fixture(limit(1, 5));
    assertThat(quota.all(StringMap.of(Map.of("k", "v")), 1).amount()).isEqualTo(1);
    assertThat(quota.all(StringMap.of(Map.of("k", "v")), 1).amount()).isZero();
    assertThat(quota.all(StringMap.of(Map.of("k", "w")), 1).amount()).isEqualTo(1);
  }

  @Test
  void firstMatchingOverrideReplacesAmountAndDuration() throws Exception {
    var quota =
        new Fixture(
            Params.newBuilder()
                .addQuotas(
                    quota(100, 5)
                        .addOverrides(
                            Params.Override.newBuilder()
                                .putDimensions("source", "x")
                                .putDimensions("nowhere", "y")
                                .setMaxAmount(50))
                        .addOverrides(
                            Params.Override.newBuilder()
                                .putDimensions("source", "x")
                                .putDimensions("nowhere", "")
                                .setMaxAmount(2))
                        .addOverrides(
                            Params.Override.newBuilder()
                                .putDimensions("source", "x")
                                .setMaxAmount(70)
                                .setValidDuration(seconds(1)))));
    assertThat(quota.all("x", 3)).isEqualTo(new QuotaResult(0, Duration.ZERO));
    assertThat(quota.all("x", 2)).isEqualTo(new QuotaResult(2, Duration.ZERO));
    assertThat(quota.all("y", 3)).isEqualTo(new QuotaResult(3, FIVE_SECONDS));
  }

  @Test
  void repeatedIdGetsTheFirstAnswerWithTheTimeThatRemains() throws Exception {
    var quota = new Fixture(limit(10, 5));
    assertThat(quota.call("x", "a", 3, false)).isEqualTo(new QuotaResult(3, FIVE_SECONDS));
    quota.pass(700);
    assertThat(quota.call("x", "b", 9, true))
        .as("neither dimensions nor amount are compared")
        .isEqualTo(new QuotaResult(3, Duration.ofMillis(4300)));
    assertThat(quota.all(7).amount()).as("charged once").isEqualTo(7);
    assertThat(quota.environment.metric("quota_repeats_total")).isEqualTo(1);
  }

  @Test
  void refusalsAndReleasesAreRememberedToo() throws Exception {
    var quota = new Fixture(limit(10, 0));
    quota.all(10);
    assertThat(quota.call("refused", "a", 4, false).amount()).isZero();
    assertThat(quota.call("released", "a", -4, false).amount()).isEqualTo(4);
    assertThat(quota.call("released", "a", -4, false).amount()).isEqualTo(4);
    assertThat(quota.call("refused", "a", 4, false).amount()).isZero();
    assertThat(quota.all(5).amount()).as("released once").isZero();
    assertThat(quota.all(4).amount()).isEqualTo(4);
  }

  @Test
  void idIsKnownForOneToTwoPeriods() throws Exception {
    var quota = new Fixture(limit(10, 0));
    quota.pass(900);
    quota.call("x", "a", 1, false);
    quota.pass(1099);
    quota.call("x", "a", 1, false);
    assertThat(quota.best(100).amount()).as("still charged once at 1.999 s").isEqualTo(9);
    quota.all(-5);
    quota.pass(1);
    assertThat(quota.call("x", "a", 2, false).amount()).as("forgotten at 2 s").isEqualTo(2);
  }

  @Test
  void idIsForgottenAfterALongPause() throws Exception {
    var quota = new Fixture(limit(10, 0));
    quota.call("x", "a", 1, false);
    quota.pass(1_000_000);
    assertThat(quota.call("x", "a", 2, false).amount()).isEqualTo(2);
  }

  @Test
  void callsWithoutClientIdAreNotTakenForRepetitions() throws Exception {
    var quota = new Fixture(limit(4, 5));
    for (String id : new String[] {"requestcount", "RequestCount", "", Fixture.NAME}) {
      assertThat(quota.call(id, "a", 1, false).amount()).isEqualTo(1);
    }
    assertThat(quota.call("requestcount", "a", 1, false).amount()).isZero();
  }

  @Test
  void instanceWithoutQuotaIsAnError() throws Exception {
    var quota = new Fixture(limit(4, 5));
    assertThatThrownBy(
            () ->
                quota.handler.handleQuota(
                    new QuotaInstance("other.quota.ns", Dimensions.EMPTY),
                    new QuotaArgs("x", 1, false)))
        .isInstanceOf(AdapterException.class)
        .hasMessageContaining("other.quota.ns");
  }

  @Test
  void sweepReclaimsWindowsWithoutGrants() throws Exception {
    var quota = new Fixture(limit(4, 1));
    quota.all("a", 1);
    quota.pass(600);
    quota.all("b", 1);
    quota.pass(400);
    quota.sweep();
    assertThat(quota.environment.metric("quota_live_keys")).isEqualTo(1);
    assertThat(quota.all("b", 4).amount()).as("the other keeps its grants").isZero();
  }

  @Test
  void fullyReleasedKeyIsReclaimedAtOnce() throws Exception {
    var quota = new Fixture(limit(4, 0));
    quota.all(3);
    quota.all(-3);
    assertThat(quota.environment.metric("quota_live_keys")).isZero();
  }

  @Test
  void keysBeyondTheCapShareOneCounter() throws Exception {
    var quota = new Fixture(new MemquotaAdapter(2), limit(3, 1));
    quota.all("a", 1);
    quota.all("b", 1);
    assertThat(quota.all("c", 2).amount()).isEqualTo(2);
    assertThat(quota.all("d", 2).amount()).as("only one left for all the others").isZero();
    assertThat(quota.all("d", 1).amount()).isEqualTo(1);
    assertThat(quota.all("a", 2).amount()).as("a key that has a counter keeps it").isEqualTo(2);
    assertThat(quota.environment.metric("quota_overflow_total")).isEqualTo(3);
    assertThat(quota.all("c", -1).amount()).isEqualTo(1);
    assertThat(quota.environment.metric("quota_live_keys")).isEqualTo(2);
  }

  @Test
  void keysLeaveTheSharedCounterOnceItIsFree() throws Exception {
    var quota = new Fixture(new MemquotaAdapter(1), limit(3, 1));
    quota.all("a", 1);
    quota.pass(500);
    quota.all("b", 3);
    quota.pass(500);
    quota.sweep();
    assertThat(quota.all("b", 1).amount())
        .as("room for its own counter, but its grants stand in the shared one")
        .isZero();
    quota.pass(500);
    assertThat(quota.all("b", 3).amount()).isEqualTo(3);
    assertThat(quota.environment.metric("quota_live_keys")).isEqualTo(1);
  }

  @Test
  void manyIdsAreForgottenEarlyRatherThanKeptForEver() {
    var metrics = new FakeEnvironment().metrics();
    var repeats = metrics.counter("repeats", "");
    var forgotten = metrics.counter("forgotten", "");
    var log = new QuotaTable.Log(NOPLogger.NOP_LOGGER, repeats, repeats, forgotten);
    var table = new QuotaTable(quota(Long.MAX_VALUE, 0).build(), 1_000_000_000, 10, 0);
    int calls = 40 * SeenIds.MAX_IDS;
    for (int i = 0; i < calls; i++) {
      table.apply(Fixture.source("a"), new QuotaArgs("id" + i, 1, false), 0, log);
    }
    assertThat(forgotten.value()).isPositive();
    assertThat(repeats.value()).isZero();
    var latest = new QuotaArgs("id" + (calls - 1), 9, false);
    assertThat(table.apply(Fixture.source("a"), latest, 0, log).amount())
        .as("the latest is still known")
        .isEqualTo(1);
  }
}
