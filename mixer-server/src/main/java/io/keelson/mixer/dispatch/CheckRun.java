package io.keelson.mixer.dispatch;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Handler;
import io.keelson.adapter.template.CheckOutput;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.References;
import io.keelson.attribute.RequestBag;
import io.keelson.config.snapshot.RuleConfig;
import io.keelson.expression.EvaluationException;
import io.keelson.mixer.handler.Failures;
import io.keelson.mixer.handler.GuardedCall;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.routing.ConditionMemo;
import io.keelson.mixer.routing.Destination;
import io.keelson.mixer.routing.HeaderGroup;
import io.keelson.mixer.routing.InstanceGroup;
import io.keelson.mixer.routing.Phase;
import io.keelson.mixer.routing.Route;
import io.keelson.mixer.routing.Routes;
import io.keelson.mixer.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One check: generators, then the handlers of the rules that match, then header operations, then
 * quotas.
 *
 * <p>Everything here happens on the caller's loop. Where all handlers answer on the loop it is one
 * pass without a hop; where one does not, {@code pending} counts the answers that are out, and the
 * last one in goes on. Answers have their slots in the order of the table, so the verdict does not
 * hang on who was faster.
 */
final class CheckRun {
  static final String PREPROCESSING_FAILED = "preprocessing attributes failed: ";
  private static final CheckCacheHook NOT_CACHED = answer -> {};

  private final RoutingTable table;
  private final RequestBag bag;
  private final String deduplicationId;
  private final List<QuotaDemand> demands;
  private final Executor loop;
  private final Ending listener;
  private final SessionMeter meter;
  private final ConditionMemo memo;
  private CheckCacheHook cache = NOT_CACHED;
  private Aggregate errors;
  private References beforeCheck;
  private String namespace;
  private Routes routes;
  private Object[] outcomes;
  private Destination[] destinations;
  private Route[] origins;
  private int slots;
  private int pending;

  /** Offered every verdict that came out without failures, before quotas. */
  @FunctionalInterface
  interface CheckCacheHook {
    void computed(CheckAnswer answer);
  }

  CheckRun(
      RoutingTable table,
      RequestBag bag,
      String deduplicationId,
      List<QuotaDemand> demands,
      Executor loop,
      Ending listener,
      SessionMeter meter) {
    this.table = table;
    this.bag = bag;
    this.deduplicationId = deduplicationId;
    this.demands = demands;
    this.loop = loop;
    this.listener = listener;
    this.meter = meter;
    this.memo = table.newConditionMemo();
  }

  void offerTo(CheckCacheHook hook) {
    cache = hook;
  }

  void start() {
    namespace = table.namespaceOf(bag);
    if (table.has(Phase.GENERATION)) {
      Routes generators = table.routes(Phase.GENERATION, namespace);
      if (generators.instances() > 0) {
        errors = new Aggregate();
        var generation =
            new Generation(
                table, generators, bag, loop, meter, errors, () -> listener.guard(this::generated));
        if (!generation.run(memo)) {
          return;
        }
        generated();
        return;
      }
    }
    check();
  }

  private void generated() {
    if (!errors.isEmpty()) {
      listener.failed(Code.INTERNAL, PREPROCESSING_FAILED + errors.text());
      return;
    }
    // What follows sees generated attributes, too: conditions may come out differently now.
    memo.clear();
    namespace = table.namespaceOf(bag);
    check();
  }

  private void check() {
    if (!demands.isEmpty()) {
      beforeCheck = bag.references().copy();
    }
    routes = table.routes(Phase.CHECK, namespace);
    int most = routes.instances();
    int groups = 0;
    if (most > 0) {
      outcomes = new Object[most];
      destinations = new Destination[most];
      origins = new Route[most];
      pending = 1;
      for (Destination destination : routes.destinations()) {
        for (InstanceGroup group : destination.groups()) {
          if (memo.holds(group.condition(), bag, group.fault())) {
            groups++;
            for (Route route : group.routes()) {
              dispatch(destination, route);
            }
          }
        }
      }
      pending--;
    }
    meter.session(groups, slots);
    if (pending == 0) {
      combine();
    }
  }

  private void dispatch(Destination destination, Route route) {
    int slot = slots++;
    destinations[slot] = destination;
    origins[slot] = route;
    Instance instance;
    try {
      instance = route.build(bag, null);
    } catch (EvaluationException noValue) {
      outcomes[slot] = new Failure(noValue.getMessage());
      return;
    }
    LiveHandler handler = destination.handler();
    if (!handler.inline()) {
      pending++;
      handler.call(call(destination, instance, slot));
      return;
    }
    long start = System.nanoTime();
    boolean failed = true;
    try {
      Object outcome = answer(destination.template(), handler.usable(), instance);
      outcomes[slot] = outcome;
      failed = outcome == null;
    } catch (Throwable thrown) {
      outcomes[slot] = new Failure(Failures.ofCall(thrown));
    }
    destination.meter().record(System.nanoTime() - start, failed);
  }

  private static Object answer(Template template, Handler handler, Instance instance)
      throws Exception {
    if (template instanceof Template.Check check) {
      return check.check(handler, instance);
    }
    return ((Template.CheckWithOutput) template).check(handler, instance);
  }

