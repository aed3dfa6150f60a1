package io.keelson.mixer.handler;

import static io.keelson.mixer.testing.TestMesh.to;
import static io.keelson.mixer.testing.TestRuntime.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Code;
import io.keelson.adapter.Execution;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.Status;
import io.keelson.adapter.template.Template;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.testing.TestAdapter;
import io.keelson.mixer.testing.TestMesh;
import io.keelson.mixer.testing.TestRuntime;
import io.keelson.mixer.testing.TestTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A thousand configuration changes while requests run lose none of them and mis-answer none. */
class ChangesUnderLoadTest {
  private static final int CHANGES = 1000;
  private static final int CALLERS = 3;
  private static final Template CHECK = new TestTemplate.Check("check");

  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  /** Denies with its configuration as message, and notices when it is used after its close. */
  private final class Versioned implements TestTemplate.Answers {
    private final String version;
    private volatile boolean closed;

    Versioned(String version) {
      this.version = version;
      open.incrementAndGet();
    }

    @Override
    public Object handle(Object input, QuotaArgs args) {
      if (closed) {
        wrong.add("version " + version + " was used after its close");
      }
      return new CheckResult(Status.of(Code.PERMISSION_DENIED, version), Duration.ofSeconds(1), 1);
    }

    @Override
    public void close() {
      if (closed) {
        wrong.add("version " + version + " was closed twice");
      }
      closed = true;
      open.decrementAndGet();
    }
  }

  @Test
  void aThousandChangesLoseNoRequestAndMisanswerNone() throws Exception {
    var inline = versioned("inline", Execution.NEVER_WAITS);
    var blocking = versioned("blocking", Execution.BLOCKING);
    var counted = new AtomicLong();
    var counter = new TestAdapter[1];
    counter[0] =
        new TestAdapter(
            "counter",
            Execution.NEVER_WAITS,
            List.of(CHECK),
            (spec, environment) ->
                counter[0].now(
                    (input, args) -> {
                      counted.incrementAndGet();
                      return CheckResult.NO_OPINION;
                    }));
    var applied = new AtomicInteger();
    var applying = new AtomicInteger();
    var stop = new AtomicBoolean();
    var answered = new AtomicLong();
    try (var runtime = new TestRuntime()) {
      runtime.apply(mesh(0, inline, blocking, counter[0]));
      var callers = new ArrayList<CompletableFuture<Void>>();
      for (int i = 0; i < CALLERS; i++) {
        var done = new CompletableFuture<Void>();
        callers.add(done);
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    while (!stop.get()) {
                      int before = applied.get();
                      CheckAnswer answer = runtime.check();
                      judge(answer.status().message(), before, applying.get());
                      answered.incrementAndGet();
                    }
                    done.complete(null);
                  } catch (Throwable thrown) {
                    done.completeExceptionally(thrown);
                  }
                });
      }
      for (int version = 1; version <= CHANGES; version++) {
        applying.set(version);
        runtime.apply(mesh(version, inline, blocking, counter[0]));
        applied.set(version);
      }
      stop.set(true);
      callers.forEach(TestRuntime::await);
      eventually(() -> open.get() == 2);
    }
    assertThat(wrong).isEmpty();
    assertThat(answered).hasValueGreaterThan(CHANGES / 10);
    assertThat(counted).hasValue(answered.get());
    assertThat(counter[0].built).hasValue(1);
    assertThat(open).hasValue(0);
  }

  private TestAdapter versioned(String name, Execution execution) {
    return new TestAdapter(
        name,
        execution,
        List.of(CHECK),
        (spec, environment) -> new Versioned(spec.config().getValue()));
  }

  private static TestMesh mesh(
      int version, TestAdapter inline, TestAdapter blocking, TestAdapter counter) {
    var mesh = new TestMesh();
    var instance = mesh.instance("i", CHECK, "\"x\"");
    mesh.rule(
        "istio-system",
        "r",
        "",
        to(mesh.handler("inline", inline, "" + version), instance),
        to(mesh.handler("blocking", blocking, "" + version), instance),
        to(mesh.handler("counter", counter, "same"), instance));
    return mesh;
  }

  /** Both handlers speak, of one version, and that one was in force while the request ran. */
  private void judge(String message, int earliest, int latest) {
    String version = message.substring(message.lastIndexOf(':') + 1);
    String whole = "inline.istio-system:" + version + ", blocking.istio-system:" + version;
    int number = Integer.parseInt(version);
    if (!message.equals(whole) || number < earliest || number > latest) {
      wrong.add(message + " between " + earliest + " and " + latest);
    }
  }

  @Test
  void ofManyWaitingChangesOnlyTheLastIsDone() throws Exception {
    var adapter = versioned("v", Execution.NEVER_WAITS);
    var builds = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    try (var runtime = new TestRuntime()) {
      runtime.next(
          () -> {
            begun.countDown();
            assertThat(awaited(release)).isTrue();
            return mesh(builds.incrementAndGet(), adapter, adapter, adapter).snapshot();
          });
      var stages = new ArrayList<CompletableFuture<Void>>();
      stages.add(runtime.runtime.apply(List.of()).toCompletableFuture());
      assertThat(awaited(begun)).isTrue();
      for (int i = 0; i < 100; i++) {
        stages.add(runtime.runtime.apply(List.of()).toCompletableFuture());
      }
      release.countDown();
      stages.forEach(TestRuntime::await);

      assertThat(builds).hasValue(2);
      assertThat(runtime.check().status().message()).endsWith(":2, counter.istio-system:same");
    }
    assertThat(wrong).isEmpty();
    assertThat(open).hasValue(0);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
