package io.keelson.envoy;

import java.util.regex.Pattern;

/** The forms of names. */
final class Labels {
  private static final int MAX_LABEL_LENGTH = 63;
  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern DNS_LABEL =
      Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

  private Labels() {}

  static boolean isDnsLabel(String text) {
    return text.length() <= MAX_LABEL_LENGTH && DNS_LABEL.matcher(text).matches();
  }

  /** DNS labels between dots; a last label of digits alone would be an address. */
  static boolean isFqdn(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME_LENGTH) {
      return false;
    }
    String[] labels = text.split("\\.", -1);
    for (String label : labels) {
      if (!isDnsLabel(label)) {
        return false;
      }
    }
    return !labels[labels.length - 1].matches("[0-9]+");
  }
}
