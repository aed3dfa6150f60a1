package io.keelson.mixer.dispatch;

import io.keelson.adapter.Handler;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.References;
import io.keelson.attribute.RequestBag;
import io.keelson.expression.EvaluationException;
import io.keelson.mixer.handler.Failures;
import io.keelson.mixer.handler.GuardedCall;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.routing.ConditionMemo;
import io.keelson.mixer.routing.Destination;
import io.keelson.mixer.routing.Phase;
import io.keelson.mixer.routing.QuotaRoute;
import io.keelson.mixer.routing.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quotas of one check. For each demand, every instance of that short name whose rule matches
 * allocates, and the smallest grant counts; where no rule matches, the quota does not limit this
 * caller. One request, one thread.
 */
final class QuotaRun {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  /** For quotas that do not limit the caller. */
  private static final Duration UNLIMITED_DURATION = Duration.ofSeconds(60);

  private final RoutingTable table;
  private final RequestBag bag;
  private final String deduplicationId;
  private final List<QuotaDemand> demands;
  private final Executor loop;
  private final SessionMeter meter;
  private final ConditionMemo memo;
  private final Map<String, QuotaRoute[]> quotas;
  private final Allocation[] allocations;
  private CheckAnswer answer;
  private CheckListener listener;
  private int pending = 1;

  QuotaRun(
      RoutingTable table,
      RequestBag bag,
      String namespace,
      String deduplicationId,
      List<QuotaDemand> demands,
      Executor loop,
      SessionMeter meter) {
    this.table = table;
    this.bag = bag;
    this.deduplicationId = deduplicationId;
    this.demands = demands;
    this.loop = loop;
    this.meter = meter;
    this.memo = table.newConditionMemo();
    this.quotas = table.routes(Phase.QUOTA, namespace).quotas();
    this.allocations = new Allocation[demands.size()];
  }

  /** One demand and what came of it. */
  private static final class Allocation {
    private References references;
    private QuotaResult smallest;
    private boolean failed;

    void granted(QuotaResult result) {
      if (smallest == null
          || result.amount() < smallest.amount()
          || result.amount() == smallest.amount()
              && result.validDuration().compareTo(smallest.validDuration()) < 0) {
        smallest = result;
      }
    }
  }

  /**
   * @param beforeCheck the references that every quota starts from
   * @param verdict gets the grants
   */
  void start(References beforeCheck, CheckAnswer verdict, CheckListener caller) {
    listener = caller;
    References ofCheck = verdict.references().copy();
    answer =
        new CheckAnswer(
            verdict.status(),
            verdict.validDuration(),
            verdict.validUseCount(),
            ofCheck,
            verdict.requestHeaders(),
            verdict.responseHeaders(),
            verdict.directResponse(),
            List.of());
    for (int i = 0; i < allocations.length; i++) {
      bag.restoreReferences(beforeCheck);
      // Conditions are evaluated again for each quota: the references belong to its own answer.
      memo.clear();
      allocations[i] = new Allocation();
      allocate(demands.get(i), allocations[i]);
      allocations[i].references = bag.references().copy();
    }
    pending--;
    if (pending == 0) {
      finish();
    }
  }

  private void allocate(QuotaDemand demand, Allocation allocation) {
    QuotaRoute[] routes = quotas.get(demand.name());
    if (routes == null) {
      routes = quotas.get(demand.name().toLowerCase(Locale.ROOT));
    }
    if (routes == null) {
      table.unknownQuota(demand.name());
      return;
    }
    int applied = 0;
    for (QuotaRoute route : routes) {
      if (memo.holds(route.group().condition(), bag, route.group().fault())) {
        allocate(demand, allocation, route, applied++);
      }
    }
    meter.session(applied, applied);
  }

  private void allocate(QuotaDemand demand, Allocation allocation, QuotaRoute route, int position) {
    Instance instance;
    try {
      instance = route.route().build(bag, null);
    } catch (EvaluationException noValue) {
      allocation.failed = true;
      return;
    }
    // Several limits of one name are several allocations: a handler must not take one for another's
    // retry.
    String id = deduplicationId + demand.name();
    if (position > 0 && !deduplicationId.isEmpty()) {
      id += "/" + instance.name();
    }
    var args = new QuotaArgs(id, demand.amount(), demand.bestEffort());
    Destination destination = route.destination();
    LiveHandler handler = destination.handler();
    var template = (Template.Quota) destination.template();
    if (!handler.inline()) {
      pending++;
      handler.call(new Call(destination, template, instance, args, allocation));
      return;
    }
    long start = System.nanoTime();
    boolean failed = true;
    try {
      QuotaResult result = template.allocate(handler.usable(), instance, args);
      failed = result == null;
      took(destination, result, allocation);
    } catch (Throwable thrown) {
      failed(destination, Failures.ofCall(thrown), allocation);
    }
    destination.meter().record(System.nanoTime() - start, failed);
  }

  private static void took(Destination destination, QuotaResult result, Allocation allocation) {
    if (result == null) {
      failed(destination, "the handler returned no answer", allocation);
    } else {
      allocation.granted(result);
    }
  }

  private static void failed(Destination destination, String reason, Allocation allocation) {
    LOG.warn("quota not allocated: destination='{}', error='{}'", destination, reason);
    allocation.failed = true;
  }

  private void settle() {
    pending--;
    if (pending == 0) {
      finish();
    }
  }

  private void finish() {
    var grants = new ArrayList<QuotaGrant>(allocations.length);
    for (int i = 0; i < allocations.length; i++) {
      grants.add(grant(demands.get(i), allocations[i]));
    }
    listener.answered(
        new CheckAnswer(
            answer.status(),
            answer.validDuration(),
            answer.validUseCount(),
            answer.references(),
            answer.requestHeaders(),
            answer.responseHeaders(),
            answer.directResponse(),
            grants));
  }

  private static QuotaGrant grant(QuotaDemand demand, Allocation allocation) {
    if (allocation.failed) {
      return new QuotaGrant(demand.name(), 0, Duration.ZERO, allocation.references);
    }
    QuotaResult result = allocation.smallest;
    return result == null
        ? new QuotaGrant(demand.name(), demand.amount(), UNLIMITED_DURATION, allocation.references)
        : new QuotaGrant(
            demand.name(), result.amount(), result.validDuration(), allocation.references);
  }

  private final class Call extends GuardedCall<QuotaResult> {
    private final Destination destination;
    private final Template.Quota template;
    private final Instance instance;
    private final QuotaArgs args;
    private final Allocation allocation;

    Call(
        Destination destination,
        Template.Quota template,
        Instance instance,
        QuotaArgs args,
        Allocation allocation) {
      super(loop, destination.meter());
      this.destination = destination;
      this.template = template;
      this.instance = instance;
      this.args = args;
      this.allocation = allocation;
    }

    @Override
    protected QuotaResult call(Handler handler) throws Exception {
      return template.allocate(handler, instance, args);
    }

    @Override
    protected CompletionStage<QuotaResult> start(Handler handler) {
      return template.allocateAsync(handler, instance, args);
    }

    @Override
    protected void answered(QuotaResult result) {
      took(destination, result, allocation);
      settle();
    }

    @Override
    protected void failed(String reason) {
      QuotaRun.failed(destination, reason, allocation);
      settle();
    }
  }
}
