package io.keelson.mixer.door.mixer;

import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import io.keelson.attribute.WireReader;
import io.keelson.attribute.WireWriter;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.HeaderChange;
import io.keelson.mixer.dispatch.QuotaGrant;
import java.time.Duration;
import java.util.List;

/**
 * Writes a {@code CheckResponse}. Fields that clients miss when they are absent are written even
 * where they are empty: the precondition, its status, duration and references, and those of quotas.
 * Used by one thread.
 */
final class CheckResponseWriter {
  /** The longest Duration that protobuf allows, about ten thousand years. */
  private static final long MAX_SECONDS = 315_576_000_000L;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final WireWriter response = new WireWriter(1024);
  private final WireWriter part = new WireWriter(1024);
  private final WireWriter field = new WireWriter(512);
  private final WireWriter entry = new WireWriter(512);

  /**
   * The message; valid until the next call.
   *
   * @param globalWordCount of the request: references use no more of the dictionary than the caller
   *     knows
   */
  WireWriter write(CheckAnswer answer, int globalWordCount) {
    response.reset();
    precondition(answer, globalWordCount);
    response.writeMessage(2, part);
    for (QuotaGrant grant : answer.quotas()) {
      quota(grant, globalWordCount);
      response.writeMessage(3, entry);
    }
    return response;
  }

  private void precondition(CheckAnswer answer, int globalWordCount) {
    part.reset();
    status(answer.status());
    part.writeMessage(1, field);
    boolean reusable = answer.references().cacheable();
    duration(reusable ? answer.validDuration() : Duration.ZERO);
    part.writeMessage(2, field);
    int uses = reusable ? answer.validUseCount() : 0;
    if (uses != 0) {
      part.writeTag(3, WireReader.VARINT);
      part.writeVarint(uses);
    }
    field.reset();
    answer.references().encode(field, globalWordCount);
    part.writeMessage(5, field);
    if (answer.directResponse() != null
        || !answer.requestHeaders().isEmpty()
        || !answer.responseHeaders().isEmpty()) {
      routeDirective(answer);
    }
  }

  private void status(Status status) {
    field.reset();
    if (status.code() != 0) {
      field.writeTag(1, WireReader.VARINT);
      field.writeVarint(status.code());
    }
    if (!status.message().isEmpty()) {
      field.writeString(2, status.message());
    }
  }

  private void duration(Duration duration) {
    field.reset();
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (seconds < 0 && nanos > 0) {
      // Java counts up from the second below, protobuf wants one sign for both.
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    if (seconds >= MAX_SECONDS || seconds <= -MAX_SECONDS) {
      seconds = seconds < 0 ? -MAX_SECONDS : MAX_SECONDS;
      nanos = 0;
    }
    if (seconds != 0) {
      field.writeTag(1, WireReader.VARINT);
      field.writeVarint(seconds);
    }
    if (nanos != 0) {
      field.writeTag(2, WireReader.VARINT);
      field.writeVarint(nanos);
    }
  }

  private void routeDirective(CheckAnswer answer) {
    entry.reset();
    headers(1, answer.requestHeaders());
    headers(2, answer.responseHeaders());
    DirectResponse direct = answer.directResponse();
    if (direct != null) {
      if (direct.code() != 0) {
        entry.writeTag(3, WireReader.VARINT);
        entry.writeVarint(direct.code() & 0xFFFFFFFFL);
      }
      if (!direct.body().isEmpty()) {
        entry.writeString(4, direct.body());
      }
    }
    part.writeMessage(6, entry);
  }

  private void headers(int number, List<HeaderChange> changes) {
    for (HeaderChange change : changes) {
      field.reset();
      if (!change.name().isEmpty()) {
        field.writeString(1, change.name());
      }
      if (!change.value().isEmpty()) {
        field.writeString(2, change.value());
      }
      int operation = number(change.operation());
      if (operation != 0) {
        field.writeTag(3, WireReader.VARINT);
        field.writeVarint(operation);
      }
      entry.writeMessage(number, field);
    }
  }

  private static int number(RuleConfig.Operation operation) {
    return switch (operation) {
      case REPLACE -> 0;
      case REMOVE -> 1;
      case APPEND -> 2;
    };
  }

  /** Leaves the map entry in {@link #entry}. */
  private void quota(QuotaGrant grant, int globalWordCount) {
    boolean reusable = grant.references().cacheable();
    part.reset();
    duration(reusable ? grant.validDuration() : Duration.ZERO);
    part.writeMessage(1, field);
    if (grant.amount() != 0) {
      part.writeTag(2, WireReader.VARINT);
      part.writeVarint(grant.amount());
    }
    field.reset();
    grant.references().encode(field, globalWordCount);
    part.writeMessage(5, field);
    entry.reset();
    entry.writeString(1, grant.name());
    entry.writeMessage(2, part);
  }
}
