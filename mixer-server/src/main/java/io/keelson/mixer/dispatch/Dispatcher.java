package io.keelson.mixer.dispatch;

import io.keelson.attribute.RequestBag;
import io.keelson.mixer.routing.RoutingTable;
import java.util.List;
import java.util.concurrent.Executor;

/** Takes requests through generators, rules and handlers. Thread safe. */
public final class Dispatcher {

  /**
   * Decides on one request. Call it on the loop; the bag belongs to the dispatcher until the listener is
   * called, and so does the caller's hold on the table.
   *
   * @param bag tracks references; of the table's vocabulary
   * @param loop runs tasks on the thread of this call
   */
  public void check(
      RoutingTable table,
      RequestBag bag,
      String deduplicationId,
      List<QuotaDemand> quotas,
      Executor loop,
      CheckListener listener) {
    listener.failed(12, "not wired yet");
  }

  /** Hands the elements of one report to the handlers. Threads and ownership as for {@link #check}. */
  public void report(
      RoutingTable table, ReportElements elements, Executor loop, ReportListener listener) {
    listener.failed(12, "not wired yet");
  }
}
