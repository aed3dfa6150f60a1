package io.keelson.mixer.dispatch;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;

/** The elements of one report, decoded one after the other. Called on the caller's loop only. */
public interface ReportElements {

  /**
   * Decodes the next element into the bag, which is the same one for all elements.
   *
   * @return false where there are no more
   * @throws AttributeException where this element is bad; the next call goes on with the one after
   *     it
   */
  boolean next(RequestBag bag) throws AttributeException;
}
