package io.keelson.mixer.dispatch;

import io.keelson.adapter.Code;
import io.keelson.attribute.RequestBag;
import io.keelson.mixer.handler.Time;
import io.keelson.mixer.meter.Meters;
import io.keelson.mixer.routing.Phase;
import io.keelson.mixer.routing.Routes;
import io.keelson.mixer.routing.RoutingTable;
import java.util.List;
import java.util.concurrent.Executor;

/** Takes requests through generators, rules and handlers. Thread safe. */
public final class Dispatcher {
  private final SessionMeter meter;
  private final CheckCaches caches;

  /**
   * @param checkCacheEntries how many answers to checks are kept; 0 keeps none
   */
  public Dispatcher(Meters meters, Time time, int checkCacheEntries) {
    meter = new SessionMeter(meters);
    caches = checkCacheEntries > 0 ? new CheckCaches(meters, time, checkCacheEntries) : null;
  }

  /**
   * Decides on one request. Call it on the loop; the bag belongs to the dispatcher until the
   * listener is called, and so does the caller's hold on the table.
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
    var ending = new Ending(listener);
    var run = new CheckRun(table, bag, deduplicationId, quotas, loop, ending, meter);
    if (caches == null) {
      ending.guard(run::start);
      return;
    }
    ending.guard(
        () -> {
          if (!caches.answer(table, bag, quotas, run, ending)) {
            run.start();
          }
        });
  }

  /**
   * Hands the elements of one report to the handlers. Threads and ownership as for {@link #check}.
   */
  public void report(
      RoutingTable table, ReportElements elements, Executor loop, ReportListener listener) {
    new ReportRun(table, elements, loop, listener, meter).run();
  }

  /**
   * Runs attribute generators alone, for tools and tests. Threads and ownership as for {@link
   * #check}.
   */
  public void generate(
      RoutingTable table, RequestBag bag, Executor loop, GenerateListener listener) {
    Routes routes = table.routes(Phase.GENERATION, table.namespaceOf(bag));
    var errors = new Aggregate();
    Runnable ended =
        () -> {
          if (errors.isEmpty()) {
            listener.done();
          } else {
            listener.failed(Code.INTERNAL, CheckRun.PREPROCESSING_FAILED + errors.text());
          }
        };
    if (new Generation(table, routes, bag, loop, meter, errors, ended)
        .run(table.newConditionMemo())) {
      ended.run();
    }
  }
}
