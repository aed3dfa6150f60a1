package io.keelson.attribute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The attributes that exist, with their types. Immutable. Words of the global dictionary always
 * have the slot of their dictionary index, declared or not; other declared names follow in sorted
 * order. Two vocabularies with the same declarations are equal.
 */
public final class Vocabulary implements AttributeScope {
  private final List<Attribute> attributes;
  private final Map<String, Attribute> byName;
  private final String[] names;
  private final byte[][] encodedNames;
  // slot + 1, found by the hash of the name's bytes; open addressing
  private final int[] table;
  private final int[] rankOfSlot;
  private final int[] slotOfRank;

  private Vocabulary(TreeMap<String, ValueType> declarations) {
    var slotNames = new ArrayList<>(Dictionary.words());
    var sorted = new ArrayList<Attribute>(declarations.size());
    var found = new HashMap<String, Attribute>(declarations.size() * 2);
    for (var declaration : declarations.entrySet()) {
      String name = declaration.getKey();
      int slot = Dictionary.indexOf(name);
      if (slot < 0) {
        slot = slotNames.size();
        slotNames.add(name);
      }
      var attribute = new Attribute(name, declaration.getValue(), slot);
      sorted.add(attribute);
      found.put(name, attribute);
    }
    attributes = List.copyOf(sorted);
    byName = found;
    names = slotNames.toArray(String[]::new);
    encodedNames = new byte[names.length][];
    table = new int[Integer.highestOneBit(names.length) * 4];
    for (int slot = 0; slot < names.length; slot++) {
      byte[] encoded = names[slot].getBytes(StandardCharsets.UTF_8);
      encodedNames[slot] = encoded;
      int at = ByteHash.of(encoded, 0, encoded.length) & table.length - 1;
      while (table[at] != 0) {
        at = at + 1 & table.length - 1;
      }
      table[at] = slot + 1;
    }
    slotOfRank = new int[names.length];
    rankOfSlot = new int[names.length];
    var order = new Integer[names.length];
    Arrays.setAll(order, Integer::valueOf);
    Arrays.sort(order, Comparator.comparing(slot -> names[slot]));
    for (int rank = 0; rank < order.length; rank++) {
      slotOfRank[rank] = order[rank];
      rankOfSlot[order[rank]] = rank;
    }
  }

  /** A vocabulary of these declarations. */
  public static Vocabulary of(Map<String, ValueType> declarations) {
    return new Vocabulary(new TreeMap<>(declarations));
  }

  @Override
  public Attribute find(String name) {
    return byName.get(name);
  }

  /** Every declared attribute, sorted by name. */
  public Collection<Attribute> attributes() {
    return attributes;
  }

  /** How many slots a bag needs. */
  public int slotCount() {
    return names.length;
  }

  /** The name that a slot stands for. */
  public String nameOf(int slot) {
    return names[slot];
  }

  /** The slot of a declared name or of any dictionary word; -1 for other names. */
  public int slotOf(String name) {
    int slot = Dictionary.indexOf(name);
    if (slot < 0) {
      Attribute attribute = byName.get(name);
      slot = attribute == null ? -1 : attribute.slot();
    }
    return slot;
  }

  /** As {@link #slotOf(String)}, for a name that lies encoded in a message. */
  int slotOf(byte[] buffer, int offset, int length) {
    int at = ByteHash.of(buffer, offset, length) & table.length - 1;
    while (true) {
      int slot = table[at] - 1;
      if (slot < 0) {
        return -1;
      }
      byte[] name = encodedNames[slot];
      if (name.length == length
          && Arrays.equals(name, 0, length, buffer, offset, offset + length)) {
        return slot;
      }
      at = at + 1 & table.length - 1;
    }
  }

  /** The slot's place in the order of names. */
  int rankOf(int slot) {
    return rankOfSlot[slot];
  }

  int slotAt(int rank) {
    return slotOfRank[rank];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary vocabulary && attributes.equals(vocabulary.attributes);
  }

  @Override
  public int hashCode() {
    return attributes.hashCode();
  }

  @Override
  public String toString() {
    return "vocabulary of " + attributes.size() + " attributes";
  }
}
