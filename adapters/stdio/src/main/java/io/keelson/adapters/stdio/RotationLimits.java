package io.keelson.adapters.stdio;

/**
 * When to begin a new file, and which finished ones to keep.
 *
 * @param bytes size of a file; a single line may exceed it
 * @param days age of finished files; 0 keeps them for ever
 * @param files number of finished files; 0 keeps them all
 */
record RotationLimits(long bytes, int days, int files) {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final int DEFAULT_MEBIBYTES = 100;

  /** Sizes that are not positive stand for the default, ages and numbers for no limit. */
  static RotationLimits of(Params config) {
    int size = config.getMaxMegabytesBeforeRotation();
    return new RotationLimits(
        (size > 0 ? size : DEFAULT_MEBIBYTES) * MEBIBYTE,
        Math.max(0, config.getMaxDaysBeforeRotation()),
        Math.max(0, config.getMaxRotatedFiles()));
  }
}
