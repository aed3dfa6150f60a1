package io.keelson.adapters.list;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.listentry.ListEntryTemplate;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/** Checks values against a list: whitelists and blacklists, inline or from a URL. */
public final class ListAdapter implements Adapter<Params> {

  private static final AdapterInfo<Params> INFO =
      new AdapterInfo<>(
          "listchecker",
          "Checks values against a whitelist or blacklist, inline or fetched from a URL.",
          Params.newBuilder()
              .setRefreshInterval(seconds(60))
              .setTtl(seconds(300))
              .setCachingInterval(seconds(300))
              .setCachingUseCount(10_000)
              .build(),
          List.of(ListEntryTemplate.INSTANCE),
          Execution.NEVER_WAITS);

  private final ListClient.Limits limits;

  public ListAdapter() {
    this(ListClient.Limits.STANDARD);
  }

  ListAdapter(ListClient.Limits limits) {
    this.limits = limits;
  }

  @Override
  public AdapterInfo<Params> info() {
    return INFO;
  }

  @Override
  public void validate(HandlerSpec<Params> spec, ConfigErrors errors) {
    Params config = spec.config();
    if (!config.getProviderUrl().isEmpty()) {
      validateUrl(config.getProviderUrl(), errors);
      Duration refreshInterval = duration(config.getRefreshInterval());
      Duration ttl = duration(config.getTtl());
      if (refreshInterval.compareTo(Duration.ofSeconds(1)) < 0) {
        errors.add("refreshInterval", "must be at least 1s, is " + text(refreshInterval));
      }
      if (ttl.compareTo(refreshInterval) < 0) {
        errors.add(
            "ttl",
            "must be at least as long as refreshInterval (%s), is %s"
                .formatted(text(refreshInterval), text(ttl)));
      }
    }
    if (duration(config.getCachingInterval()).isNegative()) {
      errors.add(
          "cachingInterval",
          "must not be negative, is " + text(duration(config.getCachingInterval())));
    }
    if (config.getCachingUseCount() < 0) {
      errors.add("cachingUseCount", "must not be negative, is " + config.getCachingUseCount());
    }
    if (config.getEntryType() == Params.ListEntryType.UNRECOGNIZED) {
      errors.add(
          "entryType",
          config.getEntryTypeValue()
              + " is not an entry type: use STRINGS, CASE_INSENSITIVE_STRINGS, IP_ADDRESSES or"
              + " REGEX");
      return;
    }
    for (int i = 0; i < config.getOverridesCount(); i++) {
      try {
        Entries.of(config.getEntryType(), List.of(config.getOverrides(i)));
      } catch (Entries.Malformed malformed) {
        errors.add("overrides[" + i + "]", malformed.getMessage());
      }
    }
  }

  private static void validateUrl(String url, ConfigErrors errors) {
    try {
      URI uri = new URI(url);
      if (uri.getScheme() == null || uri.getHost() == null) {
        errors.add(
            "providerUrl",
            "'" + url + "' needs a scheme and a host, such as https://lists.example.com/allowed");
      } else if (!uri.getScheme().equalsIgnoreCase("http")
          && !uri.getScheme().equalsIgnoreCase("https")) {
        errors.add("providerUrl", "can't fetch by '" + uri.getScheme() + "': use http or https");
      }
    } catch (URISyntaxException malformed) {
      errors.add("providerUrl", "not a URL: " + malformed.getMessage());
    }
  }

  @Override
  public Handler build(HandlerSpec<Params> spec, Environment environment) throws Exception {
    Params config = spec.config();
    if (config.getProviderUrl().isEmpty()) {
      Entries entries = Entries.of(config.getEntryType(), config.getOverridesList());
      return new ListHandler(config, () -> entries, () -> {});
    }
    var client = new ListClient(URI.create(config.getProviderUrl()), limits);
    var list = new RemoteList(config, client, environment);
    list.start();
    return new ListHandler(config, list::current, client::close);
  }

  static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private static String text(Duration duration) {
    return io.keelson.attribute.DurationText.format(duration);
  }

  private static com.google.protobuf.Duration seconds(long seconds) {
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).build();
  }
}
