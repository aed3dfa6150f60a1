package io.keelson.adapter.template;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the values that {@link Template#newInstance} and {@link Template#newType} get; generated
 * code calls it. What is absent becomes the zero value of its type. A value of another class than
 * its field's throws {@link ClassCastException}.
 */
public final class Slots {
  /** What an absent timestamp reads as: the start of the year 1. */
  public static final Instant NO_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

  private Slots() {}

  public static String text(Object value) {
    return value == null ? "" : (String) value;
  }

  public static long integer(Object value) {
    return value == null ? 0 : (Long) value;
  }

  public static double number(Object value) {
    return value == null ? 0 : (Double) value;
  }

  public static boolean flag(Object value) {
    return value != null && (Boolean) value;
  }

  public static Instant instant(Object value) {
    return value == null ? NO_INSTANT : (Instant) value;
  }

  public static Duration duration(Object value) {
    return value == null ? Duration.ZERO : (Duration) value;
  }

  /** Null where absent: no address stands for none. */
  public static IpAddress address(Object value) {
    return (IpAddress) value;
  }

  public static Dimensions dimensions(Object value) {
    return value == null ? Dimensions.EMPTY : (Dimensions) value;
  }

  public static ValueType type(Object value) {
    return value == null ? ValueType.VALUE_TYPE_UNSPECIFIED : (ValueType) value;
  }

  public static DimensionTypes dimensionTypes(Object value) {
    return value == null ? DimensionTypes.EMPTY : (DimensionTypes) value;
  }

  /**
   * A nested message; an absent one becomes one without any values.
   *
   * @param size how many fields the message has
   */
  public static <T> T nested(Object value, int size, Function<Object[], T> fill) {
    return fill.apply(value == null ? new Object[size] : (Object[]) value);
  }

  /**
   * A nested message that contains itself: an absent one stays null, for an empty one has no end.
   */
  public static <T> T nullable(Object value, Function<Object[], T> fill) {
    return value == null ? null : fill.apply((Object[]) value);
  }

  /** A map of nested messages, in the order of the given one. */
  public static <T> Map<String, T> nestedMap(Object value, Function<Object[], T> fill) {
    if (value == null) {
      return Map.of();
    }
    Map<String, T> filled = new LinkedHashMap<>();
    ((Map<?, ?>) value)
        .forEach((key, each) -> filled.put((String) key, fill.apply((Object[]) each)));
    return Collections.unmodifiableMap(filled);
  }

  /** The same list under the type that its template's handlers take. */
  @SuppressWarnings("unchecked") // one template's batches hold nothing else
  public static <T extends Instance> List<T> batch(List<Instance> instances) {
    return (List<T>) (List<?>) instances;
  }
}
