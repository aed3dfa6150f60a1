package io.keelson.mixer.kit;

import io.keelson.adapter.kit.KitCheck;
import io.keelson.attribute.References;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.HeaderChange;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Answers of the dispatcher, as a kit shows them. */
final class KitAnswers {
  private KitAnswers() {}

  static KitCheck of(CheckAnswer answer) {
    var grants = new HashMap<String, KitCheck.Grant>();
    answer
        .quotas()
        .forEach(
            grant ->
                grants.put(
                    grant.name(), new KitCheck.Grant(grant.amount(), grant.validDuration())));
    return new KitCheck(
        answer.status(),
        answer.validDuration(),
        answer.validUseCount(),
        names(answer.references(), References.Condition.EXACT),
        names(answer.references(), References.Condition.ABSENCE),
        headers(answer.requestHeaders()),
        headers(answer.responseHeaders()),
        answer.directResponse(),
        grants);
  }

  private static Set<String> names(References references, References.Condition condition) {
    var names = new LinkedHashSet<String>();
    for (References.Reference reference : references.list()) {
      if (reference.condition() == condition) {
        names.add(
            reference.key() == null
                ? reference.name()
                : reference.name() + "[" + reference.key() + "]");
      }
    }
    return names;
  }

  private static List<KitCheck.Header> headers(List<HeaderChange> changes) {
    return changes.stream()
        .map(
            change ->
                new KitCheck.Header(
                    KitCheck.Operation.valueOf(change.operation().name()),
                    change.name(),
                    change.value()))
        .toList();
  }
}
