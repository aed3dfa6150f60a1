package io.keelson.cli.client;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Attributes as the command line gives them: comma-separated {@code name=value} lists, one option a
 * type, and {@code -a} that guesses. A backslash before a comma, a semicolon or a backslash makes
 * it part of the value.
 */
final class AttributeFlags {
  private static final String LIST = "NAME=VALUE[,NAME=VALUE…]";

  @Option(
      names = {"-a", "--attributes"},
      paramLabel = LIST,
      description =
          "Attributes whose type is guessed: integer, double, boolean, timestamp, duration, bytes,"
              + " string map, string, in that order. They override typed ones of the same name.")
  private String guessed;

  @Option(
      names = {"-s", "--string_attributes"},
      paramLabel = LIST,
      description = "STRING attributes.")
  private String strings;

  @Option(
      names = {"-i", "--int64_attributes"},
      paramLabel = LIST,
      description = "INT64 attributes, base 10.")
  private String int64s;

  @Option(
      names = {"-d", "--double_attributes"},
      paramLabel = LIST,
      description = "DOUBLE attributes.")
  private String doubles;

  @Option(
      names = {"-b", "--bool_attributes"},
      paramLabel = LIST,
      description = "BOOL attributes.")
  private String bools;

  @Option(
      names = {"-t", "--timestamp_attributes"},
      paramLabel = LIST,
      description = "TIMESTAMP attributes, RFC 3339.")
  private String timestamps;

  @Option(
      names = "--duration_attributes",
      paramLabel = LIST,
      description = "DURATION attributes, such as 1h30m.")
  private String durations;

  @Option(
      names = "--bytes_attributes",
      paramLabel = LIST,
      description = "BYTES and IP_ADDRESS attributes: hexadecimal octets separated by colons.")
  private String bytes;

  @Option(
      names = "--stringmap_attributes",
      paramLabel = "NAME=KEY:VALUE[;KEY:VALUE…][,…]",
      description = "STRING_MAP attributes; the first colon separates.")
  private String stringMaps;

  /** Something on the command line that cannot be read; the message says what. */
  static final class FlagException extends RuntimeException {
    FlagException(String message) {
      super(message, null, false, false);
    }
  }

  @FunctionalInterface
  private interface Reader {
    Object read(String text) throws FlagException;
  }

  /** Every attribute given, by name, as the run-time value it stands for. */
  Map<String, Object> values() {
    var values = new LinkedHashMap<String, Object>();
    add(values, strings, text -> unescape(text));
    add(values, int64s, AttributeFlags::int64);
    add(values, doubles, AttributeFlags::doubleValue);
    add(values, bools, AttributeFlags::bool);
    add(values, timestamps, AttributeFlags::timestamp);
    add(values, durations, AttributeFlags::duration);
    add(values, bytes, AttributeFlags::octets);
    add(values, stringMaps, AttributeFlags::stringMap);
    add(values, guessed, AttributeFlags::guess);
    return values;
  }

  private static void add(Map<String, Object> values, String list, Reader reader) {
    if (list == null || list.isEmpty()) {
      return;
    }
    for (String pair : split(list, ',')) {
      int separator = pair.indexOf('=');
      if (separator < 0) {
        throw new FlagException("attribute value " + pair + " does not include an = sign");
      }
      if (separator == 0) {
        throw new FlagException("attribute value " + pair + " does not contain a valid name");
      }
      String name = pair.substring(0, separator);
      try {
        values.put(name, reader.read(pair.substring(separator + 1)));
      } catch (FlagException unreadable) {
        throw new FlagException("attribute " + name + ": " + unreadable.getMessage());
      }
    }
  }

  /**
   * Cuts at the separator where no backslash stands before it; escapes stay for {@link #unescape}.
   */
  static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == separator) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escape =
          c == '\\' && i + 1 < text.length() && ",;\\".indexOf(text.charAt(i + 1)) >= 0;
      plain.append(escape ? text.charAt(++i) : c);
    }
    return plain.toString();
  }

  private static Object int64(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException cause) {
      throw new FlagException("'" + text + "' is not a 64-bit integer in base 10");
    }
  }

  private static Object doubleValue(String text) {
    return tryDouble(text)
        .orElseThrow(() -> new FlagException("'" + text + "' is not a floating-point number"));
  }

  private static Optional<Double> tryDouble(String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    return switch (lower) {
      case "inf", "+inf", "infinity", "+infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      case "nan" -> Optional.of(Double.NaN);
      default -> {
        if (!text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")) {
          yield Optional.empty();
        }
        yield Optional.of(Double.parseDouble(text));
      }
    };
  }

  private static Object bool(String text) {
    return tryBool(text)
        .orElseThrow(() -> new FlagException("'" + text + "' is not a boolean: true or false"));
  }

  private static Optional<Boolean> tryBool(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> Optional.of(true);
      case "0", "f", "F", "FALSE", "false", "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Object timestamp(String text) {
    return tryTimestamp(text)
        .orElseThrow(
            () ->
                new FlagException(
                    "'" + text + "' is not an RFC 3339 timestamp such as 2026-01-02T15:04:05Z"));
  }

  private static Optional<Instant> tryTimestamp(String text) {
    try {
      return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException notATimestamp) {
      return Optional.empty();
    }
  }

  private static Object duration(String text) {
    return DurationText.parse(text)
        .orElseThrow(
            () -> new FlagException("'" + text + "' is not a duration such as 1h30m or 250ms"));
  }

  private static Object octets(String text) {
    return tryOctets(text)
        .orElseThrow(
            () ->
                new FlagException(
                    "'" + text + "' is not a list of hexadecimal octets such as 0a:00:00:01"));
  }

  /** An {@link IpAddress} where there are 4 or 16 octets, else a byte array. */
  private static Optional<Object> tryOctets(String text) {
    String[] parts = text.split(":", -1);
    byte[] octets = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].matches("[0-9a-fA-F]{1,2}")) {
        return Optional.empty();
      }
      octets[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return Optional.of(octets.length == 4 || octets.length == 16 ? IpAddress.of(octets) : octets);
  }

  private static Object stringMap(String text) {
    return tryStringMap(text)
        .orElseThrow(
            () ->
                new FlagException("'" + text + "' is not a string map such as app:web;version:v1"));
  }

  private static Optional<StringMap> tryStringMap(String text) {
    var entries = new LinkedHashMap<String, String>();
    for (String pair : split(text, ';')) {
      int separator = pair.indexOf(':');
      if (separator < 0) {
        return Optional.empty();
      }
      entries.put(unescape(pair.substring(0, separator)), unescape(pair.substring(separator + 1)));
    }
    return Optional.of(StringMap.of(entries));
  }

  private static Object guess(String text) {
    if (text.matches("[-+]?[0-9]{1,19}")) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException beyondRange) {
        return Double.parseDouble(text);
      }
    }
    Optional<?> guess = tryDouble(text);
    if (guess.isEmpty()) {
      guess = tryBool(text);
    }
    if (guess.isEmpty()) {
      guess = tryTimestamp(text);
    }
    if (guess.isEmpty()) {
      guess = DurationText.parse(text);
    }
    if (guess.isEmpty()) {
      guess = tryOctets(text);
    }
    if (guess.isEmpty()) {
      guess = tryStringMap(text);
    }
    return guess.isPresent() ? guess.get() : unescape(text);
  }
}
