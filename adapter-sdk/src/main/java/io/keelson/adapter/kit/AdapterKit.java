package io.keelson.adapter.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every adapter does, whatever its backend. Extend it in the adapter's tests and give it the
 * adapter and a working configuration; JUnit runs the rest.
 *
 * @param <C> the adapter's configuration
 */
public abstract class AdapterKit<C extends Message> {
  private static final long DEADLINE_SECONDS = 30;

  /** A new object of the adapter. */
  protected abstract Adapter<C> adapter();

  /** A configuration that the adapter can work with for instances of the given names. */
  protected abstract C config(List<String> instances);

  /** The full name of the instance that the kit makes of a template. */
  protected static String instanceName(Template template) {
    return "kit." + template.name() + ".istio-system";
  }

  private static Object[] nothing(Template template) {
    return new Object[template.fields().size()];
  }

  private HandlerSpec<C> spec(AdapterInfo<C> info) {
    List<InstanceType> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Template template : info.templates()) {
      names.add(instanceName(template));
      types.add(template.newType(instanceName(template), nothing(template)));
    }
    return new HandlerSpec<>("kit.istio-system", config(names), types);
  }

  private List<?> errors(Adapter<C> adapter) {
    ConfigErrors errors = new ConfigErrors();
    adapter.validate(spec(adapter.info()), errors);
    return errors.list();
  }

  @Test
  void saysTheSameOfItselfEachTime() {
    Adapter<C> adapter = adapter();
    assertEquals(adapter.info().name(), adapter.info().name());
    assertEquals(adapter.info().templates(), adapter.info().templates());
    assertEquals(adapter.info().defaultConfig(), adapter.info().defaultConfig());
    assertFalse(adapter.info().description().isBlank(), "there is no description");
    assertFalse(adapter.info().templates().isEmpty(), "there are no templates");
  }

  @Test
  void findsNoFaultInAWorkingConfigurationHoweverOften() {
    Adapter<C> adapter = adapter();
    assertEquals(List.of(), errors(adapter));
    assertEquals(List.of(), errors(adapter));
  }

  @Test
  void servesEveryTemplateThatItDeclares() throws Exception {
    Adapter<C> adapter = adapter();
    AdapterInfo<C> info = adapter.info();
    try (FakeEnvironment environment = new FakeEnvironment();
        Handler handler = adapter.build(spec(info), environment)) {
      for (Template template : info.templates()) {
        Class<? extends Handler> type =
            info.execution() == Execution.ASYNCHRONOUS
                ? template.asyncHandlerType()
                : template.handlerType();
        assertTrue(type.isInstance(handler), handler + " is no " + type.getSimpleName());
      }
    }
  }

  @Test
  void leavesNothingRunningAndMayBeBuiltAgain() throws Exception {
    Adapter<C> adapter = adapter();
    for (int i = 0; i < 2; i++) {
      FakeEnvironment environment = new FakeEnvironment();
      Handler handler = adapter.build(spec(adapter.info()), environment);
      environment.close();
      handler.close();
      assertEquals(0, environment.activeTasks());
    }
  }

  @Test
  void twoHandlersLiveSideBySide() throws Exception {
    Adapter<C> adapter = adapter();
    try (FakeEnvironment environment = new FakeEnvironment();
        Handler old = adapter.build(spec(adapter.info()), environment)) {
      try (FakeEnvironment other = new FakeEnvironment();
          Handler successor = adapter.build(spec(adapter.info()), other)) {
        callAll(adapter.info(), successor);
      }
      callAll(adapter.info(), old);
    }
  }

  @Test
  void takesInstancesWithoutAnyValues() throws Exception {
    Adapter<C> adapter = adapter();
    try (FakeEnvironment environment = new FakeEnvironment();
        Handler handler = adapter.build(spec(adapter.info()), environment)) {
      callAll(adapter.info(), handler);
    }
  }

  @Test
  void takesCallsFromManyThreads() throws Exception {
    Adapter<C> adapter = adapter();
    AdapterInfo<C> info = adapter.info();
    try (FakeEnvironment environment = new FakeEnvironment();
        Handler handler = adapter.build(spec(info), environment);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        work.add(
            () -> {
              for (int call = 0; call < 100; call++) {
                callAll(info, handler);
              }
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(work, DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        each.get();
      }
    }
  }

  /**
   * A call may fail with a sentence of the adapter's, but not because the adapter did not expect
   * it.
   */
  private static void callAll(AdapterInfo<?> info, Handler handler) throws Exception {
    boolean async = info.execution() == Execution.ASYNCHRONOUS;
    for (Template template : info.templates()) {
      Instance instance = template.newInstance(instanceName(template), nothing(template));
      try {
        Object answer = call(template, handler, instance, async);
        if (answer instanceof CompletionStage<?> stage) {
          stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
      } catch (ExecutionException thrown) {
        refuseBug(template, thrown.getCause());
      } catch (Exception thrown) {
        refuseBug(template, thrown);
      }
    }
  }

  private static void refuseBug(Template template, Throwable thrown) {
    if (thrown instanceof RuntimeException || thrown.getMessage() == null) {
      fail("an empty instance of " + template.name() + " made the handler throw " + thrown, thrown);
    }
  }

  private static Object call(Template template, Handler handler, Instance instance, boolean async)
      throws Exception {
    QuotaArgs args = new QuotaArgs("kit", 1, false);
    List<Instance> batch = List.of(instance);
    return switch (template) {
      case Template.Check check ->
          async ? check.checkAsync(handler, instance) : check.check(handler, instance);
      case Template.CheckWithOutput check ->
          async ? check.checkAsync(handler, instance) : check.check(handler, instance);
      case Template.Quota quota ->
          async
              ? quota.allocateAsync(handler, instance, args)
              : quota.allocate(handler, instance, args);
      case Template.Generator generator ->
          async
              ? generator.generateAsync(handler, instance)
              : generator.generate(handler, instance);
      case Template.Report report -> {
        if (async) {
          yield report.reportAsync(handler, batch);
        }
        report.report(handler, batch);
        yield null;
      }
    };
  }
}
