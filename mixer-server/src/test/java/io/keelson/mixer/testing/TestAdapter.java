package io.keelson.mixer.testing;

import com.google.protobuf.StringValue;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.AdapterInfo;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.Environment;
import io.keelson.adapter.Execution;
import io.keelson.adapter.Handler;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.template.Template;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** An adapter whose handlers do what a test says. Its configuration is one text. */
public final class TestAdapter implements Adapter<StringValue> {

  /** Builds a handler of one configuration. */
  @FunctionalInterface
  public interface Factory {
    Handler build(HandlerSpec<StringValue> spec, Environment environment) throws Exception;
  }

  /** Answers at once. */
  @FunctionalInterface
  public interface Now {
    Object handle(Object input, QuotaArgs args) throws Exception;
  }

  /** Answers later. */
  @FunctionalInterface
  public interface Later {
    CompletionStage<?> handle(Object input, QuotaArgs args);
  }

  private final AdapterInfo<StringValue> info;
  private final Factory factory;
  public final AtomicInteger built = new AtomicInteger();
  public final AtomicInteger closed = new AtomicInteger();

  public TestAdapter(String name, Execution execution, List<Template> templates, Factory factory) {
    this.info =
        new AdapterInfo<>(
            name, "for tests", StringValue.getDefaultInstance(), templates, execution);
    this.factory = factory;
  }

  @Override
  public AdapterInfo<StringValue> info() {
    return info;
  }

  @Override
  public void validate(HandlerSpec<StringValue> spec, ConfigErrors errors) {
    if (spec.config().getValue().equals("invalid")) {
      errors.add("value", "is invalid");
    }
  }

  @Override
  public Handler build(HandlerSpec<StringValue> spec, Environment environment) throws Exception {
    Handler handler = factory.build(spec, environment);
    built.incrementAndGet();
    return handler;
  }

  /** A handler that answers at once. */
  public Handler now(Now answers) {
    return new NowHandler(answers);
  }

  /** A handler that answers later. */
  public Handler later(Later answers) {
    return new LaterHandler(answers);
  }

  private final class NowHandler implements TestTemplate.Answers {
    private final Now answers;

    NowHandler(Now answers) {
      this.answers = answers;
    }

    @Override
    public Object handle(Object input, QuotaArgs args) throws Exception {
      return answers.handle(input, args);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private final class LaterHandler implements TestTemplate.AnswersLater {
    private final Later answers;

    LaterHandler(Later answers) {
      this.answers = answers;
    }

    @Override
    public CompletionStage<?> handle(Object input, QuotaArgs args) {
      return answers.handle(input, args);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
