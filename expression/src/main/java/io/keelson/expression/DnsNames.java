package io.keelson.expression;

import java.text.Normalizer;

/**
 * DNS names: what {@code dnsName} accepts, and when two names are the same one. The rules are those
 * of IDNA (UTS 46, non-transitional) with the platform's own Unicode tables.
 */
final class DnsNames {
  private static final String PUNYCODE_PREFIX = "xn--";

  private DnsNames() {}

  /** The name with punycode labels in Unicode. */
  static String validate(String name) {
    try {
      if (name.isEmpty()) {
        throw new EvaluationException("the name is empty");
      }
      String composed = isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFC);
      return labels(composed, false);
    } catch (EvaluationException e) {
      throw new EvaluationException(
          "error converting '" + name + "' to dns name: '" + e.getMessage() + "'");
    }
  }

  /** Whether both are one name: case, punycode and one trailing dot make no difference. */
  static boolean equal(String left, String right) {
    int leftLength = left.length();
    int rightLength = right.length();
    boolean leftDot = leftLength > 0 && left.charAt(leftLength - 1) == '.';
    boolean rightDot = rightLength > 0 && right.charAt(rightLength - 1) == '.';
    if (isPlain(left) && isPlain(right)) {
      if (leftDot != rightDot && leftLength > 0 && rightLength > 0) {
        leftLength -= leftDot ? 1 : 0;
        rightLength -= rightDot ? 1 : 0;
      }
      if (leftLength != rightLength) {
        return false;
      }
      for (int i = 0; i < leftLength; i++) {
        if (lower(left.charAt(i)) != lower(right.charAt(i))) {
          return false;
        }
      }
      return true;
    }
    return withoutDot(lookupForm(left), right).equals(withoutDot(lookupForm(right), left));
  }

  private static String withoutDot(String form, String other) {
    return form.length() > 1
            && form.endsWith(".")
            && !other.isEmpty()
            && !isDot(other.charAt(other.length() - 1))
        ? form.substring(0, form.length() - 1)
        : form;
  }

  /** Letters, digits, dots, and no hyphen where one could matter: such a name needs no mapping. */
  private static boolean isPlain(String name) {
    boolean labelStart = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128) {
        return false;
      }
      if (c == '-'
          && (labelStart
              || i + 1 == name.length()
              || name.charAt(i + 1) == '.'
              || name.charAt(i + 1) == '-')) {
        return false;
      }
      labelStart = c == '.';
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  private static String lookupForm(String name) {
    return labels(mapped(name), true);
  }

  /** Case folding and compatibility mapping; characters that no name may have are refused. */
  private static String mapped(String name) {
    var folded = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (c < 128) {
                folded.append(lower((char) c));
              } else if (isDot(c)) {
                folded.append('.');
              } else if (c == 0x1E9E) {
                folded.append("ss");
              } else if (!isIgnored(c)) {
                refuseUnusable(c);
                folded.appendCodePoint(Character.toLowerCase(c));
              }
            });
    if (isAscii(folded)) {
      return folded.toString();
    }
    String composed = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    return Normalizer.normalize(Operators.toLower(composed), Normalizer.Form.NFC);
  }

  private static boolean isDot(int c) {
    return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
  }

  private static boolean isIgnored(int c) {
    return c == 0xAD
        || c == 0x34F
        || c == 0x200B
        || c == 0x2060
        || c == 0x2064
        || c == 0xFEFF
        || c >= 0xFE00 && c <= 0xFE0F;
  }

  private static void refuseUnusable(int c) {
    switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          throw new EvaluationException("the name has the character U+%04X".formatted(c));
      default -> {}
    }
  }

  /** Checks each label and shows punycode in Unicode. Empty labels are for lookups only. */
  private static String labels(String name, boolean lookup) {
    StringBuilder shown = null;
    int start = 0;
    while (start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      String label = name.substring(start, end);
      String unicode = label;
      if (label.isEmpty()) {
        // One dot may end a name.
        if (!lookup && (end < name.length() || start == 0)) {
          throw new EvaluationException("the name has an empty label");
        }
      } else if (label.startsWith(PUNYCODE_PREFIX)) {
        unicode = decoded(label);
        check(unicode);
      } else {
        check(label);
      }
      if (unicode != label && shown == null) {
        shown = new StringBuilder().append(name, 0, start);
      }
      if (shown != null) {
        shown.append(unicode);
        if (dot >= 0) {
          shown.append('.');
        }
      }
      start = end + 1;
    }
    return shown == null ? name : shown.toString();
  }

  private static String decoded(String label) {
    String unicode = Punycode.decode(label.substring(PUNYCODE_PREFIX.length()));
    if (unicode == null || isAscii(unicode) || !unicode.equals(mappedLabel(unicode))) {
      throw new EvaluationException("the label '" + label + "' is not valid punycode");
    }
    return unicode;
  }

  /** What the label should have been encoded from. */
  private static String mappedLabel(String label) {
    return label.indexOf('.') >= 0 ? "" : mapped(label);
  }

  private static void check(String label) {
    if (label.length() > 4 && label.charAt(2) == '-' && label.charAt(3) == '-') {
      throw new EvaluationException(
          "the label '" + label + "' has hyphens as third and fourth character");
    }
    if (label.charAt(0) == '-' || label.charAt(label.length() - 1) == '-') {
      throw new EvaluationException("the label '" + label + "' begins or ends with a hyphen");
    }
    switch (Character.getType(label.codePointAt(0))) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          throw new EvaluationException("the label '" + label + "' begins with a combining mark");
      default -> {}
    }
    label.codePoints().filter(c -> c >= 128).forEach(DnsNames::refuseUnusable);
  }

  private static boolean isAscii(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }
}
