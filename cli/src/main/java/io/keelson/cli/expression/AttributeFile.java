package io.keelson.cli.expression;

import io.keelson.attribute.Attribute;
import io.keelson.attribute.DurationText;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.StandardVocabulary;
import io.keelson.attribute.StringMap;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.source.YamlReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attributes in a YAML file: names to values. The standard vocabulary says the types of its
 * attributes; for others the value does.
 *
 * @param vocabulary the standard one and what the file adds
 */
record AttributeFile(Vocabulary vocabulary, Map<String, Object> values) {
  static final AttributeFile EMPTY = of("no file", Map.of());

  static AttributeFile read(Path path) throws IOException {
    YamlReader.Content content = YamlReader.read(Files.readString(path));
    if (!content.faults().isEmpty()) {
      YamlReader.Fault fault = content.faults().getFirst();
      throw new IllegalArgumentException(
          path + ":" + fault.line() + ":" + fault.column() + ": " + fault.reason());
    }
    if (content.documents().isEmpty()) {
      return of(path.toString(), Map.of());
    }
    if (content.documents().getFirst().tree() instanceof Map<?, ?> tree) {
      return of(path.toString(), tree);
    }
    throw new IllegalArgumentException(
        path + ": give a map of attribute names to values, such as request.size: 120");
  }

  private static AttributeFile of(String path, Map<?, ?> tree) {
    Map<String, ValueType> types = new TreeMap<>();
    for (Attribute attribute : StandardVocabulary.vocabulary().attributes()) {
      types.put(attribute.name(), attribute.type());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    tree.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          ValueType type = types.computeIfAbsent(name, undeclared -> typeOf(value));
          values.put(name, convert(path, name, type, value));
        });
    return new AttributeFile(Vocabulary.of(types), values);
  }

  private static ValueType typeOf(Object value) {
    return switch (value) {
      case Integer _, Long _ -> ValueType.INT64;
      case Double _ -> ValueType.DOUBLE;
      case Boolean _ -> ValueType.BOOL;
      case Map<?, ?> _ -> ValueType.STRING_MAP;
      case null, default -> ValueType.STRING;
    };
  }

  private static Object convert(String path, String name, ValueType type, Object value) {
    try {
      return switch (type) {
        case INT64 -> ((Number) value).longValue();
        case DOUBLE -> ((Number) value).doubleValue();
        case BOOL -> (Boolean) value;
        case TIMESTAMP ->
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse((String) value, Instant::from);
        case DURATION ->
            DurationText.parse((String) value)
                .orElseThrow(() -> new IllegalArgumentException("not a duration such as 1h30m"));
        case IP_ADDRESS -> IpAddress.of(InetAddress.ofLiteral((String) value).getAddress());
        case STRING_MAP -> map((Map<?, ?>) value);
        default -> String.valueOf(value);
      };
    } catch (ClassCastException | IllegalArgumentException | DateTimeException cause) {
      throw new IllegalArgumentException(
          path + ": " + name + " is of type " + type + "; '" + value + "' is not", cause);
    }
  }

  private static StringMap map(Map<?, ?> tree) {
    Map<String, String> entries = new LinkedHashMap<>();
    tree.forEach((key, value) -> entries.put(String.valueOf(key), String.valueOf(value)));
    return StringMap.of(entries);
  }
}
