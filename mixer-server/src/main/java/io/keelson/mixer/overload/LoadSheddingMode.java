package io.keelson.mixer.overload;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happens to a call that an overload rule would refuse. */
public enum LoadSheddingMode {
  /** Nothing is measured, nothing refused. */
  DISABLED,
  /** The violation is logged, the call proceeds. */
  LOGONLY,
  /** The call is refused with UNAVAILABLE. */
  ENFORCE;

  /**
   * Reads the mode as operators write it, in any case.
   *
   * @throws IllegalArgumentException naming the modes that exist
   */
  public static LoadSheddingMode parse(String text) {
    for (LoadSheddingMode mode : values()) {
      if (mode.toString().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "unknown load shedding mode '"
            + text
            + "'; use one of "
            + Arrays.stream(values()).map(Object::toString).collect(Collectors.joining(", ")));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
