package io.keelson.config.snapshot;

import io.keelson.adapter.Handler;
import io.keelson.adapter.template.CheckOutput;
import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Field.FieldType;
import io.keelson.adapter.template.Instance;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.StandardTemplates;
import io.keelson.adapter.template.Template;
import io.keelson.attribute.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The standard templates, one of each variety that they lack, and one with every sort of field. */
final class TestTemplates {

  record Filled(String name, List<Object> values) implements Instance {}

  record Inferred(String name, List<Object> types) implements InstanceType {}

  /** A check whose output header operations can use. */
  static final Template KEYVAL =
      new Shaped(
          "keyval",
          List.of(new Field("key", 1, new FieldType.Scalar(ValueType.STRING), "")),
          List.of(
              new Field("value", 1, new FieldType.Scalar(ValueType.STRING), ""),
              new Field("count", 2, new FieldType.Scalar(ValueType.INT64), "")));

  /** Has nested messages. */
  static final Template NESTING =
      new Shaped(
          "nesting",
          List.of(
              new Field("plain_value", 1, new FieldType.Dynamic(), ""),
              new Field("inner_part", 2, new FieldType.Nested("Inner", inner()), ""),
              new Field("inner_map", 3, new FieldType.NestedMap("Inner", inner()), ""),
              new Field("counts", 4, new FieldType.ScalarMap(ValueType.INT64), "")),
          List.of());

  private TestTemplates() {}

  static List<Template> all() {
    var all = new ArrayList<>(StandardTemplates.all());
    all.add(KEYVAL);
    all.add(NESTING);
    return all;
  }

  private static List<Field> inner() {
    return List.of(
        new Field("http_code", 1, new FieldType.Scalar(ValueType.INT64), ""),
        new Field("props", 2, new FieldType.DynamicMap(), ""));
  }

  private record Shaped(String name, List<Field> fields, List<Field> outputs)
      implements Template.CheckWithOutput {
    @Override
    public String interfaceName() {
      return Names.upperCamel(name);
    }

    @Override
    public String protoPackage() {
      return "test." + name;
    }

    @Override
    public Class<? extends Handler> handlerType() {
      return Handler.class;
    }

    @Override
    public Class<? extends Handler> asyncHandlerType() {
      return Handler.class;
    }

    @Override
    public Instance newInstance(String instance, Object[] values) {
      return new Filled(instance, Arrays.asList(values));
    }

    @Override
    public InstanceType newType(String instance, Object[] types) {
      return new Inferred(instance, Arrays.asList(types));
    }

    @Override
    public CheckOutput check(Handler handler, Instance instance) {
      throw new AssertionError("nothing is called here");
    }

    @Override
    public CompletionStage<CheckOutput> checkAsync(Handler handler, Instance instance) {
      return CompletableFuture.failedStage(new AssertionError("nothing is called here"));
    }
  }
}
