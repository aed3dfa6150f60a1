package io.keelson.adapters.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.adapter.AdapterException;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists from a real HTTP server, in a time that the test moves. */
class RemoteListTest {

  private static final ListClient.Limits LIMITS =
      new ListClient.Limits(
          Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(300), 64);

  /** For servers that do answer: the test must not fail because the machine is slow. */
  private static final ListClient.Limits PATIENT =
      new ListClient.Limits(
          Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), 64);

  private final FakeEnvironment environment = new FakeEnvironment();
  private Provider provider;
  private ListHandler handler;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new Provider();
  }

  @AfterEach
  void closeAll() {
    if (handler != null) {
      handler.close();
    }
    environment.close();
    provider.close();
  }

  private Params.Builder config() {
    return Params.newBuilder()
        .setProviderUrl(provider.url())
        .setRefreshInterval(seconds(60))
        .setTtl(seconds(300))
        .setCachingInterval(seconds(300))
        .setCachingUseCount(10_000);
  }

  private static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }

  private void build(Params.Builder config, ListClient.Limits limits) throws Exception {
    handler =
        (ListHandler)
            new ListAdapter(limits)
                .build(
                    new HandlerSpec<>("l.listchecker.ns", config.build(), List.of()), environment);
  }

  private int codeFor(String value) throws AdapterException {
    return handler.handleListEntry(new ListEntryInstance("i.listentry.ns", value)).status().code();
  }

  @Test
  void listIsThereAsSoonAsTheHandlerIs() throws Exception {
    build(withBody("alice\n\nbob"), PATIENT);

    assertThat(codeFor("alice")).isZero();
    assertThat(codeFor("bob")).isZero();
    assertThat(codeFor("")).isEqualTo(7);
    assertThat(codeFor("carol")).isEqualTo(7);
    assertThat(environment.metric("list_entries")).isEqualTo(2);
  }

  private Params.Builder withBody(String body) {
    provider.serves(body);
    return config();
  }

  @Test
  void overridesAreAddedToWhatIsFetched() throws Exception {
    build(withBody("alice").addOverrides("root"), PATIENT);

    assertThat(codeFor("alice")).isZero();
    assertThat(codeFor("root")).isZero();
  }

  @Test
  void carriageReturnsAreKept() throws Exception {
    build(withBody("alice\r\nbob"), PATIENT);

    assertThat(codeFor("alice")).isEqualTo(7);
    assertThat(codeFor("alice\r")).isZero();
  }

  @Test
  void newListIsUsedAfterTheRefreshInterval() throws Exception {
    build(withBody("alice"), PATIENT);
    provider.serves("bob");

    environment.advance(Duration.ofSeconds(59));
    assertThat(codeFor("alice")).isZero();
    environment.advance(Duration.ofSeconds(2));
    assertThat(codeFor("alice")).isEqualTo(7);
    assertThat(codeFor("bob")).isZero();
    assertThat(environment.metric("list_fetches")).isEqualTo(2);
  }

  @Test
  void entityTagSavesTheSecondTransferAndKeepsTheListFresh() throws Exception {
    provider.servesTagged("alice", "\"v1\"");
    build(config().setTtl(seconds(100)), PATIENT);
    environment.advance(Duration.ofSeconds(205));

    assertThat(provider.conditions()).containsExactly("", "\"v1\"", "\"v1\"", "\"v1\"");
    assertThat(codeFor("alice")).isZero();
    assertThat(environment.metric("list_fetch_failures")).isZero();
  }

  @Test
  void changedListUnderANewEntityTagIsInstalled() throws Exception {
    provider.servesTagged("alice", "\"v1\"");
    build(config(), PATIENT);
    provider.servesTagged("bob", "\"v2\"");
    environment.advance(Duration.ofSeconds(61));

    assertThat(codeFor("bob")).isZero();
    assertThat(codeFor("alice")).isEqualTo(7);
  }

  @Test
  void unaskedNotModifiedIsAFailure() throws Exception {
    provider.answersStatus(304);
    build(config(), PATIENT);

    assertThatThrownBy(() -> codeFor("alice")).hasMessageContaining("HTTP status 304");
  }

  @Test
  void failingProviderLeavesTheListInUseUntilItsTimeToLive() throws Exception {
    build(withBody("alice").setTtl(seconds(100)), PATIENT);
    provider.answersStatus(500);

    environment.advance(Duration.ofSeconds(99));
    assertThat(codeFor("alice")).isZero();
    assertThat(environment.metric("list_fetch_failures")).isPositive();

    environment.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> codeFor("alice"))
        .isInstanceOf(AdapterException.class)
        .hasMessage("could not fetch list from " + provider.url() + ": HTTP status 500");
    assertThat(environment.metric("list_purges")).isEqualTo(1);
    assertThat(environment.metric("list_entries")).isZero();
  }

  @Test
  void purgedListIsFetchedAnewWithoutACondition() throws Exception {
    provider.servesTagged("alice", "\"v1\"");
    build(config().setTtl(seconds(61)), PATIENT);
    provider.answersStatus(500);
    environment.advance(Duration.ofSeconds(200));
    provider.servesTagged("alice", "\"v1\"");
    environment.advance(Duration.ofSeconds(60));

    assertThat(provider.conditions().getLast()).isEmpty();
    assertThat(codeFor("alice")).isZero();
  }

  @Test
  void failureIsRetriedSoonAndThenLessAndLessOften() throws Exception {
    provider.answersStatus(503);
    build(config(), PATIENT);
    assertThat(environment.metric("list_fetches")).isEqualTo(1);

    environment.advance(Duration.ofSeconds(1));
    assertThat(environment.metric("list_fetches")).isEqualTo(2);
    environment.advance(Duration.ofSeconds(1));
    assertThat(environment.metric("list_fetches")).isEqualTo(2);
    environment.advance(Duration.ofSeconds(1));
    assertThat(environment.metric("list_fetches")).isEqualTo(3);
    // 1+2+4+8+16+32 s after the first, and from then on one in 60 s.
    environment.advance(Duration.ofSeconds(60 + 600));
    assertThat(environment.metric("list_fetches")).isEqualTo(7 + 10);

    provider.serves("alice");
    environment.advance(Duration.ofSeconds(60));
    assertThat(codeFor("alice")).isZero();
  }

  @Test
  void providerThatNeverAnswersCostsABoundedTime() throws Exception {
    provider.neverAnswers();
    build(config(), LIMITS);

    assertThatThrownBy(() -> codeFor("alice")).hasMessageContaining("answer within 300 ms");
  }

  @Test
  void answerThatNeverEndsCostsABoundedTime() throws Exception {
    provider.neverEndsItsAnswer();
    build(config(), new ListClient.Limits(LIMITS.connect(), LIMITS.fetch(), LIMITS.first(), 4096));

    assertThatThrownBy(() -> codeFor("alice")).hasMessageContaining("answer within 300 ms");
  }

  @Test
  void answerBeyondTheLimitIsRefusedAndTheOldListStays() throws Exception {
    build(withBody("alice"), PATIENT);
    provider.serves("x".repeat(65));
    environment.advance(Duration.ofSeconds(61));

    assertThat(codeFor("alice")).isZero();
    assertThat(environment.metric("list_fetch_failures")).isPositive();
    environment.advance(Duration.ofSeconds(300));
    assertThatThrownBy(() -> codeFor("alice"))
        .hasMessageEndingWith("the answer is longer than 64 bytes");
  }

  @Test
  void redirectsAreFollowed() throws Exception {
    provider.redirectsOnceTo("/elsewhere", "alice");
    build(config(), PATIENT);

    assertThat(codeFor("alice")).isZero();
  }

  @Test
  void oneMalformedEntryRejectsTheWholeNewList() throws Exception {
    build(
        withBody("whitelist: [10.0.0.0/8]").setEntryType(Params.ListEntryType.IP_ADDRESSES),
        PATIENT);
    provider.serves("whitelist: [192.168.0.0/16, 10.1.2]");
    environment.advance(Duration.ofSeconds(61));

    assertThat(codeFor("10.1.1.1")).isZero();
    assertThat(codeFor("192.168.1.1")).isEqualTo(7);
    environment.advance(Duration.ofSeconds(300));
    assertThatThrownBy(() -> codeFor("10.1.1.1"))
        .hasMessageContaining("'10.1.2' is neither an IP address nor a CIDR");
  }

  @Test
  void nobodyListeningIsSaidSo() throws Exception {
    Params.Builder config = config();
    provider.close();
    build(config, PATIENT);

    assertThatThrownBy(() -> codeFor("alice"))
        .hasMessageStartingWith("could not fetch list from " + config.getProviderUrl())
        .hasMessageContaining("can't connect to 127.0.0.1:");
  }

  @Test
  void timeToLiveAsShortAsTheRefreshIntervalNeverLeavesAGap() throws Exception {
    build(withBody("alice").setRefreshInterval(seconds(1)).setTtl(seconds(1)), PATIENT);

    for (int i = 0; i < 50; i++) {
      environment.advance(Duration.ofMillis(250));
      assertThat(codeFor("alice")).isZero();
    }
  }

  @Test
  void expiredListIsNotUsedEvenBeforeATickPurgesIt() throws Exception {
    build(withBody("alice").setRefreshInterval(seconds(60)).setTtl(seconds(60)), PATIENT);
    provider.answersStatus(500);
    environment.advance(Duration.ofMillis(59_400));
    assertThat(codeFor("alice")).isZero();
    environment.advance(Duration.ofMillis(700));

    assertThatThrownBy(() -> codeFor("alice")).hasMessageContaining("HTTP status 500");
  }
}
