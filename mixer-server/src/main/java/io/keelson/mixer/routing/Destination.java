package io.keelson.mixer.routing;

import io.keelson.adapter.template.Template;
import io.keelson.mixer.handler.CallMeter;
import io.keelson.mixer.handler.LiveHandler;

/**
 * A handler with one of its templates, as one namespace reaches it.
 *
 * @param index the same for the same handler and template in all namespaces; dense from 0
 * @param groups not to be changed
 */
public record Destination(
    int index, LiveHandler handler, Template template, CallMeter meter, InstanceGroup[] groups) {

  /** {@code TEMPLATE:HANDLER(ADAPTER)}. */
  @Override
  public String toString() {
    return template.name() + ":" + handler.name() + "(" + handler.adapterName() + ")";
  }
}
