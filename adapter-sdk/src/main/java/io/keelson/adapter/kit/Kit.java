package io.keelson.adapter.kit;

import io.keelson.adapter.Adapter;
import io.keelson.adapter.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs adapters through the server's own configuration, expressions and dispatch, in process:
 *
 * <pre>{@code
 * try (Kit kit = Kit.with(new DenierAdapter()).config(yaml).start()) {
 *   KitCheck answer = kit.check(Map.of("source.namespace", "default"));
 *   assertThat(answer.status().code()).isEqualTo(Code.PERMISSION_DENIED);
 * }
 * }</pre>
 *
 * <p>Needs the server ({@code keelson-mixer-server}) on the class path of the tests. Attribute
 * values are String, Long or Integer, Double, Boolean, {@link java.time.Instant}, {@link Duration},
 * {@link java.net.InetAddress} or {@code IpAddress}, and {@code Map<String, String>}. Calls may
 * come from several threads.
 */
public final class Kit implements AutoCloseable {

  /** What a kit begins with. */
  public static final class Builder {
    private final List<Adapter<?>> adapters = new ArrayList<>();
    private final List<String> documents = new ArrayList<>();
    private ManualTime time = new ManualTime();

    private Builder() {}

    /** One more adapter. */
    public Builder with(Adapter<?> adapter) {
      adapters.add(adapter);
      return this;
    }

    /** Configuration to begin with; a text may hold several documents. */
    public Builder config(String... yaml) {
      documents.addAll(List.of(yaml));
      return this;
    }

    /** Another time than one of the kit's own. */
    public Builder time(ManualTime shared) {
      time = shared;
      return this;
    }

    /**
     * Starts with the one engine on the class path.
     *
     * @throws IllegalStateException where there is none, or where the configuration has diagnostics
     */
    public Kit start() {
      Kit kit = startUnchecked();
      List<String> diagnostics = kit.diagnostics();
      if (!diagnostics.isEmpty()) {
        kit.close();
        throw new IllegalStateException(
            "the configuration has diagnostics:\n" + String.join("\n", diagnostics));
      }
      return kit;
    }

    /** Starts like {@link #start}, whatever the configuration's diagnostics are. */
    public Kit startUnchecked() {
      KitEngine engine =
          ServiceLoader.load(KitEngine.class)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "nothing on the class path runs the kit; add keelson-mixer-server to the"
                              + " tests"));
      return start(engine);
    }

    Kit start(KitEngine engine) {
      Kit kit = new Kit(engine, adapters, time);
      try {
        kit.session.apply(documents);
      } catch (RuntimeException e) {
        kit.close();
        throw e;
      }
      return kit;
    }
  }

  /** Environments by handler, oldest first. */
  private static final class Opened implements KitEngine.Environments {
    private record Named(String handler, FakeEnvironment environment) {}

    private final ManualTime time;
    private final List<Named> all = new CopyOnWriteArrayList<>();

    Opened(ManualTime time) {
      this.time = time;
    }

    @Override
    public Environment open(String adapter, String handler) {
      FakeEnvironment environment = new FakeEnvironment(time, handler);
      all.add(new Named(handler, environment));
      return environment;
    }

    @Override
    public void close(Environment environment) {
      ((FakeEnvironment) environment).close();
    }
  }

  private final ManualTime time;
  private final Opened environments;
  private final KitEngine.Session session;

  private Kit(KitEngine engine, List<Adapter<?>> adapters, ManualTime time) {
    this.time = time;
    this.environments = new Opened(time);
    this.session = engine.start(new KitEngine.Setup(adapters, time, environments));
  }

  /** Begins with one adapter. */
  public static Builder with(Adapter<?> adapter) {
    return new Builder().with(adapter);
  }

  /** Replaces the whole configuration; handlers that it leaves as they are go on serving. */
  public void apply(String... yaml) {
    session.apply(List.of(yaml));
  }

  /** What is wrong with the configuration, one sentence each. */
  public List<String> diagnostics() {
    return session.diagnostics();
  }

  /**
   * Checks a request like no other before, and asks for quotas along with it.
   *
   * @throws KitException where a proxy would get a gRPC error
   */
  public KitCheck check(Map<String, ?> attributes, KitQuota... quotas) {
    return check(KitRequest.of(attributes, quotas));
  }

  /**
   * Checks a request; the same one again is a retry.
   *
   * @throws KitException where a proxy would get a gRPC error
   */
  public KitCheck check(KitRequest request) {
    return session.check(request);
  }

  /**
   * Reports one element.
   *
   * @throws KitException where a proxy would get a gRPC error
   */
  public void report(Map<String, ?> element) {
    report(List.of(element));
  }

  /**
   * Reports several elements at once.
   *
   * @throws KitException where a proxy would get a gRPC error
   */
  public void report(List<? extends Map<String, ?>> elements) {
    List<Map<String, Object>> normal = new ArrayList<>();
    elements.forEach(element -> normal.add(KitAttributes.normal(element)));
    session.report(normal);
  }

  /**
   * The attributes that attribute generators add to given ones.
   *
   * @throws KitException where a check would fail for it
   */
  public Map<String, Object> generate(Map<String, ?> attributes) {
    return session.generate(KitAttributes.normal(attributes));
  }

  /** Moves time; periodic tasks of handlers that become due run on the way, on this thread. */
  public void advance(Duration by) {
    time.advance(by);
  }

  /** The kit's time. */
  public ManualTime time() {
    return time;
  }

  /**
   * The environment that a handler was last built with: its logs, metrics and tasks.
   *
   * @param handler its name, such as {@code h1.default}
   * @throws IllegalArgumentException where no such handler was built
   */
  public FakeEnvironment environment(String handler) {
    List<Opened.Named> all = environments.all;
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).handler().equals(handler)) {
        return all.get(i).environment();
      }
    }
    throw new IllegalArgumentException(
        "no handler '"
            + handler
            + "' was built, only "
            + all.stream().map(Opened.Named::handler).distinct().toList());
  }

  /** How many handlers were built so far, those that were replaced included. */
  public int handlersBuilt() {
    return environments.all.size();
  }

  /**
   * Closes all handlers.
   *
   * @throws IllegalStateException where a handler left something running
   */
  @Override
  public void close() {
    session.close();
    for (Opened.Named each : environments.all) {
      if (!each.environment().isClosed()) {
        each.environment().close();
      }
      if (each.environment().activeTasks() > 0) {
        throw new IllegalStateException(
            "handler '"
                + each.handler()
                + "' left tasks running: "
                + each.environment().activeTasks());
      }
    }
  }
}
