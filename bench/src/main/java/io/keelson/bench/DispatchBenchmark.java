package io.keelson.bench;

import io.keelson.adapter.template.StandardTemplates;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.WireReader;
import io.keelson.attribute.WordList;
import io.keelson.config.resource.Resource;
import io.keelson.config.snapshot.SnapshotBuilder;
import io.keelson.config.snapshot.SnapshotOptions;
import io.keelson.config.source.ResourceReader;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.CheckListener;
import io.keelson.mixer.dispatch.QuotaDemand;
import io.keelson.mixer.dispatch.ReportElements;
import io.keelson.mixer.dispatch.ReportListener;
import io.keelson.mixer.monitoring.SelfMeters;
import io.keelson.mixer.monitoring.SelfMetrics;
import io.keelson.mixer.plugin.PluginFolder;
import io.keelson.mixer.routing.RoutingTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Recorded requests through decoding, the routing table and real adapters; no network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {
  private static final int ENTRIES = 100;

  private final List<QuotaDemand> demands = List.of(new QuotaDemand("requestcount", 1, true));
  private final Outcome outcome = new Outcome();
  private PluginFolder plugins;
  private MixerRuntime policy;
  private MixerRuntime telemetry;
  private byte[] check;
  private byte[] report;
  private final List<int[]> elements = new ArrayList<>();
  private WordList defaultWords;
  private long calls;

  @Setup
  public void start() throws Exception {
    Path root = Path.of(System.getProperty("bench.root"));
    plugins = PluginFolder.load(Path.of(System.getProperty("bench.plugins")));
    Path attributes = root.resolve("examples/bookinfo/attributes.yaml");
    policy = runtime(attributes, root.resolve("bench/policy/check.yaml"));
    telemetry = runtime(attributes, root.resolve("examples/bookinfo/metrics.yaml"));
    check = Recorded.checkAttributes();
    report = Recorded.message("report-100.grpc");
    defaultWords = WordList.over(report);
    var reader = new WireReader(report, 0, report.length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == (1 << 3 | WireReader.BYTES)) {
        int length = reader.length();
        elements.add(new int[] {reader.position(), length});
        reader.advance(length);
      } else if (tag == (2 << 3 | WireReader.BYTES)) {
        int length = reader.length();
        defaultWords.add(reader.position(), length);
        reader.advance(length);
      } else {
        reader.skip(tag);
      }
    }
  }

  private MixerRuntime runtime(Path... files) throws Exception {
    var resources = new ArrayList<Resource>();
    for (Path file : files) {
      resources.addAll(
          ResourceReader.read(file.toString(), Files.readString(file), "istio-system").resources());
    }
    var builder =
        new SnapshotBuilder(
            plugins, StandardTemplates.all(), new ExpressionCompiler(), SnapshotOptions.DEFAULT);
    var runtime =
        new MixerRuntime(builder::build, RuntimeOptions.DEFAULT, new SelfMeters(new SelfMetrics()));
    runtime.apply(resources).toCompletableFuture().get(30, TimeUnit.SECONDS);
    if (!runtime.diagnostics().isEmpty()) {
      throw new IllegalStateException(runtime.diagnostics().toString());
    }
    return runtime;
  }

  @TearDown
  public void stop() {
    policy.close();
    telemetry.close();
    plugins.close();
  }

  /** A list and a quota in memory. */
  @Benchmark
  public CheckAnswer check() throws AttributeException {
    RoutingTable table = policy.acquire();
    var bag = new RequestBag(table.vocabulary(), true);
    bag.decode(check, 0, check.length, WordList.EMPTY);
    policy.dispatcher().check(table, bag, "bench-" + calls++, demands, Runnable::run, outcome);
    table.release();
    return outcome.answer;
  }

  /** The four standard metrics, per entry of a Report of a hundred. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public boolean report() {
    RoutingTable table = telemetry.acquire();
    outcome.done = false;
    telemetry.dispatcher().report(table, new Elements(), new Turns(), outcome);
    table.release();
    if (!outcome.done) {
      throw new IllegalStateException("the report is not done");
    }
    return outcome.done;
  }

  /** Runs a turn when the one before has ended, as an event loop does. */
  private static final class Turns implements java.util.concurrent.Executor {
    @Override
    public void execute(Runnable turn) {
      turn.run();
    }
  }

  private final class Elements implements ReportElements {
    private int next;

    @Override
    public boolean next(RequestBag bag) throws AttributeException {
      if (next == elements.size()) {
        return false;
      }
      int[] element = elements.get(next++);
      bag.decode(report, element[0], element[1], defaultWords);
      return true;
    }
  }

  private static final class Outcome implements CheckListener, ReportListener {
    private CheckAnswer answer;
    private boolean done;

    @Override
    public void answered(CheckAnswer given) {
      if (!given.status().isOk() || given.quotas().getFirst().amount() != 1) {
        throw new IllegalStateException(given.toString());
      }
      answer = given;
    }

    @Override
    public void done() {
      done = true;
    }

    @Override
    public void failed(int grpcCode, String message) {
      throw new IllegalStateException(message);
    }
  }
}
