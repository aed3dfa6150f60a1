package io.keelson.adapter;

import java.time.Duration;

/**
 * What a handler says to a check.
 *
 * @param validDuration how long the answer may be reused
 * @param validUseCount how often the answer may be reused
 */
public record CheckResult(Status status, Duration validDuration, int validUseCount) {

  /** No opinion: OK, without a say in how long the answer holds. */
  public static final CheckResult NO_OPINION = new CheckResult(Status.OK, Duration.ZERO, 0);

  public static CheckResult ok(Duration validDuration, int validUseCount) {
    return new CheckResult(Status.OK, validDuration, validUseCount);
  }

  public boolean isNoOpinion() {
    return status.isOk() && validUseCount == 0 && validDuration.isZero();
  }
}
