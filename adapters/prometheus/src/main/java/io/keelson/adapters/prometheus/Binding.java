package io.keelson.adapters.prometheus;

import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapters.prometheus.Params.MetricInfo;
import java.util.List;

/** Which dimension goes to which label of a metric. Immutable. */
final class Binding {
  final Family family;
  final Rows rows;

  /** Where a row keeps the series of this metric. */
  final int slot;

  /** Why no instance can be recorded, or null. */
  final String fault;

  private final boolean counter;
  private final boolean gauge;

  /** The dimension of each label; null where each label stands where its dimension does. */
  private final int[] dimensions;

  Binding(Family family, Rows rows) {
    this.family = family;
    this.rows = rows;
    counter = family.definition().kind() == MetricInfo.Kind.COUNTER;
    gauge = family.definition().kind() == MetricInfo.Kind.GAUGE;
    slot = rows.newSlot();
    List<String> labels = family.definition().labels();
    var found = new int[labels.size()];
    fault = match(labels, rows.types(), found);
    dimensions = isIdentity(found) ? null : found;
  }

  private static String match(List<String> labels, DimensionTypes types, int[] found) {
    for (int label = 0; label < found.length; label++) {
      found[label] = -1;
      for (int i = 0; i < types.size(); i++) {
        if (Naming.sanitize(types.key(i)).equals(labels.get(label))) {
          if (found[label] >= 0) {
            return "two dimensions are called '"
                + labels.get(label)
                + "' when exported: rename one";
          }
          found[label] = i;
        }
      }
      if (found[label] < 0) {
        return "label name \""
            + labels.get(label)
            + "\" missing in label map: the instance has the dimensions "
            + types.keys();
      }
    }
    return found.length == types.size()
        ? null
        : "inconsistent label cardinality: expected "
            + labels
            + " but the instance has the dimensions "
            + types.keys()
            + "; make labelNames list all of them";
  }

  private static boolean isIdentity(int[] found) {
    for (int i = 0; i < found.length; i++) {
      if (found[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** Why this instance cannot be recorded, or null. */
  String fault(MetricInstance instance) {
    if (fault != null) {
      return fault;
    }
    if (!rows.fits(instance.dimensions())) {
      return "it has the dimensions "
          + instance.dimensions().types().keys()
          + " but had "
          + rows.types().keys()
          + " when the handler was built";
    }
    Object value = instance.value();
    if (!Numbers.isNumber(value)) {
      return Numbers.fault(value);
    }
    double number = Numbers.of(value);
    if (!gauge && !Double.isFinite(number)) {
      return "its value is " + number + ", which would spoil the sum for ever";
    }
    return counter && number < 0
        ? "its value is " + number + ", but a counter cannot decrease"
        : null;
  }

  /** The row's values in the order of this metric's labels. */
  Labels labels(Rows.Row row) {
    String[] texts = row.texts();
    if (dimensions == null) {
      return new Labels(texts);
    }
    var values = new String[dimensions.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = texts[dimensions[i]];
    }
    return new Labels(values);
  }
}