  private GuardedCall<?> call(Destination destination, Instance instance, int slot) {
    return destination.template() instanceof Template.Check check
        ? new PlainCall(destination, check, instance, slot)
        : new OutputCall(
            destination, (Template.CheckWithOutput) destination.template(), instance, slot);
  }

  private void settle(int slot, Object outcome) {
    outcomes[slot] = outcome;
    pending--;
    if (pending == 0 && !listener.ended()) {
      listener.guard(this::combine);
    }
  }

  private void combine() {
    var combination = new Combination();
    Aggregate failures = null;
    for (int slot = 0; slot < slots; slot++) {
      Object outcome = outcomes[slot];
      String handler = destinations[slot].handler().name();
      if (outcome instanceof CheckResult result) {
        combination.add(result, handler);
      } else if (outcome instanceof CheckOutput output && output.result() != null) {
        combination.add(output.result(), handler);
        keepOutputs(origins[slot], output);
      } else {
        failures = failures == null ? new Aggregate() : failures;
        failures.add(
            outcome instanceof Failure failure
                ? failure.reason()
                : "handler '" + handler + "' returned no answer");
      }
    }
    if (failures != null) {
      listener.failed(Code.INTERNAL, "performing check operation failed: " + failures.text());
      return;
    }
    finish(combination);
  }

  /** Into the hidden attributes that header operations read; the first writer wins. */
  private void keepOutputs(Route route, CheckOutput output) {
    if (output.outputs() == null) {
      return;
    }
    for (Map.Entry<String, Attribute> target : route.outputs().entrySet()) {
      int slot = target.getValue().slot();
      if (!bag.contains(slot)) {
        bag.put(slot, output.outputs().values().get(target.getKey()));
      }
    }
  }

  private void finish(Combination combination) {
    List<HeaderChange> request = List.of();
    List<HeaderChange> response = List.of();
    DirectResponse direct = combination.directResponse();
    if (combination.ok()) {
      if (routes.headers().length > 0) {
        request = new ArrayList<>();
        response = new ArrayList<>();
        for (HeaderGroup group : routes.headers()) {
          if (memo.holds(group.condition(), bag, group.fault())) {
            change(group.request(), group, request);
            change(group.response(), group, response);
          }
        }
      }
    } else if (direct != null) {
      response = headersOf(direct);
      direct = new DirectResponse(direct.code(), direct.body(), Map.of());
    }
    var answer =
        new CheckAnswer(
            combination.status(),
            combination.duration(),
            combination.uses(),
            bag.references(),
            request,
            response,
            direct,
            List.of());
    cache.computed(answer);
    if (demands.isEmpty() || !combination.ok()) {
      listener.answered(answer);
    } else {
      new QuotaRun(table, bag, namespace, deduplicationId, demands, loop, meter)
          .start(beforeCheck, answer, listener);
    }
  }

  private void change(
      RuleConfig.HeaderOperation[] operations, HeaderGroup group, List<HeaderChange> changes) {
    for (RuleConfig.HeaderOperation operation : operations) {
      if (operation.operation() == RuleConfig.Operation.REMOVE) {
        changes.add(new HeaderChange(operation.name(), "", operation.operation()));
        continue;
      }
      try {
        var value = (String) operation.value().evaluate(bag);
        if (!value.isEmpty()) {
          changes.add(new HeaderChange(operation.name(), value, operation.operation()));
        }
      } catch (EvaluationException noValue) {
        group.valueFault().report(noValue.getMessage());
      } catch (RuntimeException | StackOverflowError unexpected) {
        group.valueFault().report("unexpected failure: " + unexpected);
      }
    }
  }

  private static List<HeaderChange> headersOf(DirectResponse direct) {
    var changes = new ArrayList<HeaderChange>();
    new TreeMap<>(direct.headers())
        .forEach(
            (name, value) ->
                changes.add(new HeaderChange(name, value, RuleConfig.Operation.REPLACE)));
    return changes;
  }

  private abstract class SlotCall<R> extends GuardedCall<R> {
    final Instance instance;
    private final int slot;

    SlotCall(Destination destination, Instance instance, int slot) {
      super(loop, destination.meter());
      this.instance = instance;
      this.slot = slot;
    }

    @Override
    protected final void answered(R result) {
      settle(slot, result);
    }

    @Override
    protected final void failed(String reason) {
      settle(slot, new Failure(reason));
    }
  }

  private final class PlainCall extends SlotCall<CheckResult> {
    private final Template.Check template;

    PlainCall(Destination destination, Template.Check template, Instance instance, int slot) {
      super(destination, instance, slot);
      this.template = template;
    }

    @Override
    protected CheckResult call(Handler handler) throws Exception {
      return template.check(handler, instance);
    }

    @Override
    protected CompletionStage<CheckResult> start(Handler handler) {
      return template.checkAsync(handler, instance);
    }
  }

  private final class OutputCall extends SlotCall<CheckOutput> {
    private final Template.CheckWithOutput template;

    OutputCall(
        Destination destination, Template.CheckWithOutput template, Instance instance, int slot) {
      super(destination, instance, slot);
      this.template = template;
    }

    @Override
    protected CheckOutput call(Handler handler) throws Exception {
      return template.check(handler, instance);
    }

    @Override
    protected CompletionStage<CheckOutput> start(Handler handler) {
      return template.checkAsync(handler, instance);
    }
  }
}
