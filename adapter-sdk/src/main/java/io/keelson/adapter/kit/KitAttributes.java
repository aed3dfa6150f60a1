package io.keelson.adapter.kit;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StringMap;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns values that are handy to write into run-time values. */
final class KitAttributes {
  private KitAttributes() {}

  static Map<String, Object> normal(Map<String, ?> attributes) {
    Map<String, Object> normal = new LinkedHashMap<>();
    attributes.forEach((name, value) -> normal.put(name, normal(name, value)));
    return Map.copyOf(normal);
  }

  private static Object normal(String name, Object value) {
    return switch (value) {
      case String s -> s;
      case Long l -> l;
      case Integer i -> i.longValue();
      case Double d -> d;
      case Float f -> f.doubleValue();
      case Boolean b -> b;
      case Instant i -> i;
      case Duration d -> d;
      case IpAddress a -> a;
      case InetAddress a -> IpAddress.of(a.getAddress());
      case StringMap m -> m;
      case Map<?, ?> m -> {
        Map<String, String> entries = new LinkedHashMap<>();
        m.forEach((key, each) -> entries.put((String) key, (String) each));
        yield StringMap.of(entries);
      }
      case null, default ->
          throw new IllegalArgumentException(
              "attribute '"
                  + name
                  + "' cannot have the value "
                  + value
                  + (value == null ? "; leave it out" : " of " + value.getClass()));
    };
  }
}
