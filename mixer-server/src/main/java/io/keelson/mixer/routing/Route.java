package io.keelson.mixer.routing;

import io.keelson.adapter.template.Instance;
import io.keelson.attribute.Attribute;
import io.keelson.attribute.RequestBag;
import io.keelson.config.snapshot.InstanceConfig;
import io.keelson.config.snapshot.SharedDimensions;
import io.keelson.expression.EvaluationException;
import java.util.Map;

/**
 * One instance on its way to one handler.
 *
 * @param outputs by output field: the hidden attributes that later header operations read
 * @param fault told where the instance cannot be built
 * @param bindings of an attribute generator, else empty
 */
public record Route(
    InstanceConfig instance,
    Map<String, Attribute> outputs,
    RuntimeFault fault,
    BindingRoute[] bindings) {

  /**
   * What one output of a generator becomes.
   *
   * @param fault told where the value cannot be evaluated
   */
  public record BindingRoute(
      io.keelson.config.snapshot.AttributeBinding binding, RuntimeFault fault) {}

  /**
   * Fills the template.
   *
   * @throws EvaluationException with the reason for the caller, already counted
   */
  public Instance build(RequestBag bag, SharedDimensions shared) {
    try {
      return instance.builder().build(bag, shared);
    } catch (EvaluationException noValue) {
      fault.report(noValue.getMessage());
      throw noValue;
    } catch (RuntimeException | StackOverflowError unexpected) {
      // An attribute of an unforeseen class must cost its own request only.
      String reason =
          "evaluation failed at [" + instance.name() + "]: unexpected failure: " + unexpected;
      fault.report(reason);
      throw new EvaluationException(reason);
    }
  }
}
