package io.keelson.mixer.routing;

import io.keelson.expression.Expression;

/**
 * When something applies. Rules whose match has the same text share one condition.
 *
 * @param id from 0, dense: where a {@link ConditionMemo} keeps its outcome
 */
public record Condition(int id, Expression expression) {
  @Override
  public String toString() {
    return expression.text();
  }
}
