package io.keelson.adapters.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.Status;
import io.keelson.adapter.kit.FakeEnvironment;
import io.keelson.adapter.template.listentry.ListEntryInstance;
import io.keelson.attribute.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ListHandlerTest {

  private final ListAdapter adapter = new ListAdapter();

  private Params.Builder config() {
    return adapter.info().defaultConfig().toBuilder();
  }

  private CheckResult check(Params.Builder config, Object value) throws Exception {
    var handler =
        (ListHandler)
            adapter.build(
                new HandlerSpec<>("l.listchecker.ns", config.build(), List.of()),
                new FakeEnvironment());
    return handler.handleListEntry(new ListEntryInstance("i.listentry.ns", value));
  }

  private static CheckResult standard(int code, String message) {
    return new CheckResult(Status.of(code, message), Duration.ofSeconds(300), 10_000);
  }

  private List<String> problems(Params.Builder config) {
    var errors = new ConfigErrors();
    adapter.validate(new HandlerSpec<>("l.listchecker.ns", config.build(), List.of()), errors);
    return errors.list().stream().map(ConfigErrors.ConfigError::toString).toList();
  }

  @Test
  void isFoundAsAServiceUnderItsName() {
    assertThat(ServiceLoader.load(Adapter.class)).hasExactlyElementsOfTypes(ListAdapter.class);
    assertThat(adapter.info().name()).isEqualTo("listchecker");
  }

  @Test
  void whitelistedValuePassesForTheCachingInterval() throws Exception {
    assertThat(check(config().addOverrides("frontend"), "frontend")).isEqualTo(standard(0, ""));
  }

  @Test
  void valueThatIsNotWhitelistedIsDenied() throws Exception {
    assertThat(check(config().addOverrides("frontend"), "sleep"))
        .isEqualTo(standard(7, "sleep is not whitelisted"));
  }

  @Test
  void blacklistedValueIsDeniedAndOthersPass() throws Exception {
    Params.Builder config = config().addOverrides("mallory").setBlacklist(true);

    assertThat(check(config, "mallory")).isEqualTo(standard(7, "mallory is blacklisted"));
    assertThat(check(config, "alice")).isEqualTo(standard(0, ""));
  }

  @Test
  void cachingIsTheOperators() throws Exception {
    Params.Builder config =
        config()
            .addOverrides("a")
            .setCachingInterval(com.google.protobuf.Duration.newBuilder().setNanos(500_000_000))
            .setCachingUseCount(7);

    assertThat(check(config, "a")).isEqualTo(CheckResult.ok(Duration.ofMillis(500), 7));
  }

  @Test
  void addressIsComparedAsTextWithAListOfStrings() throws Exception {
    var address = IpAddress.of(new byte[] {10, 1, 2, 3});

    assertThat(check(config().addOverrides("10.1.2.3"), address)).isEqualTo(standard(0, ""));
    assertThat(check(config(), address)).isEqualTo(standard(7, "10.1.2.3 is not whitelisted"));
  }

  @Test
  void addressListTakesAddressesAndTheirText() throws Exception {
    Params.Builder config =
        config().setEntryType(Params.ListEntryType.IP_ADDRESSES).addOverrides("10.1.0.0/16");

    assertThat(check(config, IpAddress.of(new byte[] {10, 1, 2, 3}))).isEqualTo(standard(0, ""));
    assertThat(check(config, "10.1.2.3")).isEqualTo(standard(0, ""));
    assertThat(check(config, "10.2.2.3")).isEqualTo(standard(7, "10.2.2.3 is not whitelisted"));
    assertThat(check(config, "somebody"))
        .isEqualTo(standard(3, "somebody is not a valid IP address"));
  }

  @Test
  void otherTypesAreInvalidArguments() throws Exception {
    assertThat(check(config(), 5L)).isEqualTo(standard(3, "5 is not a valid string or IP address"));
    assertThat(check(config().setEntryType(Params.ListEntryType.IP_ADDRESSES), true))
        .isEqualTo(standard(3, "true is not a valid string or IP address"));
    assertThat(check(config(), null))
        .isEqualTo(standard(3, "an absent value is not a valid string or IP address"));
  }

  @Test
  void allProblemsAreReportedAtOnceByField() {
    assertThat(
            problems(
                config()
                    .setProviderUrl("lists.example.com/x")
                    .setRefreshInterval(
                        com.google.protobuf.Duration.newBuilder().setNanos(999_999_999))
                    .setTtl(com.google.protobuf.Duration.newBuilder().setNanos(1))
                    .setCachingInterval(com.google.protobuf.Duration.newBuilder().setSeconds(-1))
                    .setCachingUseCount(-1)
                    .setEntryType(Params.ListEntryType.REGEX)
                    .addOverrides("ok")
                    .addOverrides("(")
                    .addOverrides("[")))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly(
            "providerUrl",
            "refreshInterval",
            "ttl",
            "cachingInterval",
            "cachingUseCount",
            "overrides[1]",
            "overrides[2]");
  }

  @Test
  void timesOfFetchingDoNotMatterWithoutAUrl() {
    assertThat(
            problems(
                config()
                    .setRefreshInterval(com.google.protobuf.Duration.getDefaultInstance())
                    .setTtl(com.google.protobuf.Duration.getDefaultInstance())))
        .isEmpty();
  }

  @Test
  void timeToLiveMayEqualTheRefreshInterval() {
    assertThat(
            problems(
                config()
                    .setProviderUrl("https://lists.example.com/x")
                    .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(60))))
        .isEmpty();
  }

  @Test
  void urlsThatCanNotBeFetchedAreRefused() {
    assertThat(problems(config().setProviderUrl("ftp://lists.example.com/x")))
        .containsExactly("providerUrl: can't fetch by 'ftp': use http or https");
    assertThat(problems(config().setProviderUrl("http://")))
        .singleElement()
        .asString()
        .startsWith("providerUrl: ");
    assertThat(problems(config().setProviderUrl("http://exa mple/")))
        .singleElement()
        .asString()
        .startsWith("providerUrl: not a URL");
  }

  @Test
  void entryTypeFromTheFutureIsRefused() {
    assertThat(problems(config().setEntryTypeValue(9)))
        .containsExactly(
            "entryType: 9 is not an entry type: use STRINGS, CASE_INSENSITIVE_STRINGS,"
                + " IP_ADDRESSES or REGEX");
  }
}
