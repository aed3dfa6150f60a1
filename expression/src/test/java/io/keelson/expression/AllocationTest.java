package io.keelson.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keelson.attribute.RequestBag;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluating allocates nothing where the value is there already. */
class AllocationTest {
  private static final int EVALUATIONS = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s1",
        "smiss | \"unknown\"",
        "s1 | \"unknown\"",
        "smiss | s1 | \"unknown\"",
        "i1 | 200",
        "imiss | 123456789",
        "dmiss | 1.5",
        "d1",
        "durmiss | \"3s\"",
        "dur1 | \"3s\"",
        "bmiss | b1",
        "t1 | t2",
        "ip1 | ip(\"0.0.0.0\")",
        "m1[\"k\"] | \"unknown\"",
        "m1[\"none\"] | \"unknown\"",
        "m1[\"k\"]",
        "m1[s1 | \"k\"] | \"none\"",
        "s1 == \"hello\"",
        "i1 == 42 && i1 != 7 && i1 + i2 > 40",
        "d1 < 3.0",
        "match(s1, \"he*\") || match(s2, \"*x\")",
        "s1.startsWith(\"he\") && s1.endsWith(\"lo\")",
        "t1 < timestamp(\"2030-01-01T00:00:00Z\")",
        "conditional(b1, s1, s2)",
        "conditional(b1, i1, i2)",
        "conditionalString(b1, s1, s2)",
        "size(s1) == 5",
        "(m1[\"app\"] | \"none\") == \"web\" && (smiss | \"x\") != s2",
        "dns1 == dnsName(\"A.example.com\")",
        "toLower(s1) == \"hello\"",
        "(mmiss | emptyStringMap())[\"a\"] | \"none\""
      })
  void valueThatIsThereIsNotCopied(String text) throws Exception {
    assertThat(allocated(text)).isLessThan(EVALUATIONS);
  }

  @Test
  void newValueIsMeasured() throws Exception {
    assertThat(allocated("s1 + s2")).isGreaterThan(EVALUATIONS);
  }

  private static long allocated(String text) throws Exception {
    Expression expression = Sample.compile(text);
    RequestBag bag = Sample.bag();
    run(expression, bag);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The JVM itself may allocate on this thread once in a while; a copy would be there every time.
    for (int round = 0; round < 5 && least >= EVALUATIONS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      run(expression, bag);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static void run(Expression expression, RequestBag bag) {
    for (int i = 0; i < EVALUATIONS; i++) {
      assertThatNotNull(expression.evaluate(bag));
    }
  }

  private static void assertThatNotNull(Object value) {
    if (value == null) {
      throw new AssertionError("no value");
    }
  }
}
