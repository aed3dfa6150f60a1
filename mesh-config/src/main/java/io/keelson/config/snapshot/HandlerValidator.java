package io.keelson.config.snapshot;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.ConfigErrors;
import io.keelson.adapter.HandlerSpec;
import io.keelson.adapter.template.InstanceType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Asks adapters whether they can work with what is configured. */
final class HandlerValidator {
  private HandlerValidator() {}

  /**
   * Asks about one handler.
   *
   * @param instances what rules send to it; empty where no rule uses it yet
   */
  static void validate(
      HandlerConfig handler, Collection<InstanceConfig> instances, Object tree, Problems problems) {
    var types = new TreeMap<String, InstanceType>(Comparator.naturalOrder());
    instances.forEach(instance -> types.put(instance.name(), instance.type()));
    var errors = new ConfigErrors();
    try {
      validate(handler.adapter(), handler, List.copyOf(types.values()), errors);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      problems.error(
          "adapter-failed",
          "",
          "",
          "the adapter "
              + handler.adapter().info().name()
              + " could not check its configuration: "
              + e
              + "; tell its author");
      return;
    }
    String path = HandlerDecoder.paramsPath(handler.key());
    for (ConfigErrors.ConfigError error : errors.list()) {
      String field = error.field().isEmpty() ? path : path + "." + error.field();
      Object value = Trees.scalarAt(tree, error.field());
      if (instances.isEmpty()) {
        problems.warning("refused-by-adapter", field, value, error.reason());
      } else {
        problems.error("refused-by-adapter", field, value, error.reason());
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <C extends Message> void validate(
      Adapter<C> adapter, HandlerConfig handler, List<InstanceType> types, ConfigErrors errors) {
    adapter.validate(new HandlerSpec<>(handler.name(), (C) handler.params(), types), errors);
  }
}
