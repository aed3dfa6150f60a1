package io.keelson.expression;

import java.util.Locale;

/** URIs: what {@code uri} accepts, and when two are the same. */
final class Uris {

  /**
   * The parts that equality looks at.
   *
   * @param authority null where there is none; with user information
   * @param rest path, query and fragment, or what follows the scheme of an opaque URI
   */
  private record Parts(String scheme, String authority, String rest) {}

  /**
   * Characters besides letters and digits that a host may have; RFC 3986 and what is seen in use.
   */
  private static final String HOST_MARKS = "-._~!$&'()*+,;=:[]<>\"";

  private static final String USER_MARKS = "-._:~!$&'()*+,;=%@";

  private Uris() {}

  /** The text itself, where it can be read as a URI or a reference. */
  static String validate(String text) {
    if (text.isEmpty()) {
      throw new EvaluationException("error converting string to uri: empty string");
    }
    parse(text);
    return text;
  }

  /** Schemes, and hosts of http and https, compare without case; all else to the letter. */
  static boolean equal(String left, String right) {
    Parts a = parse(left);
    Parts b = parse(right);
    if (!a.scheme().equals(b.scheme())) {
      return false;
    }
    if (!a.rest().equals(b.rest())) {
      return false;
    }
    if (a.authority() == null || b.authority() == null) {
      return a.authority() == b.authority();
    }
    if (!a.scheme().equals("http") && !a.scheme().equals("https")) {
      return a.authority().equals(b.authority());
    }
    int hostA = a.authority().lastIndexOf('@') + 1;
    int hostB = b.authority().lastIndexOf('@') + 1;
    int portA = portStart(a.authority(), hostA);
    int portB = portStart(b.authority(), hostB);
    return a.authority().substring(0, hostA).equals(b.authority().substring(0, hostB))
        && a.authority().substring(portA).equals(b.authority().substring(portB))
        && DnsNames.equal(
            a.authority().substring(hostA, portA), b.authority().substring(hostB, portB));
  }

  private static int portStart(String authority, int host) {
    int colon = authority.lastIndexOf(':');
    return colon < host || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
  }

  private static EvaluationException problem(String text, String reason) {
    return new EvaluationException(
        "error converting string to uri '" + text + "': '" + reason + "'");
  }

  private static Parts parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 127) {
        throw problem(text, "it has a control character");
      }
    }
    int hash = text.indexOf('#');
    int end = hash < 0 ? text.length() : hash;
    if (hash >= 0) {
      checkEscapes(text, hash + 1, text.length());
    }
    int schemeEnd = schemeEnd(text, end);
    String scheme = text.substring(0, Math.max(schemeEnd, 0)).toLowerCase(Locale.ROOT);
    int rest = schemeEnd + 1;
    int query = text.indexOf('?', rest);
    int pathEnd = query < 0 || query > end ? end : query;
    if (!text.startsWith("/", rest) || rest >= pathEnd) {
      if (scheme.isEmpty()) {
        int colon = text.indexOf(':', rest);
        int slash = text.indexOf('/', rest);
        if (colon >= 0 && colon < pathEnd && (slash < 0 || colon < slash)) {
          throw problem(text, "the first path segment has a colon");
        }
        checkEscapes(text, rest, pathEnd);
      }
      return new Parts(scheme, null, text.substring(rest));
    }
    String authority = null;
    if (text.startsWith("//", rest)
        && rest + 2 <= pathEnd
        && (!scheme.isEmpty() || !text.startsWith("///", rest))) {
      int slash = text.indexOf('/', rest + 2);
      int authorityEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
      authority = text.substring(rest + 2, authorityEnd);
      checkAuthority(text, authority);
      rest = authorityEnd;
    }
    checkEscapes(text, rest, pathEnd);
    return new Parts(scheme, authority, text.substring(rest));
  }

  /** Where the colon after the scheme stands, or -1. */
  private static int schemeEnd(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (c == ':') {
        if (i == 0) {
          throw problem(text, "the scheme before the colon is missing");
        }
        return i;
      }
      if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
        return -1;
      }
    }
    return -1;
  }

  private static void checkAuthority(String text, String authority) {
    int at = authority.lastIndexOf('@');
    for (int i = 0; i < at; i++) {
      if (!isAlphanumeric(authority.charAt(i)) && USER_MARKS.indexOf(authority.charAt(i)) < 0) {
        throw problem(text, "the user information has a character that it may not have");
      }
    }
    checkEscapes(text, authority, 0, at);
    String host = authority.substring(at + 1);
    String port = "";
    if (host.startsWith("[")) {
      int close = host.lastIndexOf(']');
      if (close < 0) {
        throw problem(text, "the ] that ends the host is missing");
      }
      port = host.substring(close + 1);
    } else {
      int colon = host.lastIndexOf(':');
      if (colon >= 0) {
        port = host.substring(colon);
      }
    }
    for (int i = 0; i < port.length(); i++) {
      if (i == 0 ? port.charAt(0) != ':' : port.charAt(i) < '0' || port.charAt(i) > '9') {
        throw problem(text, "the port after the host is not a number");
      }
    }
    checkEscapes(text, host, 0, host.length());
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '%') {
        // Only bytes beyond ASCII, and the zone of an IPv6 address, may be escaped in a host.
        boolean zone = host.startsWith("[") && host.startsWith("%25", i);
        if (!zone && !host.startsWith("[") && Character.digit(host.charAt(i + 1), 16) < 8) {
          throw problem(text, "the host has an escape that it may not have");
        }
      } else if (c < 128 && !isAlphanumeric(c) && HOST_MARKS.indexOf(c) < 0) {
        throw problem(text, "the host has the character '" + c + "'");
      }
    }
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static void checkEscapes(String text, int start, int end) {
    checkEscapes(text, text, start, end);
  }

  private static void checkEscapes(String text, String part, int start, int end) {
    for (int i = start; i < end; i++) {
      if (part.charAt(i) == '%'
          && (i + 2 >= end
              || Character.digit(part.charAt(i + 1), 16) < 0
              || Character.digit(part.charAt(i + 2), 16) < 0)) {
        throw problem(text, "the % at " + i + " is not followed by two hexadecimal digits");
      }
    }
  }
}
