package io.keelson.config.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Makes trees of parser events, within bounds: nesting, and size after aliases are followed, so
 * that neither recursion nor a few lines of aliases can exhaust the process.
 */
final class YamlComposer {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 500_000;
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,40}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,30}");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,30}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

  /** The text is YAML, but not of a kind that configuration may be. */
  static final class FaultException extends RuntimeException {
    private final transient YamlReader.Fault fault;

    FaultException(YamlReader.Fault fault) {
      super(fault.reason(), null, false, false);
      this.fault = fault;
    }

    YamlReader.Fault fault() {
      return fault;
    }
  }

  private record Anchored(Object tree, int nodes) {}

  private final Iterator<Event> events;
  private final int firstLine;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;

  YamlComposer(Iterator<Event> events, int firstLine) {
    this.events = events;
    this.firstLine = firstLine;
  }

  List<YamlReader.Document> documents() {
    var documents = new ArrayList<YamlReader.Document>();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent) {
        anchors.clear();
        Event root = events.next();
        Object tree = node(root, 0);
        if (tree != null) {
          documents.add(new YamlReader.Document(tree, line(root)));
        }
      }
    }
    return documents;
  }

  private Object node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw fault(event, "more than " + MAX_DEPTH + " levels of nesting");
    }
    if (event instanceof AliasEvent alias) {
      Anchored target = anchors.get(alias.getAlias().getValue());
      if (target == null) {
        throw fault(
            event, "the alias *" + alias.getAlias().getValue() + " has no anchor before it");
      }
      count(event, target.nodes);
      return target.tree;
    }
    int before = nodes;
    count(event, 1);
    Object tree =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> {
            checkTag(start, start.getTag(), "tag:yaml.org,2002:seq");
            yield sequence(depth);
          }
          case MappingStartEvent start -> {
            checkTag(start, start.getTag(), "tag:yaml.org,2002:map");
            yield mapping(depth);
          }
          default -> throw fault(event, "unexpected " + event.getEventId());
        };
    Optional<String> anchor = ((NodeEvent) event).getAnchor().map(a -> a.getValue());
    if (anchor.isPresent()) {
      anchors.put(anchor.get(), new Anchored(tree, nodes - before));
    }
    return tree;
  }

  private void checkTag(Event event, Optional<String> tag, String expected) {
    if (tag.isPresent() && !tag.get().equals(expected) && !tag.get().equals("!")) {
      throw fault(event, "the tag " + tag.get() + " has no meaning here");
    }
  }

  private void count(Event event, int more) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw fault(event, "more than " + MAX_NODES + " values, counting what aliases repeat");
    }
  }

  private List<Object> sequence(int depth) {
    var list = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      list.add(node(event, depth + 1));
    }
    return Collections.unmodifiableList(list);
  }

  private Map<String, Object> mapping(int depth) {
    var map = new LinkedHashMap<String, Object>();
    var merged = new LinkedHashMap<String, Object>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw fault(event, "a key must be plain text, not a list, a map or an alias");
      }
      count(key, 1);
      Object value = node(events.next(), depth + 1);
      if (key.isPlain() && key.getValue().equals("<<")) {
        merge(key, value, merged);
      } else if (map.containsKey(key.getValue())) {
        throw fault(key, "the key '" + key.getValue() + "' occurs twice");
      } else {
        map.put(key.getValue(), value);
      }
    }
    merged.forEach(map::putIfAbsent);
    return Collections.unmodifiableMap(map);
  }

  private void merge(ScalarEvent key, Object value, Map<String, Object> merged) {
    List<?> sources = value instanceof List<?> list ? list : List.of(value == null ? "" : value);
    for (Object source : sources) {
      if (!(source instanceof Map<?, ?> entries)) {
        throw fault(key, "<< merges a map or a list of maps; quote the key to use it as text");
      }
      count(key, entries.size());
      entries.forEach((name, entry) -> merged.putIfAbsent((String) name, entry));
    }
  }

  private Object scalar(ScalarEvent event) {
    String text = event.getValue();
    String tag = event.getTag().orElse("");
    return switch (tag) {
      case "" -> event.isPlain() ? plain(text) : text;
      case "!", "tag:yaml.org,2002:str" -> text;
      case "tag:yaml.org,2002:int",
          "tag:yaml.org,2002:float",
          "tag:yaml.org,2002:bool",
          "tag:yaml.org,2002:null" ->
          plain(text);
      default -> throw fault(event, "the tag " + tag + " has no meaning here");
    };
  }

  static Object plain(String text) {
    switch (text) {
      case "", "~", "null", "Null", "NULL" -> {
        return null;
      }
      case "true", "True", "TRUE" -> {
        return true;
      }
      case "false", "False", "FALSE" -> {
        return false;
      }
      case ".nan", ".NaN", ".NAN" -> {
        return Double.NaN;
      }
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-.inf", "-.Inf", "-.INF" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {
        return number(text);
      }
    }
  }

  private static Object number(String text) {
    char first = text.charAt(0);
    if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
      return text;
    }
    if (INTEGER.matcher(text).matches()) {
      return integer(text, 10);
    }
    if (OCTAL.matcher(text).matches()) {
      return integer(text.substring(2), 8);
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return integer(text.substring(2), 16);
    }
    return text.length() <= 400 && DECIMAL.matcher(text).matches()
        ? (Object) Double.valueOf(text)
        : text;
  }

  private static Object integer(String digits, int radix) {
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException beyond64Bits) {
      return new java.math.BigInteger(digits, radix).doubleValue();
    }
  }

  private int line(Event event) {
    return firstLine + event.getStartMark().map(mark -> mark.getLine()).orElse(0);
  }

  private FaultException fault(Event event, String reason) {
    int column = event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
    return new FaultException(new YamlReader.Fault(line(event), column, reason));
  }
}
