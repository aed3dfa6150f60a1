package io.keelson.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads one attribute for generated code, as its declared type. A record because the JIT trusts its
 * fields to be final, so the slot becomes part of the code.
 *
 * <p>The methods named {@code …OrNull} give null where the attribute is absent, the others throw.
 * INT64 and DURATION stand in for each other, as the reference reads both as a number.
 */
record Reader(int slot, String name, EvaluationException missing) {

  static Reader of(Attribute attribute) {
    return new Reader(
        attribute.slot(),
        attribute.name(),
        new EvaluationException("lookup failed: '" + attribute.name() + "'"));
  }

  /** The name of the method that reads a type, or null where it is absent. */
  static String orNullMethod(ValueType type) {
    return method(type) + "OrNull";
  }

  /** The name of the method that reads a type. */
  static String method(ValueType type) {
    return switch (type) {
      case STRING, DNS_NAME, EMAIL_ADDRESS, URI -> "text";
      case INT64 -> "int64";
      case DOUBLE -> "float64";
      case BOOL -> "bool";
      case TIMESTAMP -> "timestamp";
      case DURATION -> "duration";
      case IP_ADDRESS -> "address";
      case STRING_MAP -> "map";
      case VALUE_TYPE_UNSPECIFIED -> throw new IllegalArgumentException("no type: " + type);
    };
  }

  private <T> T present(T value) {
    if (value == null) {
      throw missing;
    }
    return value;
  }

  private EvaluationException wrongType(String wanted, Object value) {
    return new EvaluationException(
        "error converting value to " + wanted + ": '" + ValueText.of(value) + "'");
  }

  String textOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrongType("string", value);
  }

  String text(RequestBag bag) {
    return present(textOrNull(bag));
  }

  Long int64OrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof Long) {
      return (Long) value;
    }
    if (value instanceof Duration duration) {
      try {
        return duration.toNanos();
      } catch (ArithmeticException e) {
        throw wrongType("integer or duration", value);
      }
    }
    throw wrongType("integer or duration", value);
  }

  Long int64(RequestBag bag) {
    return present(int64OrNull(bag));
  }

  Duration durationOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof Duration) {
      return (Duration) value;
    }
    if (value instanceof Long nanos) {
      return Duration.ofNanos(nanos);
    }
    throw wrongType("integer or duration", value);
  }

  Duration duration(RequestBag bag) {
    return present(durationOrNull(bag));
  }

  Double float64OrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof Double) {
      return (Double) value;
    }
    throw wrongType("double", value);
  }

  Double float64(RequestBag bag) {
    return present(float64OrNull(bag));
  }

  Boolean boolOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrongType("bool", value);
  }

  Boolean bool(RequestBag bag) {
    return present(boolOrNull(bag));
  }

  Instant timestampOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof Instant) {
      return (Instant) value;
    }
    throw wrongType("timestamp", value);
  }

  Instant timestamp(RequestBag bag) {
    return present(timestampOrNull(bag));
  }

  IpAddress addressOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof IpAddress) {
      return (IpAddress) value;
    }
    throw wrongType("IP address", value);
  }

  IpAddress address(RequestBag bag) {
    return present(addressOrNull(bag));
  }

  StringMap mapOrNull(RequestBag bag) {
    Object value = bag.get(slot);
    if (value == null || value instanceof StringMap) {
      return (StringMap) value;
    }
    throw wrongType("string map", value);
  }

  StringMap map(RequestBag bag) {
    return present(mapOrNull(bag));
  }
}
