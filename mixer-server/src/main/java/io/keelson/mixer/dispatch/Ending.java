package io.keelson.mixer.dispatch;

import io.keelson.adapter.Code;
import io.keelson.mixer.handler.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a check ends once, and that it ends where the dispatcher itself fails. One
 * thread.
 */
final class Ending implements CheckListener {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  private final CheckListener caller;
  private boolean ended;

  Ending(CheckListener caller) {
    this.caller = caller;
  }

  @Override
  public void answered(CheckAnswer answer) {
    if (!ended) {
      ended = true;
      caller.answered(answer);
    }
  }

  @Override
  public void failed(int grpcCode, String message) {
    if (!ended) {
      ended = true;
      caller.failed(grpcCode, message);
    }
  }

  /**
   * Whether the caller has heard: what still comes in is for nobody, and the bag is not ours any
   * more.
   */
  boolean ended() {
    return ended;
  }

  /** Takes a step; what it throws ends the check. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("a check failed in the dispatcher", thrown);
      failed(Code.INTERNAL, "performing check operation failed: " + Failures.text(thrown));
    }
  }
}
