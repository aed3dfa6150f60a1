package io.keelson.config.snapshot;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.config.resource.ResourceKey;

/**
 * A handler as configured.
 *
 * @param name as messages, metrics and logs show it: {@code name.namespace} for kind {@code
 *     handler}, {@code name.kind.namespace} for a legacy kind
 * @param adapter the adapter object that builds it
 * @param params the operator's values over the adapter's defaults
 */
public record HandlerConfig(ResourceKey key, String name, Adapter<?> adapter, Message params) {}
