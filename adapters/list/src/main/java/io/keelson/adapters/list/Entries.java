package io.keelson.adapters.list;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.keelson.attribute.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A list in the form in which it is searched. Immutable. */
sealed interface Entries {

  /** A list, or an entry of one, can't be read. */
  final class Malformed extends Exception {
    Malformed(String message) {
      super(message);
    }
  }

  /** Whether the list has, or covers, this text. */
  boolean contains(String value);

  /** How many entries the list was made from. */
  int size();

  /** Compared byte by byte. */
  record Exact(Set<String> entries) implements Entries {
    @Override
    public boolean contains(String value) {
      return entries.contains(value);
    }

    @Override
    public int size() {
      return entries.size();
    }
  }

  /** Compared in upper case, letter by letter: no letter becomes two. */
  record AnyCase(Set<String> upperCased) implements Entries {
    @Override
    public boolean contains(String value) {
      return upperCased.contains(upperCase(value));
    }

    @Override
    public int size() {
      return upperCased.size();
    }

    static String upperCase(String text) {
      StringBuilder changed = null;
      for (int i = 0; i < text.length(); ) {
        int letter = text.codePointAt(i);
        int upper = Character.toUpperCase(letter);
        if (changed == null && upper != letter) {
          changed = new StringBuilder(text.length()).append(text, 0, i);
        }
        if (changed != null) {
          changed.appendCodePoint(upper);
        }
        i += Character.charCount(letter);
      }
      return changed == null ? text : changed.toString();
    }
  }

  /** Addresses within any of the networks. */
  record Networks(IpRanges ranges, int size) implements Entries {
    boolean contains(IpAddress address) {
      return ranges.contains(address);
    }

    @Override
    public boolean contains(String value) {
      IpAddress address = IpNetwork.address(value);
      return address != null && contains(address);
    }
  }

  /** Anything that any expression finds a match in. */
  record Patterns(List<Pattern> patterns) implements Entries {
    @Override
    public boolean contains(String value) {
      for (Pattern pattern : patterns) {
        if (pattern.matcher(value).find()) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int size() {
      return patterns.size();
    }
  }

  /** Makes a list of entries; the message of a failure names the entry. */
  static Entries of(Params.ListEntryType type, List<String> entries) throws Malformed {
    return switch (type) {
      case STRINGS -> new Exact(Set.copyOf(entries));
      case CASE_INSENSITIVE_STRINGS -> {
        var upperCased = new HashSet<String>();
        entries.forEach(entry -> upperCased.add(AnyCase.upperCase(entry)));
        yield new AnyCase(Set.copyOf(upperCased));
      }
      case IP_ADDRESSES -> {
        var networks = new ArrayList<IpNetwork>();
        for (String entry : entries) {
          networks.add(IpNetwork.parse(entry));
        }
        yield new Networks(new IpRanges(networks), Set.copyOf(networks).size());
      }
      case REGEX -> {
        var patterns = new ArrayList<Pattern>();
        for (String entry : Set.copyOf(entries)) {
          try {
            patterns.add(Pattern.compile(entry));
          } catch (PatternSyntaxException malformed) {
            throw new Malformed(
                "'" + entry + "' is not a regular expression: " + malformed.getMessage());
          }
        }
        yield new Patterns(List.copyOf(patterns));
      }
      case UNRECOGNIZED -> throw new Malformed("unknown entry type");
    };
  }

  /** Reads a provider's answer: lines, or for addresses a YAML mapping. */
  static List<String> read(Params.ListEntryType type, byte[] body) throws Malformed {
    String text = new String(body, StandardCharsets.UTF_8);
    if (type == Params.ListEntryType.IP_ADDRESSES) {
      return AddressDocument.read(text);
    }
    return List.of(text.split("\n"));
  }
}
