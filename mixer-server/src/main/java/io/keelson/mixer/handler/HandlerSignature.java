package io.keelson.mixer.handler;

import com.google.protobuf.Message;
import io.keelson.adapter.Adapter;
import io.keelson.adapter.template.InstanceType;
import java.util.List;

/**
 * All that determines a handler. Two handlers of one name and equal signatures are the same
 * handler: protobuf messages compare without regard to the order of map entries, types compare by
 * name and by the type of each field.
 *
 * @param adapter the very object: a reloaded plugin gives a new one
 * @param types sorted by name
 */
record HandlerSignature(Adapter<?> adapter, Message params, List<InstanceType> types) {}
