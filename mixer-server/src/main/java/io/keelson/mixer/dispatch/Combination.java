package io.keelson.mixer.dispatch;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import java.time.Duration;

/**
 * Many handlers' answers, made one. They are added in the order of the table, whatever the order in
 * which they arrived: the first that fails gives the code and the direct response, all that fail
 * give their messages, the shortest validity counts. One request, one thread.
 */
final class Combination {
  static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);
  static final int DEFAULT_USES = 10_000;

  private int code;
  private StringBuilder message;
  private DirectResponse directResponse;
  private Duration duration;
  private int uses;

  void add(CheckResult result, String handler) {
    Status status = result.status();
    if (!status.isOk()) {
      addFailing(status, handler);
    } else if (result.isNoOpinion()) {
      return;
    }
    Duration valid = result.validDuration().isNegative() ? Duration.ZERO : result.validDuration();
    if (duration == null) {
      duration = valid;
      uses = result.validUseCount();
      return;
    }
    if (valid.compareTo(duration) < 0) {
      duration = valid;
    }
    uses = fewer(uses, result.validUseCount());
  }

  private void addFailing(Status status, String handler) {
    if (message == null) {
      code = status.code();
      directResponse = status.directResponse();
      message = new StringBuilder();
    } else {
      message.append(", ");
    }
    message.append(handler).append(':').append(status.message());
  }

  /** A negative count is without limit. */
  private static int fewer(int one, int other) {
    if (one < 0) {
      return other;
    }
    return other < 0 ? one : Math.min(one, other);
  }

  Status status() {
    return message == null ? Status.OK : new Status(code, message.toString(), null);
  }

  boolean ok() {
    return message == null;
  }

  /** With its code as HTTP status, or null. */
  DirectResponse directResponse() {
    if (directResponse == null || directResponse.code() != 0) {
      return directResponse;
    }
    return new DirectResponse(HttpCode.of(code), directResponse.body(), directResponse.headers());
  }

  Duration duration() {
    return duration == null ? DEFAULT_DURATION : duration;
  }

  int uses() {
    return duration == null ? DEFAULT_USES : uses;
  }
}
