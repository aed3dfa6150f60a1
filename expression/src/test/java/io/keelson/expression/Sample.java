package io.keelson.expression;

import io.keelson.attribute.IpAddress;
import io.keelson.attribute.References.Condition;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The attributes and the request of the specification's worked examples, and a few more. */
final class Sample {
  static final Vocabulary VOCABULARY = Vocabulary.of(declarations());

  private Sample() {}

  private static Map<String, ValueType> declarations() {
    var types = new HashMap<String, ValueType>();
    List.of("s1", "s2", "smiss", "a.b.c", "mistyped")
        .forEach(name -> types.put(name, ValueType.STRING));
    List.of("i1", "i2", "imiss").forEach(name -> types.put(name, ValueType.INT64));
    List.of("d1", "dmiss").forEach(name -> types.put(name, ValueType.DOUBLE));
    List.of("b1", "bf", "bmiss").forEach(name -> types.put(name, ValueType.BOOL));
    List.of("t1", "t2", "tmiss").forEach(name -> types.put(name, ValueType.TIMESTAMP));
    List.of("dur1", "dur2", "durmiss").forEach(name -> types.put(name, ValueType.DURATION));
    List.of("m1", "mmiss").forEach(name -> types.put(name, ValueType.STRING_MAP));
    List.of("ip1", "ip2", "ipmiss").forEach(name -> types.put(name, ValueType.IP_ADDRESS));
    types.put("dns1", ValueType.DNS_NAME);
    types.put("mail1", ValueType.EMAIL_ADDRESS);
    types.put("uri1", ValueType.URI);
    types.put("untyped", ValueType.VALUE_TYPE_UNSPECIFIED);
    return types;
  }

  static Map<String, Object> attributes() {
    var values = new HashMap<String, Object>();
    values.put("s1", "hello");
    values.put("s2", "World");
    values.put("a.b.c", "abc");
    values.put("mistyped", 3L);
    values.put("i1", 42L);
    values.put("i2", 7L);
    values.put("d1", 2.5);
    values.put("b1", true);
    values.put("bf", false);
    values.put("t1", Instant.parse("2019-06-01T10:00:00Z"));
    values.put("t2", Instant.parse("2019-06-01T11:00:00Z"));
    values.put("dur1", Duration.ofSeconds(5));
    values.put("dur2", Duration.ofMinutes(1));
    values.put("m1", StringMap.of(map()));
    values.put("ip1", IpAddress.of(new byte[] {10, 0, 0, 1}));
    values.put("ip2", AddressText.parse("::ffff:10.0.0.1"));
    values.put("dns1", "a.example.com");
    values.put("mail1", "joe@example.com");
    values.put("uri1", "http://example.com/x");
    return values;
  }

  static Map<String, String> map() {
    return Map.of("k", "v", "empty", "", "app", "web");
  }

  static RequestBag bag() {
    return RequestBag.of(VOCABULARY, attributes());
  }

  /** The request with one attribute changed. */
  static RequestBag bagWith(String name, Object value) {
    var values = attributes();
    values.put(name, value);
    return RequestBag.of(VOCABULARY, values);
  }

  static Expression compile(String text) throws ExpressionException {
    return new ExpressionCompiler().compile(text, VOCABULARY);
  }

  static Object evaluate(String text) throws ExpressionException {
    return compile(text).evaluate(bag());
  }

  /** Recorded references as the specification writes them: {@code +a -b +m[k]}. */
  static List<String> references(RequestBag bag) {
    return bag.references().list().stream()
        .map(
            reference ->
                (reference.condition() == Condition.EXACT ? "+" : "-")
                    + reference.name()
                    + (reference.key() == null ? "" : "[" + reference.key() + "]"))
        .toList();
  }
}
