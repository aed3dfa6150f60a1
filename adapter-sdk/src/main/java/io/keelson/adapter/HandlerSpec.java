package io.keelson.adapter;

import com.google.protobuf.Message;
import io.keelson.adapter.template.InstanceType;
import java.util.List;

/**
 * Everything a handler is built from. Immutable.
 *
 * @param name the handler's registered name, as logs, metrics and messages show it
 * @param config the operator's configuration over the adapter's defaults
 * @param instanceTypes the instances that rules send to this handler, with inferred types, sorted
 *     by name
 */
public record HandlerSpec<C extends Message>(
    String name, C config, List<InstanceType> instanceTypes) {

  public HandlerSpec {
    instanceTypes = List.copyOf(instanceTypes);
  }

  /** The instances of one template. */
  public <T extends InstanceType> List<T> instanceTypes(Class<T> template) {
    return instanceTypes.stream().filter(template::isInstance).map(template::cast).toList();
  }
}
