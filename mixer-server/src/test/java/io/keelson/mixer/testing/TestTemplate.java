package io.keelson.mixer.testing;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Handler;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import io.keelson.adapter.template.CheckOutput;
import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.Outputs;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.ValueType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Templates with one value, one of each variety, all handled by one interface. */
public final class TestTemplate {
  private TestTemplate() {}

  /** An instance with one value. */
  public record Filled(String name, Object value) implements Instance {}

  /** The type of an instance: any text. */
  public record Typed(String name, String shape) implements InstanceType {}

  /** Takes instances of every variety. {@code input} is an instance, for reports a list of them. */
  public interface Answers extends Handler {
    @Override
    default void close() {}

    Object handle(Object input, QuotaArgs args) throws Exception;
  }

  /** Likewise, later. */
  public interface AnswersLater extends Handler {
    @Override
    default void close() {}

    CompletionStage<?> handle(Object input, QuotaArgs args);
  }

  @SuppressWarnings("unchecked")
  private static <T> T now(Handler handler, Object input, QuotaArgs args) throws Exception {
    return (T) ((Answers) handler).handle(input, args);
  }

  @SuppressWarnings("unchecked")
  private static <T> CompletionStage<T> later(Handler handler, Object input, QuotaArgs args) {
    return (CompletionStage<T>) ((AnswersLater) handler).handle(input, args);
  }

  /** CHECK. */
  public static final class Check extends Base implements Template.Check {
    public Check(String name) {
      super(name);
    }

    @Override
    public CheckResult check(Handler handler, Instance instance) throws Exception {
      return now(handler, instance, null);
    }

    @Override
    public CompletionStage<CheckResult> checkAsync(Handler handler, Instance instance) {
      return later(handler, instance, null);
    }
  }

  /** CHECK_WITH_OUTPUT. */
  public static final class CheckWithOutput extends Base implements Template.CheckWithOutput {
    public CheckWithOutput(String name) {
      super(name);
    }

    @Override
    public CheckOutput check(Handler handler, Instance instance) throws Exception {
      return now(handler, instance, null);
    }

    @Override
    public CompletionStage<CheckOutput> checkAsync(Handler handler, Instance instance) {
      return later(handler, instance, null);
    }
  }

  /** QUOTA. */
  public static final class Quota extends Base implements Template.Quota {
    public Quota(String name) {
      super(name);
    }

    @Override
    public QuotaResult allocate(Handler handler, Instance instance, QuotaArgs args)
        throws Exception {
      return now(handler, instance, args);
    }

    @Override
    public CompletionStage<QuotaResult> allocateAsync(
        Handler handler, Instance instance, QuotaArgs args) {
      return later(handler, instance, args);
    }
  }

  /** REPORT. */
  public static final class Report extends Base implements Template.Report {
    public Report(String name) {
      super(name);
    }

    @Override
    public void report(Handler handler, List<Instance> instances) throws Exception {
      now(handler, instances, null);
    }

    @Override
    public CompletionStage<Void> reportAsync(Handler handler, List<Instance> instances) {
      return later(handler, instances, null);
    }
  }

  /** ATTRIBUTE_GENERATOR. */
  public static final class Generator extends Base implements Template.Generator {
    public Generator(String name) {
      super(name);
    }

    @Override
    public Outputs generate(Handler handler, Instance instance) throws Exception {
      return now(handler, instance, null);
    }

    @Override
    public CompletionStage<Outputs> generateAsync(Handler handler, Instance instance) {
      return later(handler, instance, null);
    }
  }

  /** What they have in common. */
  abstract static class Base {
    private final String name;

    Base(String name) {
      this.name = name;
    }

    public String name() {
      return name;
    }

    public String interfaceName() {
      return "Test";
    }

    public String protoPackage() {
      return name;
    }

    public List<Field> fields() {
      return List.of();
    }

    public List<Field> outputs() {
      return List.of(
          new Field("value", 1, new Field.FieldType.Scalar(ValueType.STRING), ""),
          new Field("other", 2, new Field.FieldType.Scalar(ValueType.STRING), ""));
    }

    public Class<? extends Handler> handlerType() {
      return Answers.class;
    }

    public Class<? extends Handler> asyncHandlerType() {
      return AnswersLater.class;
    }

    public Instance newInstance(String instance, Object[] values) {
      return new Filled(instance, values[0]);
    }

    public InstanceType newType(String instance, Object[] types) {
      return new Typed(instance, "");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
