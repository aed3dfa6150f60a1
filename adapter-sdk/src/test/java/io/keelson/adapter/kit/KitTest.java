package io.keelson.adapter.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.Status;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kit's own part: what it makes of a test's values, time and environments. */
class KitTest {

  private static final class Nothing implements Adapter<Empty> {
    @Override
    public AdapterInfo<Empty> info() {
      return new AdapterInfo<>(
          "nothing", "", Empty.getDefaultInstance(), List.of(), Execution.NEVER_WAITS);
    }

    @Override
    public Handler build(HandlerSpec<Empty> spec, Environment environment) {
      return new Handler() {};
    }
  }

  /** Opens an environment at each configuration and keeps what it is told. */
  private static final class Engine implements KitEngine, KitEngine.Session {
    private final List<Object> calls = new ArrayList<>();
    private final List<String> diagnostics = new ArrayList<>();
    private Setup setup;

    @Override
    public Session start(Setup given) {
      setup = given;
      return this;
    }

    @Override
    public void apply(List<String> documents) {
      calls.add(documents);
      setup.environments().open("nothing", "h.default");
    }

    @Override
    public List<String> diagnostics() {
      return diagnostics;
    }

    @Override
    public KitCheck check(KitRequest request) {
      calls.add(request);
      return new KitCheck(
          Status.OK,
          Duration.ZERO,
          0,
          Set.of(),
          Set.of(),
          List.of(),
          List.of(),
          null,
          Map.of("q", new KitCheck.Grant(3, Duration.ZERO)));
    }

    @Override
    public void report(List<Map<String, Object>> elements) {
      calls.add(elements);
    }

    @Override
    public Map<String, Object> generate(Map<String, Object> attributes) {
      return attributes;
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  private final Engine engine = new Engine();

  private Kit kit() {
    return Kit.with(new Nothing()).config("a: 1").start(engine);
  }

  @Test
  void handyValuesBecomeRunTimeValues() throws Exception {
    try (Kit kit = kit()) {
      var values =
          kit.generate(
              Map.of(
                  "i", 1, "f", 1.5f, "m", Map.of("a", "b"), "a", InetAddress.getByName("1.2.3.4")));
      assertThat(values)
          .isEqualTo(
              Map.of(
                  "i",
                  1L,
                  "f",
                  1.5,
                  "m",
                  StringMap.of(Map.of("a", "b")),
                  "a",
                  IpAddress.of(new byte[] {1, 2, 3, 4})));
      assertThatThrownBy(() -> kit.generate(Map.of("x", 'c')))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("attribute 'x'");
    }
  }

  @Test
  void eachCheckIsARequestOfItsOwnUnlessRepeated() {
    try (Kit kit = kit()) {
      kit.check(Map.of());
      kit.check(Map.of());
      var again = KitRequest.of(Map.of(), KitQuota.exactly("q", 2));
      kit.check(again);
      assertThat(kit.check(again).granted("q")).isEqualTo(3);
      var ids =
          engine.calls.stream()
              .filter(KitRequest.class::isInstance)
              .map(call -> ((KitRequest) call).deduplicationId())
              .toList();
      assertThat(Set.copyOf(ids)).hasSize(3);
      assertThat(ids.get(2)).isEqualTo(ids.get(3));
      assertThatThrownBy(() -> kit.check(again).granted("other"))
          .hasMessage("the answer has no quota 'other', only [q]");
    }
  }

  @Test
  void environmentsAreFoundByHandlerTheNewestFirst() {
    try (Kit kit = kit()) {
      FakeEnvironment first = kit.environment("h.default");
      kit.apply("b: 2");
      assertThat(kit.environment("h.default")).isNotSameAs(first);
      assertThat(kit.handlersBuilt()).isEqualTo(2);
      assertThatThrownBy(() -> kit.environment("other.default"))
          .hasMessage("no handler 'other.default' was built, only [h.default]");
    }
    assertThat(engine.calls).containsExactly(List.of("a: 1"), List.of("b: 2"), "close");
  }

  @Test
  void timeOfHandlersIsTheKits() {
    try (Kit kit = kit()) {
      kit.advance(Duration.ofSeconds(4));
      assertThat(kit.environment("h.default").clock().instant())
          .isEqualTo(ManualTime.START.plusSeconds(4));
      assertThat(engine.setup.time()).isSameAs(kit.time());
    }
  }

  @Test
  void closingEndsWhatHandlersLeft() {
    FakeEnvironment environment;
    try (Kit kit = kit()) {
      environment = kit.environment("h.default");
    }
    assertThat(environment.isClosed()).isTrue();
  }

  @Test
  void withoutTheServerTheKitSaysWhatToAdd() {
    assertThatThrownBy(() -> Kit.with(new Nothing()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keelson-mixer-server");
  }

  @Test
  void aFailedConfigurationClosesTheKit() {
    engine.setup = null;
    KitEngine broken =
        setup -> {
          engine.setup = setup;
          return new KitEngine.Session() {
            @Override
            public void apply(List<String> documents) {
              throw new IllegalStateException("late");
            }

            @Override
            public List<String> diagnostics() {
              return List.of();
            }

            @Override
            public KitCheck check(KitRequest request) {
              throw new AssertionError();
            }

            @Override
            public void report(List<Map<String, Object>> elements) {
              throw new AssertionError();
            }

            @Override
            public Map<String, Object> generate(Map<String, Object> attributes) {
              throw new AssertionError();
            }

            @Override
            public void close() {
              engine.calls.add("closed");
            }
          };
        };
    assertThatThrownBy(() -> Kit.with(new Nothing()).start(broken)).hasMessage("late");
    assertThat(engine.calls).containsExactly("closed");
  }
}
