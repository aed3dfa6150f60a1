package io.keelson.adapter.kit;

import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answer to a check, as a proxy would get it.
 *
 * @param referenced attributes that were read, as {@code source.ip}, and keys of maps, as {@code
 *     request.headers[user]}
 * @param absent attributes and keys that were looked for and not there, written the same way
 * @param directResponse what the proxy answers in place of the service, or null
 * @param grants by quota name; empty where the precondition fails
 */
public record KitCheck(
    Status status,
    Duration validDuration,
    int validUseCount,
    Set<String> referenced,
    Set<String> absent,
    List<Header> requestHeaders,
    List<Header> responseHeaders,
    DirectResponse directResponse,
    Map<String, Grant> grants) {

  public KitCheck {
    referenced = Set.copyOf(referenced);
    absent = Set.copyOf(absent);
    requestHeaders = List.copyOf(requestHeaders);
    responseHeaders = List.copyOf(responseHeaders);
    grants = Map.copyOf(grants);
  }

  /** Whether the request may pass. */
  public boolean isOk() {
    return status.isOk();
  }

  /**
   * Units granted of a quota.
   *
   * @throws IllegalArgumentException for a quota that the answer does not have
   */
  public long granted(String quota) {
    Grant grant = grants.get(quota);
    if (grant == null) {
      throw new IllegalArgumentException(
          "the answer has no quota '" + quota + "', only " + grants.keySet());
    }
    return grant.amount();
  }

  /**
   * A grant.
   *
   * @param amount 0 where the quota is exhausted
   */
  public record Grant(long amount, Duration validDuration) {}

  /** A change of one header. */
  public record Header(Operation operation, String name, String value) {}

  /** How a header changes. */
  public enum Operation {
    REPLACE,
    REMOVE,
    APPEND
  }
}
