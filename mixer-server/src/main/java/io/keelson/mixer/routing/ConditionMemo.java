package io.keelson.mixer.routing;

import io.keelson.attribute.RequestBag;
import io.keelson.expression.EvaluationException;
import java.util.Arrays;

/**
 * The outcomes of conditions for one state of one bag: each is evaluated at most once. One request,
 * one thread; clear it when the bag changes.
 */
public final class ConditionMemo {
  private static final byte UNKNOWN = 0;
  private static final byte FALSE = 1;
  private static final byte TRUE = 2;
  private static final byte FAILED = 3;

  private final byte[] outcomes;
  private String[] failures;

  ConditionMemo(int conditions) {
    outcomes = new byte[conditions];
  }

  /**
   * Whether a condition holds. One that cannot be evaluated does not.
   *
   * @param condition null always holds
   * @param fault told where it cannot be evaluated
   */
  public boolean holds(Condition condition, RequestBag bag, RuntimeFault fault) {
    if (condition == null) {
      return true;
    }
    byte outcome = outcomes[condition.id()];
    if (outcome == UNKNOWN) {
      outcome = evaluate(condition, bag);
      outcomes[condition.id()] = outcome;
    }
    if (outcome == FAILED) {
      fault.report(failures[condition.id()]);
      return false;
    }
    return outcome == TRUE;
  }

  private byte evaluate(Condition condition, RequestBag bag) {
    try {
      return condition.expression().test(bag) ? TRUE : FALSE;
    } catch (EvaluationException noValue) {
      return failed(condition, noValue.getMessage());
    } catch (RuntimeException | StackOverflowError unexpected) {
      return failed(condition, "unexpected failure: " + unexpected);
    }
  }

  private byte failed(Condition condition, String reason) {
    if (failures == null) {
      failures = new String[outcomes.length];
    }
    failures[condition.id()] = reason;
    return FAILED;
  }

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(outcomes, UNKNOWN);
  }
}
