package io.keelson.config.snapshot;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.api.policy.v1beta1.Handler;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;

/** Reads handlers of both spellings: kind {@code handler}, and the adapter's name as kind. */
final class HandlerDecoder {
  private final Kinds kinds;

  HandlerDecoder(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Where an adapter's parameters stand in a handler. */
  static String paramsPath(ResourceKey key) {
    return key.kind().equals(Kinds.HANDLER) ? "spec.params" : "spec";
  }

  /** Reads one; null where problems were added. */
  HandlerConfig decode(Resource resource, Problems problems) {
    ResourceKey key = resource.key();
    if (!key.kind().equals(Kinds.HANDLER)) {
      Adapter<?> adapter = kinds.adapters().get(key.kind());
      return configure(resource, key.fullName(), adapter, resource.spec(), problems);
    }
    Handler handler =
        ProtoYaml.decode(resource.spec(), Handler.getDefaultInstance(), "spec", problems);
    if (problems.hasErrors()) {
      return null;
    }
    if (handler.getCompiledAdapter().isEmpty()) {
      if (handler.getAdapter().isEmpty()) {
        problems.error(
            "missing-adapter",
            "spec.compiledAdapter",
            "",
            "the handler names no adapter; add compiledAdapter, one of "
                + String.join(", ", kinds.adapters().keySet()));
      } else {
        problems.error(
            "out-of-process-adapter",
            "spec.adapter",
            handler.getAdapter(),
            "out-of-process adapters are not served by this version; use compiledAdapter");
      }
      return null;
    }
    String name = handler.getCompiledAdapter();
    Adapter<?> adapter = kinds.adapters().get(name);
    if (adapter == null) {
      String question = Nearest.question(name, kinds.adapters().keySet());
      problems.error(
          "unknown-adapter",
          "spec.compiledAdapter",
          name,
          "the adapter '"
              + name
              + "' is not installed"
              + (question.isEmpty()
                  ? "; the installed ones are " + String.join(", ", kinds.adapters().keySet())
                  : question));
      return null;
    }
    if (!handler.getAdapter().isEmpty() || handler.hasConnection()) {
      problems.warning(
          "ignored-field",
          handler.hasConnection() ? "spec.connection" : "spec.adapter",
          "",
          "this has no effect beside compiledAdapter; remove one of them");
    }
    return configure(
        resource,
        key.name() + "." + key.namespace(),
        adapter,
        resource.spec().get("params"),
        problems);
  }

  private static HandlerConfig configure(
      Resource resource, String name, Adapter<?> adapter, Object params, Problems problems) {
    Message config =
        ProtoYaml.decode(
            params, adapter.info().defaultConfig(), paramsPath(resource.key()), problems);
    return problems.hasErrors() ? null : new HandlerConfig(resource.key(), name, adapter, config);
  }
}
