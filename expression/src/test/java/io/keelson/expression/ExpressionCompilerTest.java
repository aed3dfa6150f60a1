package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ExpressionCompilerTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(Map.of("a.one", ValueType.STRING, "b.two", ValueType.INT64));

  private final ExpressionCompiler compiler = new ExpressionCompiler();

  @Test
  void sameTextOverTheSameAttributesIsTheSameObject() throws Exception {
    Expression first = compiler.compile("a.one == \"x\"", VOCABULARY);
    var equal = Vocabulary.of(Map.of("a.one", ValueType.STRING, "b.two", ValueType.INT64));
    var larger = Vocabulary.of(Map.of("a.one", ValueType.STRING, "z.last", ValueType.BOOL));
    assertThat(compiler.compile("a.one == \"x\"", VOCABULARY)).isSameAs(first);
    assertThat(compiler.compile("a.one == \"x\"", equal)).isSameAs(first);
    assertThat(compiler.compile("a.one == \"x\"", larger, ValueType.BOOL)).isSameAs(first);
    assertThat(compiler.size()).isEqualTo(1);
  }

  @Test
  void otherSlotOrTypeIsAnotherObject() throws Exception {
    Expression first = compiler.compile("b.two | 5", VOCABULARY);
    var moved =
        Vocabulary.of(
            Map.of("a.more", ValueType.BOOL, "a.one", ValueType.STRING, "b.two", ValueType.INT64));
    Expression second = compiler.compile("b.two | 5", moved);
    assertThat(second).isNotSameAs(first);
    assertThat(compiler.compile("b.two | 5", VOCABULARY)).isSameAs(first);
    assertThat(compiler.compile("b.two | 5", moved)).isSameAs(second);
    assertThat(second.evaluate(RequestBag.of(moved, Map.of("b.two", 7L)))).isEqualTo(7L);
    var retyped = Vocabulary.of(Map.of("b.two", ValueType.STRING));
    assertThatThrownBy(() -> compiler.compile("b.two | 5", retyped))
        .isInstanceOf(ExpressionException.class);
    assertThatThrownBy(() -> compiler.compile("b.two | 5", Vocabulary.of(Map.of())))
        .hasMessage("unknown attribute b.two");
  }

  @Test
  void expressionsThatNobodyHoldsAreCollectedWithTheirCode() throws Exception {
    List<WeakReference<Class<?>>> classes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      classes.add(new WeakReference<>(compiler.compile("b.two + " + i, VOCABULARY).getClass()));
    }
    Expression kept = compiler.compile("b.two + 1000", VOCABULARY);
    await(
        () -> {
          System.gc();
          return classes.stream().allMatch(reference -> reference.get() == null)
              && compiler.size() == 1;
        });
    assertThat(compiler.compile("b.two + 1000", VOCABULARY)).isSameAs(kept);
  }

  @Test
  void threadsThatCompileAtOnceGetOneObject() throws Exception {
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 20; round++) {
        String text = "b.two > " + round;
        var start = new CountDownLatch(1);
        List<Future<Expression>> found = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          found.add(
              pool.submit(
                  () -> {
                    start.await();
                    return compiler.compile(text, VOCABULARY);
                  }));
        }
        start.countDown();
        Expression first = found.getFirst().get(10, TimeUnit.SECONDS);
        for (var other : found) {
          assertThat(other.get(10, TimeUnit.SECONDS)).isSameAs(first);
        }
      }
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for a condition").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
