package io.keelson.expression;

/** E-mail addresses: one RFC 5322 address without display name. */
final class EmailAddresses {
  private static final String SPECIALS = "()<>[]:;@\\,\"";

  private record Parts(String local, String domain) {}

  private EmailAddresses() {}

  /** The text itself, where it is an address whose domain is a DNS name. */
  static String validate(String text) {
    Parts parts = parse(text);
    try {
      DnsNames.validate(parts.domain());
    } catch (EvaluationException e) {
      throw problem(text, e.getMessage());
    }
    return text;
  }

  /** Local parts count to the letter, domains as DNS names. */
  static boolean equal(String left, String right) {
    Parts a = parse(left);
    Parts b = parse(right);
    return a.local().equals(b.local()) && DnsNames.equal(a.domain(), b.domain());
  }

  private static EvaluationException problem(String text, String reason) {
    return new EvaluationException("error converting '" + text + "' to e-mail: '" + reason + "'");
  }

  private static Parts parse(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      throw problem(text, "the address is empty");
    }
    if (text.charAt(end - 1) == '>') {
      if (text.charAt(start) != '<') {
        throw problem(text, "display names are not allowed");
      }
      start++;
      end--;
    }
    int at = start;
    String local;
    if (text.charAt(start) == '"') {
      var unquoted = new StringBuilder();
      at++;
      while (at < end && text.charAt(at) != '"') {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < end) {
          c = text.charAt(++at);
        }
        if (c != '\t' && (c < ' ' || c == 127)) {
          throw problem(text, "the local part has a control character");
        }
        unquoted.append(c);
        at++;
      }
      if (at >= end) {
        throw problem(text, "the quoted local part does not end");
      }
      at++;
      local = unquoted.toString();
    } else {
      while (at < end && text.charAt(at) != '@') {
        at++;
      }
      local = dottedAtom(text, start, at, "local part");
    }
    if (at >= end || text.charAt(at) != '@') {
      throw problem(text, "there is no @ between local part and domain");
    }
    return new Parts(local, dottedAtom(text, at + 1, end, "domain"));
  }

  private static String dottedAtom(String text, int start, int end, String what) {
    if (start == end) {
      throw problem(text, "the " + what + " is empty");
    }
    boolean dot = true;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (dot) {
          throw problem(text, "the " + what + " begins with a dot or has two in a row");
        }
        dot = true;
      } else if (c <= ' ' || c == 127 || SPECIALS.indexOf(c) >= 0) {
        throw problem(text, "the " + what + " has the character '" + c + "'");
      } else {
        dot = false;
      }
    }
    if (dot) {
      throw problem(text, "the " + what + " ends with a dot");
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
