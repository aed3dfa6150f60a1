package io.keelson.expression.conformance;

import io.keelson.attribute.DurationText;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attribute values as trees of type and value: INT64 as decimal text, TIMESTAMP as RFC 3339,
 * DURATION in Go notation, BYTES as base64, IP_ADDRESS as text.
 */
public final class TypedValues {
  private TypedValues() {}

  /**
   * The run-time value of a tree; null for type NULL.
   *
   * @throws IllegalArgumentException where the tree is no value; the message says why
   */
  public static Object read(Map<?, ?> tree) {
    Object type = tree.get("type");
    Object value = tree.get("value");
    if (!(type instanceof String name)) {
      throw new IllegalArgumentException("a value has no type: " + tree);
    }
    try {
      return switch (name) {
        case "NULL" -> null;
        case "STRING", "DNS_NAME", "EMAIL_ADDRESS", "URI" -> text(value);
        case "INT64" -> Long.valueOf(value.toString());
        case "DOUBLE" -> number(value);
        case "BOOL" -> bool(value);
        case "TIMESTAMP" -> OffsetDateTime.parse(text(value)).toInstant();
        case "DURATION" ->
            DurationText.parse(text(value))
                .orElseThrow(() -> new IllegalArgumentException("not a duration"));
        case "BYTES" -> octets(Base64.getDecoder().decode(text(value)));
        case "IP_ADDRESS" -> IpAddress.of(InetAddress.ofLiteral(text(value)).getAddress());
        case "STRING_MAP" -> map(value);
        default -> throw new IllegalArgumentException("there is no such type");
      };
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException(
          "cannot read '%s' as %s: %s".formatted(value, name, e.getMessage()), e);
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it must be text");
  }

  private static Double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return switch (text(value)) {
      case "+Inf", "Inf", "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
      case String digits -> Double.valueOf(digits);
    };
  }

  private static Boolean bool(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new IllegalArgumentException("it must be true or false");
  }

  private static Object octets(byte[] octets) {
    return octets.length == 4 || octets.length == 16 ? IpAddress.of(octets) : octets;
  }

  private static StringMap map(Object value) {
    if (!(value instanceof Map<?, ?> entries)) {
      throw new IllegalArgumentException("it must be a map");
    }
    var map = new LinkedHashMap<String, String>();
    entries.forEach((key, entry) -> map.put(text(key), text(entry)));
    return StringMap.of(map);
  }

  /** The tree of a run-time value; IP addresses as BYTES. */
  public static Map<String, Object> write(Object value) {
    return switch (value) {
      case null -> tree("NULL", null);
      case String text -> tree("STRING", text);
      case Long number -> tree("INT64", number.toString());
      case Double number -> tree("DOUBLE", finite(number));
      case Boolean truth -> tree("BOOL", truth);
      case Instant instant -> tree("TIMESTAMP", instant.toString());
      case Duration duration -> tree("DURATION", DurationText.format(duration));
      case IpAddress address -> tree("BYTES", Base64.getEncoder().encodeToString(address.octets()));
      case byte[] bytes -> tree("BYTES", Base64.getEncoder().encodeToString(bytes));
      case StringMap map -> tree("STRING_MAP", new TreeMap<>(map.asMap()));
      default -> throw new IllegalArgumentException("no attribute has " + value.getClass());
    };
  }

  /** The number itself, or its name where JSON has no form for it. */
  private static Object finite(Double number) {
    if (Double.isFinite(number)) {
      return number;
    }
    return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
  }

  private static Map<String, Object> tree(String type, Object value) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("type", type);
    tree.put("value", value);
    return tree;
  }
}
