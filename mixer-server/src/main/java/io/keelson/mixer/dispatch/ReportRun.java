package io.keelson.mixer.dispatch;

import io.keelson.adapter.Code;
import io.keelson.adapter.Handler;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.config.snapshot.SharedDimensions;
import io.keelson.expression.EvaluationException;
import io.keelson.mixer.handler.Failures;
import io.keelson.mixer.handler.GuardedCall;
import io.keelson.mixer.handler.LiveHandler;
import io.keelson.mixer.routing.ConditionMemo;
import io.keelson.mixer.routing.Destination;
import io.keelson.mixer.routing.InstanceGroup;
import io.keelson.mixer.routing.Phase;
import io.keelson.mixer.routing.Route;
import io.keelson.mixer.routing.Routes;
import io.keelson.mixer.routing.RoutingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One report. Element by element: decode, generate, build the instances of the rules that match
 * into a buffer a destination; at the end each destination gets its buffer in one call. One bag,
 * one memo and one set of shared maps serve all elements. A long report gives the loop back now and
 * then.
 */
final class ReportRun {
  private static final Logger LOG = LoggerFactory.getLogger("default");

  /** Other requests wait no longer than this for their turn. */
  private static final long TURN_NANOS = 1_000_000;

  /** After so many elements it looks at the clock. */
  private static final int CLOCK_INTERVAL = 8;

  /**
   * A small message can hold very many elements: a buffer that has grown to this goes out early.
   */
  private static final int BUFFER_LIMIT = 8192;

  private static final String INVALID =
      "request could not be processed due to invalid attributes: ";

  private final RoutingTable table;
  private final ReportElements elements;
  private final Executor loop;
  private final ReportListener listener;
  private final SessionMeter meter;
  private final SessionMeter.Tally tally;
  private final RequestBag bag;
  private final ConditionMemo memo;
  private final SharedDimensions shared;
  private final List<Instance>[] buffers;
  private final Destination[] destinations;
  private final Aggregate errors = new Aggregate();
  private final boolean generates;
  private Aggregate elementErrors;
  private int pending = 1;
  private boolean ended;

