package io.keelson.config.snapshot;

import io.keelson.adapter.template.Instance;
import io.keelson.attribute.RequestBag;

/** Fills a template for one request. Immutable and thread safe. */
public interface InstanceBuilder {

  /**
   * Evaluates the fields. Values may outlive the request: string maps are copied.
   *
   * @param shared what instances of one bag share (equal maps of expressions are evaluated once),
   *     or null where references are tracked
   * @throws io.keelson.expression.EvaluationException with the text {@code evaluation failed at
   *     [INSTANCE]'FIELD': 'CAUSE'}
   */
  Instance build(RequestBag bag, SharedDimensions shared);
}
