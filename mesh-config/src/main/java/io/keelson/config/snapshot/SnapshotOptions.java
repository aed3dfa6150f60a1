package io.keelson.config.snapshot;

/**
 * How resources are understood.
 *
 * @param defaultNamespace the namespace whose rules apply to every namespace
 * @param useAdapterCrds whether a resource whose kind is an adapter's name is a handler
 */
public record SnapshotOptions(String defaultNamespace, boolean useAdapterCrds) {
  public static final SnapshotOptions DEFAULT = new SnapshotOptions("istio-system", true);
}