  ReportRun(
      RoutingTable table,
      ReportElements elements,
      Executor loop,
      ReportListener listener,
      SessionMeter meter) {
    this.table = table;
    this.elements = elements;
    this.loop = loop;
    this.listener = listener;
    this.meter = meter;
    this.tally = meter.new Tally();
    this.bag = new RequestBag(table.vocabulary(), false);
    this.memo = table.newConditionMemo();
    this.shared = table.newSharedDimensions();
    this.buffers = newBuffers(table.destinationCount());
    this.destinations = new Destination[table.destinationCount()];
    this.generates = table.has(Phase.GENERATION);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<Instance>[] newBuffers(int count) {
    return new List[count];
  }

  /**
   * Takes elements until there are no more, a generator makes it wait, or others should have a
   * turn.
   */
  void run() {
    try {
      turn();
    } catch (RuntimeException | Error thrown) {
      LOG.error("a report failed in the dispatcher", thrown);
      errors.add("unexpected failure: " + Failures.text(thrown));
      end();
    }
  }

  private void turn() {
    long turnEnds = System.nanoTime() + TURN_NANOS;
    for (int taken = 1; ; taken++) {
      try {
        if (!elements.next(bag)) {
          deliver();
          return;
        }
      } catch (AttributeException bad) {
        errors.add(invalid(bad));
        continue;
      }
      if (!element()) {
        return;
      }
      if (taken % CLOCK_INTERVAL == 0 && System.nanoTime() - turnEnds > 0) {
        loop.execute(this::run);
        return;
      }
    }
  }

  private static String invalid(AttributeException bad) {
    String message = String.valueOf(bad.getMessage());
    return message.startsWith(INVALID) ? message : INVALID + message;
  }

  /** False where it goes on later. */
  private boolean element() {
    memo.clear();
    shared.clear();
    String namespace = table.namespaceOf(bag);
    if (generates) {
      Routes generators = table.routes(Phase.GENERATION, namespace);
      if (generators.instances() > 0) {
        elementErrors = new Aggregate();
        var generation =
            new Generation(
                table, generators, bag, loop, meter, elementErrors, this::generatedLater);
        if (!generation.run(memo)) {
          return false;
        }
        generated();
        return true;
      }
    }
    collect(namespace);
    return true;
  }

  private void generatedLater() {
    try {
      generated();
    } catch (RuntimeException | Error thrown) {
      LOG.error("a report element failed in the dispatcher", thrown);
      errors.add("unexpected failure: " + Failures.text(thrown));
    }
    run();
  }

  private void generated() {
    memo.clear();
    if (elementErrors.isEmpty()) {
      collect(table.namespaceOf(bag));
    } else {
      elementErrors.addTo(errors);
    }
  }

  private void collect(String namespace) {
    Routes routes = table.routes(Phase.REPORT, namespace);
    int groups = 0;
    int instances = 0;
    for (Destination destination : routes.destinations()) {
      for (InstanceGroup group : destination.groups()) {
        if (memo.holds(group.condition(), bag, group.fault())) {
          groups++;
          for (Route route : group.routes()) {
            instances++;
            buffer(destination, route);
          }
        }
      }
    }
    tally.session(groups, instances);
  }

  private void buffer(Destination destination, Route route) {
    Instance instance;
    try {
      instance = route.build(bag, shared);
    } catch (EvaluationException noValue) {
      errors.add(noValue.getMessage());
      return;
    }
    int index = destination.index();
    List<Instance> buffer = buffers[index];
    if (buffer == null) {
      buffer = new ArrayList<>();
      buffers[index] = buffer;
      destinations[index] = destination;
    }
    buffer.add(instance);
    if (buffer.size() == BUFFER_LIMIT) {
      buffers[index] = null;
      send(destination, buffer);
    }
  }

  private void deliver() {
    tally.flush();
    for (int i = 0; i < buffers.length; i++) {
      if (buffers[i] != null) {
        List<Instance> batch = buffers[i];
        buffers[i] = null;
        send(destinations[i], batch);
      }
    }
    settle();
  }

  /** The dispatcher itself failed: whatever is still out is not waited for. */
  private void end() {
    if (!ended) {
      ended = true;
      tally.flush();
      listener.failed(Code.UNKNOWN, errors.text());
    }
  }

  private void send(Destination destination, List<Instance> batch) {
    LiveHandler handler = destination.handler();
    var template = (Template.Report) destination.template();
    pending++;
    if (!handler.inline()) {
      handler.call(new Call(destination, template, batch));
      return;
    }
    long start = System.nanoTime();
    boolean failed = true;
    try {
      template.report(handler.usable(), batch);
      failed = false;
    } catch (Throwable thrown) {
      failed(destination, batch, Failures.ofCall(thrown));
    }
    destination.meter().record(System.nanoTime() - start, failed);
    settle();
  }

  private void failed(Destination destination, List<Instance> batch, String reason) {
    destination.meter().dropped(batch.size());
    errors.add("failed to report all values: " + reason);
  }

  private void settle() {
    pending--;
    if (pending > 0) {
      return;
    }
    if (!errors.isEmpty()) {
      end();
    } else if (!ended) {
      ended = true;
      listener.done();
    }
  }

  private final class Call extends GuardedCall<Void> {
    private final Destination destination;
    private final Template.Report template;
    private final List<Instance> batch;

    Call(Destination destination, Template.Report template, List<Instance> batch) {
      super(loop, destination.meter());
      this.destination = destination;
      this.template = template;
      this.batch = batch;
    }

    @Override
    protected Void call(Handler handler) throws Exception {
      template.report(handler, batch);
      return null;
    }

    @Override
    protected CompletionStage<Void> start(Handler handler) {
      return template.reportAsync(handler, batch);
    }

    @Override
    protected void answered(Void nothing) {
      settle();
    }

    @Override
    protected void failed(String reason) {
      ReportRun.this.failed(destination, batch, reason);
      settle();
    }
  }
}
