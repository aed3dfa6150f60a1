package io.keelson.mixer.kit;

import io.keelson.adapter.kit.KitCheck;
import io.keelson.adapter.kit.KitEngine;
import io.keelson.adapter.kit.KitException;
import io.keelson.adapter.kit.KitRequest;
import io.keelson.adapter.template.StandardTemplates;
import io.keelson.attribute.AttributeEncoder;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.Dictionary;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StandardVocabulary;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.WordList;
import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import io.keelson.config.snapshot.AdapterCatalog;
import io.keelson.config.snapshot.SnapshotBuilder;
import io.keelson.config.snapshot.SnapshotOptions;
import io.keelson.config.source.ResourceReader;
import io.keelson.expression.ExpressionCompiler;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.RuntimeOptions;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.CheckListener;
import io.keelson.mixer.dispatch.GenerateListener;
import io.keelson.mixer.dispatch.QuotaDemand;
import io.keelson.mixer.dispatch.ReportListener;
import io.keelson.mixer.routing.RoutingTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * A runtime without a door: requests come encoded as a proxy would send them, on a loop of its own.
 */
final class KitSession implements KitEngine.Session {
  /** On the machine's time: longer than any test should wait. */
  private static final long DEADLINE_SECONDS = 30;

  private static final AttributeEncoder ENCODER = new AttributeEncoder(Dictionary.size());

  private final MixerRuntime runtime;
  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("kit-loop").factory());
  private volatile List<Diagnostic> unreadable = List.of();

  KitSession(KitEngine.Setup setup) {
    var builder =
        new SnapshotBuilder(
            AdapterCatalog.of(setup.adapters()),
            StandardTemplates.all(),
            new ExpressionCompiler(),
            SnapshotOptions.DEFAULT);
    runtime =
        new MixerRuntime(
            builder::build,
            RuntimeOptions.DEFAULT,
            new KitMeters(),
            new KitTime(setup.time()),
            new KitEnvironments(setup.environments()));
  }

  @Override
  public void apply(List<String> documents) {
    var resources = new ArrayList<Resource>();
    resources.add(manifest("istioproxy", StandardVocabulary.ISTIOPROXY));
    resources.add(manifest("kubernetes", StandardVocabulary.KUBERNETES));
    var diagnostics = new ArrayList<Diagnostic>();
    for (int i = 0; i < documents.size(); i++) {
      var read = ResourceReader.read("text " + (i + 1), documents.get(i), "default");
      resources.addAll(read.resources());
      diagnostics.addAll(read.diagnostics());
    }
    unreadable = List.copyOf(diagnostics);
    await(runtime.apply(resources).toCompletableFuture());
    if (!runtime.awaitClosed(Duration.ofSeconds(DEADLINE_SECONDS))) {
      throw new IllegalStateException("a replaced handler does not close");
    }
  }

  private static Resource manifest(String name, Map<String, ValueType> types) {
    var attributes = new LinkedHashMap<String, Object>();
    types.forEach((attribute, type) -> attributes.put(attribute, Map.of("valueType", type.name())));
    return new Resource(
        new ResourceKey("attributemanifest", SnapshotOptions.DEFAULT.defaultNamespace(), name),
        "config.istio.io/v1alpha2",
        Map.of("attributes", attributes),
        Map.of(),
        Map.of(),
        new Origin("standard vocabulary", 0));
  }

  @Override
  public List<String> diagnostics() {
    var all = new ArrayList<String>();
    unreadable.forEach(diagnostic -> all.add(diagnostic.toString()));
    runtime.diagnostics().forEach(diagnostic -> all.add(diagnostic.toString()));
    return all;
  }

  @Override
  public KitCheck check(KitRequest request) {
    List<QuotaDemand> quotas =
        request.quotas().stream()
            .map(quota -> new QuotaDemand(quota.name(), quota.amount(), quota.bestEffort()))
            .toList();
    return this.<KitCheck>call(
        (table, result) -> {
          var bag = new RequestBag(table.vocabulary(), true);
          fill(bag, request.attributes());
          runtime
              .dispatcher()
              .check(
                  table,
                  bag,
                  request.deduplicationId(),
                  quotas,
                  loop,
                  new CheckListener() {
                    @Override
                    public void answered(CheckAnswer answer) {
                      result.complete(KitAnswers.of(answer));
                    }

                    @Override
                    public void failed(int grpcCode, String message) {
                      result.completeExceptionally(new KitException(grpcCode, message));
                    }
                  });
        });
  }

  @Override
  public void report(List<Map<String, Object>> elements) {
    this.<Boolean>call(
        (table, result) -> {
          Iterator<Map<String, Object>> left = elements.iterator();
          runtime
              .dispatcher()
              .report(
                  table,
                  bag -> {
                    if (!left.hasNext()) {
                      return false;
                    }
                    fill(bag, left.next());
                    return true;
                  },
                  loop,
                  new ReportListener() {
                    @Override
                    public void done() {
                      result.complete(true);
                    }

                    @Override
                    public void failed(int grpcCode, String message) {
                      result.completeExceptionally(new KitException(grpcCode, message));
                    }
                  });
        });
  }

  @Override
  public Map<String, Object> generate(Map<String, Object> attributes) {
    return this.<Map<String, Object>>call(
        (table, result) -> {
          var bag = new RequestBag(table.vocabulary(), true);
          fill(bag, attributes);
          runtime
              .dispatcher()
              .generate(
                  table,
                  bag,
                  loop,
                  new GenerateListener() {
                    @Override
                    public void done() {
                      Map<String, Object> added = new LinkedHashMap<>(bag.toMap());
                      added.keySet().removeAll(attributes.keySet());
                      result.complete(added);
                    }

                    @Override
                    public void failed(int grpcCode, String message) {
                      result.completeExceptionally(new KitException(grpcCode, message));
                    }
                  });
        });
  }

  /** Through the wire form, so that values arrive as from a proxy. */
  private static void fill(RequestBag bag, Map<String, Object> attributes) {
    byte[] bytes = ENCODER.attributes(attributes);
    try {
      bag.decode(bytes, 0, bytes.length, WordList.EMPTY);
    } catch (AttributeException bad) {
      throw new IllegalArgumentException("attributes cannot be sent: " + attributes, bad);
    }
  }

  /** Makes a call on the loop and waits for its end. */
  private <T> T call(BiConsumer<RoutingTable, CompletableFuture<T>> start) {
    var result = new CompletableFuture<T>();
    RoutingTable table = runtime.acquire();
    try {
      loop.execute(
          () -> {
            try {
              start.accept(table, result);
            } catch (RuntimeException | Error thrown) {
              result.completeExceptionally(thrown);
            }
          });
      return await(result);
    } finally {
      table.release();
    }
  }

  private static <T> T await(CompletableFuture<T> result) {
    try {
      return result.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException thrown) {
      if (thrown.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(thrown.getCause());
    } catch (TimeoutException late) {
      throw new IllegalStateException("no answer within " + DEADLINE_SECONDS + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", interrupted);
    }
  }

  @Override
  public void close() {
    runtime.close();
    loop.shutdownNow();
  }
}
