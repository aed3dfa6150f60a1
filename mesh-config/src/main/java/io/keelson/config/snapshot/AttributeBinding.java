package io.keelson.config.snapshot;

import io.keelson.attribute.Attribute;
import io.keelson.expression.Expression;

/**
 * What one output of an attribute generator becomes.
 *
 * @param target the attribute that is set
 * @param value over the request's attributes and the outputs, which the dispatcher puts into the
 *     slots of {@link Snapshot#outputSlots}
 */
public record AttributeBinding(Attribute target, Expression value) {}
