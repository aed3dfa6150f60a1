package io.keelson.adapter.kit;

/**
 * A wish for units of a quota.
 *
 * @param name the short name of quota instances
 * @param amount negative gives back
 * @param bestEffort whether fewer will do
 */
public record KitQuota(String name, long amount, boolean bestEffort) {
  /** All or nothing. */
  public static KitQuota exactly(String name, long amount) {
    return new KitQuota(name, amount, false);
  }

  /** So many, or what there is. */
  public static KitQuota upTo(String name, long amount) {
    return new KitQuota(name, amount, true);
  }
}
