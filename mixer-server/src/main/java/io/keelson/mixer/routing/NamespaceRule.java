package io.keelson.mixer.routing;

import io.keelson.attribute.RequestBag;
import io.keelson.attribute.Vocabulary;

/**
 * Which namespace's rules apply to a request: the destination's for a report from an inbound proxy
 * or where nothing is said, the source's for an outbound one. Reading records references.
 */
final class NamespaceRule {
  private final int reporterKind;
  private final int source;
  private final int destination;

  /**
   * These words are in the global dictionary, so they have slots whether they are declared or not.
   */
  NamespaceRule(Vocabulary vocabulary) {
    reporterKind = vocabulary.slotOf("context.reporter.kind");
    source = vocabulary.slotOf("source.namespace");
    destination = vocabulary.slotOf("destination.namespace");
  }

  String of(RequestBag bag) {
    Object kind = bag.get(reporterKind);
    int slot;
    if (!(kind instanceof String text) || text.equals("inbound")) {
      slot = destination;
    } else if (text.equals("outbound")) {
      slot = source;
    } else {
      return "";
    }
    return bag.get(slot) instanceof String namespace ? namespace : "";
  }
}
