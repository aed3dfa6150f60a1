package io.keelson.bench;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.References;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StandardVocabulary;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.Vocabulary;
import io.keelson.attribute.WireWriter;
import io.keelson.attribute.WordList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Attributes of a recorded Check: from bytes to a bag, from a bag to values, from references to
 * bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
  private final Vocabulary vocabulary = StandardVocabulary.vocabulary();
  private final RequestBag reused = new RequestBag(vocabulary, true);
  private final WireWriter out = new WireWriter(256);
  private byte[] attributes;
  private References references;
  private int user;
  private int labels;
  private int method;

  @Setup
  public void read() throws AttributeException {
    attributes = Recorded.checkAttributes();
    user = vocabulary.find("source.principal").slot();
    labels = vocabulary.find("source.labels").slot();
    method = vocabulary.find("request.method").slot();
    reused.decode(attributes, 0, attributes.length, WordList.EMPTY);
    readFive(reused);
    references = reused.references().copy();
  }

  /** A bag of its own, as a Check has. */
  @Benchmark
  public RequestBag decodeIntoNewBag() throws AttributeException {
    var bag = new RequestBag(vocabulary, true);
    bag.decode(attributes, 0, attributes.length, WordList.EMPTY);
    return bag;
  }

  /** One bag again and again, as the elements of a Report have. */
  @Benchmark
  public RequestBag decodeIntoReusedBag() throws AttributeException {
    reused.decode(attributes, 0, attributes.length, WordList.EMPTY);
    return reused;
  }

  @Benchmark
  public int decodeAndReadFive() throws AttributeException {
    reused.decode(attributes, 0, attributes.length, WordList.EMPTY);
    return readFive(reused);
  }

  /** Something of every value, so that none can be left out. */
  private int readFive(RequestBag bag) {
    var map = (StringMap) bag.get(labels);
    return ((String) bag.get(user)).length()
        + ((String) bag.get(method)).length()
        + map.get("app").length()
        + map.get("version").length()
        + (map.get("missing") == null ? 1 : 0);
  }

  @Benchmark
  public int encodeReferences() {
    out.reset();
    references.encode(out, 221);
    return out.size();
  }
}
