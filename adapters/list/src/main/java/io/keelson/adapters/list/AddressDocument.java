package io.keelson.adapters.list;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A list of addresses as providers serve it: a YAML (or JSON) mapping whose key {@code whitelist}
 * holds a sequence of scalars. Read as a stream of events, because a provider is not trusted: no
 * object is made of anything else, and no nesting reaches the stack.
 */
final class AddressDocument {
  private static final String KEY = "whitelist";

  /** How YAML writes "nothing". */
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  /**
   * Deeper values under other keys are refused: skipping them costs the parser time beyond measure.
   */
  private static final int MAX_DEPTH = 20;

  private final Iterator<Event> events;

  private AddressDocument(Iterator<Event> events) {
    this.events = events;
  }

  static List<String> read(String text) throws Entries.Malformed {
    var settings = LoadSettings.builder().setCodePointLimit(Math.max(1, text.length())).build();
    try {
      return new AddressDocument(new Parse(settings).parseString(text).iterator()).read();
    } catch (YamlEngineException malformed) {
      throw new Entries.Malformed("not YAML: " + malformed.getMessage());
    }
  }

  private List<String> read() throws Entries.Malformed {
    Event event = events.next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = events.next();
    }
    if (event.getEventId() != Event.ID.MappingStart) {
      throw noKey();
    }
    List<String> list = null;
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      boolean wanted = key instanceof ScalarEvent scalar && scalar.getValue().equals(KEY);
      skip(key);
      Event value = events.next();
      if (!wanted) {
        skip(value);
      } else if (list != null) {
        throw new Entries.Malformed("the key '" + KEY + "' is there twice");
      } else {
        list = readValue(value);
      }
    }
    if (list == null) {
      throw noKey();
    }
    return list;
  }

  private List<String> readValue(Event value) throws Entries.Malformed {
    if (value instanceof ScalarEvent scalar
        && scalar.isPlain()
        && NULLS.contains(scalar.getValue())) {
      return List.of();
    }
    if (value.getEventId() != Event.ID.SequenceStart) {
      throw new Entries.Malformed("the value of '" + KEY + "' is not a list");
    }
    var entries = new ArrayList<String>();
    for (Event item = events.next();
        item.getEventId() != Event.ID.SequenceEnd;
        item = events.next()) {
      if (!(item instanceof ScalarEvent scalar)) {
        throw new Entries.Malformed(
            KEY + "[" + entries.size() + "] is not an address or a network");
      }
      entries.add(scalar.getValue());
    }
    return entries;
  }

  /** Reads on to the end of the node that an event begins. */
  private void skip(Event first) throws Entries.Malformed {
    int depth = 0;
    for (Event event = first; ; event = events.next()) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {
          // A scalar or an alias is a node of its own.
        }
      }
      if (depth == 0) {
        return;
      }
      if (depth > MAX_DEPTH) {
        throw new Entries.Malformed("nested deeper than " + MAX_DEPTH + " levels");
      }
    }
  }

  private static Entries.Malformed noKey() {
    return new Entries.Malformed("not a mapping with the key '" + KEY + "'");
  }
}
