package io.keelson.mixer.dispatch;

import io.keelson.adapter.Handler;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.expression.EvaluationException;
import io.keelson.mixer.handler.Failures;
import io.keelson.mixer.handler.GuardedCall;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.routing.ConditionMemo;
import io.keelson.mixer.routing.Destination;
import io.keelson.mixer.routing.InstanceGroup;
import io.keelson.mixer.routing.Route;
import io.keelson.mixer.routing.Routes;
import io.keelson.mixer.routing.RoutingTable;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One run of the attribute generators over one bag. They run side by side and see the request only,
 * never each other. What they say is merged in the order of the handlers' names: attributes of the
 * request win, then the first handler. One request, one thread; a new object a run.
 */
final class Generation {
  private final RoutingTable table;
  private final Routes routes;
  private final RequestBag bag;
  private final Executor loop;
  private final SessionMeter meter;
  private final Aggregate errors;
  private final Runnable then;
  private final Object[] outcomes;
  private final Route[] origins;
  private final Destination[] destinations;
  private int slots;
  private int pending = 1;
  private boolean left;

  /**
   * @param errors gets what goes wrong
   * @param then runs on the loop when a run that did not finish at once has finished
   */
  Generation(
      RoutingTable table,
      Routes routes,
      RequestBag bag,
      Executor loop,
      SessionMeter meter,
      Aggregate errors,
      Runnable then) {
    this.table = table;
    this.routes = routes;
    this.bag = bag;
    this.loop = loop;
    this.meter = meter;
    this.errors = errors;
    this.then = then;
    this.outcomes = new Object[routes.instances()];
    this.origins = new Route[routes.instances()];
    this.destinations = new Destination[routes.instances()];
  }

  /** Calls the generators; true where all have answered, else {@code then} will run. */
  boolean run(ConditionMemo memo) {
    int groups = 0;
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
    meter.session(groups, slots);
    pending--;
    if (pending > 0) {
      left = true;
      return false;
    }
    merge();
    return true;
  }

  private void dispatch(Destination destination, Route route) {
    int slot = slots++;
    origins[slot] = route;
    destinations[slot] = destination;
    Instance instance;
    try {
      instance = route.build(bag, null);
    } catch (EvaluationException noValue) {
      outcomes[slot] = new Failure(noValue.getMessage());
      return;
    }
    LiveHandler handler = destination.handler();
    var template = (Template.Generator) destination.template();
    if (!handler.inline()) {
      pending++;
      handler.call(new Call(destination, template, instance, slot));
      return;
    }
    long start = System.nanoTime();
    boolean failed = true;
    try {
      Outputs outputs = template.generate(handler.usable(), instance);
      failed = outputs == null;
      outcomes[slot] = failed ? noAnswer(destination) : outputs;
    } catch (Throwable thrown) {
      outcomes[slot] = new Failure(Failures.ofCall(thrown));
    }
    destination.meter().record(System.nanoTime() - start, failed);
  }

  private static Failure noAnswer(Destination destination) {
    return new Failure("handler '" + destination.handler().name() + "' returned no answer");
  }

  private void settle(int slot, Object outcome) {
    outcomes[slot] = outcome;
    pending--;
    if (pending == 0 && left) {
      merge();
      then.run();
    }
  }

  private void merge() {
    var values = new Object[slots][];
    for (int slot = 0; slot < slots; slot++) {
      switch (outcomes[slot]) {
        case Failure failure -> errors.add(failure.reason());
        case Outputs outputs -> values[slot] = bind(slot, outputs);
        case null, default -> errors.add(noAnswer(destinations[slot]).reason());
      }
    }
    for (int slot = 0; slot < slots; slot++) {
      if (values[slot] != null) {
        Route.BindingRoute[] bindings = origins[slot].bindings();
        for (int i = 0; i < bindings.length; i++) {
          int target = bindings[i].binding().target().slot();
          // Reading, not asking: whether the request has the attribute decides, so it is a
          // reference.
          if (values[slot][i] != null && bag.get(target) == null) {
            bag.put(target, values[slot][i]);
          }
        }
      }
    }
  }

  /** Each binding stands for itself: one without a value leaves its attribute unset. */
  private Object[] bind(int slot, Outputs outputs) {
    var template = (Template.Generator) destinations[slot].template();
    Map<String, Attribute> slotsOfOutputs = table.outputSlots(template);
    Map<String, Object> given = outputs.values();
    slotsOfOutputs.forEach((name, attribute) -> bag.put(attribute.slot(), given.get(name)));
    Route.BindingRoute[] bindings = origins[slot].bindings();
    var values = new Object[bindings.length];
    for (int i = 0; i < bindings.length; i++) {
      try {
        values[i] = bindings[i].binding().value().evaluate(bag);
      } catch (EvaluationException noValue) {
        bindings[i].fault().report(noValue.getMessage());
      } catch (RuntimeException | StackOverflowError unexpected) {
        bindings[i].fault().report("unexpected failure: " + unexpected);
      }
    }
    slotsOfOutputs.forEach((name, attribute) -> bag.put(attribute.slot(), null));
    return values;
  }

  private final class Call extends GuardedCall<Outputs> {
    private final Destination destination;
    private final Template.Generator template;
    private final Instance instance;
    private final int slot;

    Call(Destination destination, Template.Generator template, Instance instance, int slot) {
      super(loop, destination.meter());
      this.destination = destination;
      this.template = template;
      this.instance = instance;
      this.slot = slot;
    }

    @Override
    protected Outputs call(Handler handler) throws Exception {
      return template.generate(handler, instance);
    }

    @Override
    protected CompletionStage<Outputs> start(Handler handler) {
      return template.generateAsync(handler, instance);
    }

    @Override
    protected void answered(Outputs outputs) {
      settle(slot, outputs == null ? noAnswer(destination) : outputs);
    }

    @Override
    protected void failed(String reason) {
      settle(slot, new Failure(reason));
    }
  }
}
