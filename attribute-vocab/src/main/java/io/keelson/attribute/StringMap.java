package io.keelson.attribute;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A value of type STRING_MAP. A map that a request carried records each looked-up key as a
 * reference, belongs to the request's thread and ends with the request: using it after the bag has
 * read the next message throws IllegalStateException. {@link #snapshot} gives an immutable copy
 * that outlives it, and records every key it holds.
 */
public abstract class StringMap {
  /** The text form ends here: few received bytes can name one long word many times. */
  private static final int LONGEST_TEXT = 1 << 20;

  public static final StringMap EMPTY = new Fixed(Map.of());

  /** An immutable map of these entries; neither keys nor values may be null. */
  public static StringMap of(Map<String, String> entries) {
    var copy = new LinkedHashMap<String, String>(entries.size() * 2);
    entries.forEach(
        (key, value) ->
            copy.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value")));
    return new Fixed(Collections.unmodifiableMap(copy));
  }

  /** A map over entries that nobody changes any more. */
  static StringMap over(Map<String, String> entries) {
    return new Fixed(entries);
  }

  /** The entry's value or null; records the reference where the map came with the request. */
  public abstract String get(String key);

  /** An immutable copy that may outlive the request. */
  public abstract StringMap snapshot();

  /** All entries, untracked. */
  public abstract Map<String, String> asMap();

  /**
   * The text form that adapters print: {@code stringmap[k1:v1 k2:v2]}, keys sorted; an ellipsis
   * stands for what is beyond a million characters.
   */
  @Override
  public String toString() {
    var text = new StringBuilder("stringmap[");
    String separator = "";
    for (var entry : new TreeMap<>(asMap()).entrySet()) {
      if (text.length() + entry.getKey().length() + entry.getValue().length() > LONGEST_TEXT) {
        text.append(separator).append('\u2026');
        break;
      }
      text.append(separator).append(entry.getKey()).append(':').append(entry.getValue());
      separator = " ";
    }
    return text.append(']').toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StringMap map && asMap().equals(map.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  private static final class Fixed extends StringMap {
    private final Map<String, String> entries;

    Fixed(Map<String, String> entries) {
      this.entries = entries;
    }

    @Override
    public String get(String key) {
      return entries.get(key);
    }

    @Override
    public StringMap snapshot() {
      return this;
    }

    @Override
    public Map<String, String> asMap() {
      return entries;
    }
  }
}
