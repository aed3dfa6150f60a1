package io.keelson.adapter.template;

import io.keelson.adapter.CheckResult;
import io.keelson.adapter.Handler;
import io.keelson.adapter.QuotaArgs;
import io.keelson.adapter.QuotaResult;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A template as the server sees it: its schema, how to fill it and how to hand it to a handler. One
 * implementation a template is generated; those that come as descriptors at run time are
 * interpreted.
 */
public sealed interface Template {

  /**
   * Such as {@code listentry}: the value of {@code compiledTemplate} and the legacy resource kind.
   */
  String name();

  Variety variety();

  /** Such as {@code ListEntry}. */
  String interfaceName();

  /** The generated protobuf package, such as {@code listentry}. */
  String protoPackage();

  /** In the order of declaration. */
  List<Field> fields();

  /**
   * The fields of the output message, all {@link Field.FieldType.Scalar}: a map of texts has the
   * type STRING_MAP, which is what it becomes as an attribute. Empty where the variety has none.
   */
  default List<Field> outputs() {
    return List.of();
  }

  /** The interface of handlers that return their answer, {@code ListEntryHandler}. */
  Class<? extends Handler> handlerType();

  /** The interface of handlers that return a stage, {@code AsyncListEntryHandler}. */
  Class<? extends Handler> asyncHandlerType();

  /**
   * Makes an instance.
   *
   * @param values one a field, in the order of {@link #fields()}: a run-time value or null for
   *     scalars and dynamic fields, {@link Dimensions} for maps of scalars and of dynamic values,
   *     {@code Object[]} (again in field order) or null for nested messages, {@code Map<String,
   *     Object[]>} for maps of them
   */
  Instance newInstance(String name, Object[] values);

  /**
   * Makes the inferred type of an instance.
   *
   * @param types one a field: {@link io.keelson.attribute.ValueType} for dynamic fields, {@link
   *     DimensionTypes} for maps of scalars and of dynamic values, {@code Object[]} or null for
   *     nested messages, {@code Map<String, Object[]>} for maps of them, null for scalars
   */
  InstanceType newType(String name, Object[] types);

  /** CHECK. */
  non-sealed interface Check extends Template {
    @Override
    default Variety variety() {
      return Variety.CHECK;
    }

    CheckResult check(Handler handler, Instance instance) throws Exception;

    CompletionStage<CheckResult> checkAsync(Handler handler, Instance instance);
  }

  /** CHECK_WITH_OUTPUT. */
  non-sealed interface CheckWithOutput extends Template {
    @Override
    default Variety variety() {
      return Variety.CHECK_WITH_OUTPUT;
    }

    CheckOutput check(Handler handler, Instance instance) throws Exception;

    CompletionStage<CheckOutput> checkAsync(Handler handler, Instance instance);
  }

  /** QUOTA. */
  non-sealed interface Quota extends Template {
    @Override
    default Variety variety() {
      return Variety.QUOTA;
    }

    QuotaResult allocate(Handler handler, Instance instance, QuotaArgs args) throws Exception;

    CompletionStage<QuotaResult> allocateAsync(Handler handler, Instance instance, QuotaArgs args);
  }

  /** REPORT. */
  non-sealed interface Report extends Template {
    @Override
    default Variety variety() {
      return Variety.REPORT;
    }

    void report(Handler handler, List<Instance> instances) throws Exception;

    CompletionStage<Void> reportAsync(Handler handler, List<Instance> instances);
  }

  /** ATTRIBUTE_GENERATOR. */
  non-sealed interface Generator extends Template {
    @Override
    default Variety variety() {
      return Variety.ATTRIBUTE_GENERATOR;
    }

    Outputs generate(Handler handler, Instance instance) throws Exception;

    CompletionStage<Outputs> generateAsync(Handler handler, Instance instance);
  }
}
