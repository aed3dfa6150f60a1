package io.keelson.bench;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StandardVocabulary;
import io.keelson.attribute.Vocabulary;
import io.keelson.attribute.WordList;
import io.keelson.expression.Expression;
import io.keelson.expression.ExpressionCompiler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Compiled expressions over the attributes of a recorded Check. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExpressionBenchmark {
  private final Vocabulary vocabulary = StandardVocabulary.vocabulary();
  private RequestBag bag;
  private Expression attributeOrDefault;
  private Expression absentOrDefault;
  private Expression mapKey;
  private Expression condition;
  private Expression alternatives;

  @Setup
  public void compile() throws Exception {
    byte[] attributes = Recorded.checkAttributes();
    bag = new RequestBag(vocabulary, false);
    bag.decode(attributes, 0, attributes.length, WordList.EMPTY);
    var compiler = new ExpressionCompiler();
    attributeOrDefault = compiler.compile("source.workload.name | \"unknown\"", vocabulary);
    absentOrDefault = compiler.compile("request.reason | \"unknown\"", vocabulary);
    mapKey = compiler.compile("source.labels[\"version\"] | \"unknown\"", vocabulary);
    condition =
        compiler.compile(
            "(context.protocol == \"http\" || context.protocol == \"grpc\")"
                + " && match((request.useragent | \"-\"), \"kube-probe*\") == false",
            vocabulary);
    var chain = new StringBuilder("destination.service.name == \"none\"");
    for (int i = 0; i < 64; i++) {
      chain.append(" || destination.service.name == \"service-").append(i).append('"');
    }
    alternatives = compiler.compile(chain.toString(), vocabulary);
  }

  @Benchmark
  public Object attributeOrDefault() {
    return attributeOrDefault.evaluate(bag);
  }

  @Benchmark
  public Object absentOrDefault() {
    return absentOrDefault.evaluate(bag);
  }

  @Benchmark
  public Object mapKeyOrDefault() {
    return mapKey.evaluate(bag);
  }

  @Benchmark
  public boolean conditionOfStandardMetrics() {
    return condition.test(bag);
  }

  @Benchmark
  public boolean sixtyFiveAlternatives() {
    return alternatives.test(bag);
  }
}
