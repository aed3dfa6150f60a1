package io.keelson.attribute;

import io.keelson.attribute.References.Condition;
import io.keelson.attribute.References.Reference;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code istio.mixer.v1.ReferencedAttributes}. */
final class ReferenceDecoder {
  private record Match(int name, int condition, int mapKey) {}

  private ReferenceDecoder() {}

  static List<Reference> decode(WireReader reader) throws AttributeException {
    var words = new ArrayList<String>();
    var matches = new ArrayList<Match>();
    for (int tag; (tag = reader.tag()) != 0; ) {
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> words.add(reader.string());
        case 2 << 3 | WireReader.BYTES -> matches.add(match(reader));
        default -> reader.skip(tag);
      }
    }
    var references = new ArrayList<Reference>(matches.size());
    for (Match match : matches) {
      references.add(
          new Reference(
              word(match.name, words),
              match.mapKey == 0 ? null : word(match.mapKey, words),
              condition(match.condition)));
    }
    return references;
  }

  private static Match match(WireReader reader) throws AttributeException {
    int name = 0;
    int condition = 0;
    int mapKey = 0;
    int outer = reader.enter();
    for (int tag; (tag = reader.tag()) != 0; ) {
      switch (tag) {
        case 1 << 3 | WireReader.VARINT -> name = reader.sint32();
        case 2 << 3 | WireReader.VARINT -> condition = reader.int32();
        case 4 << 3 | WireReader.VARINT -> mapKey = reader.sint32();
        default -> reader.skip(tag);
      }
    }
    reader.leave(outer);
    return new Match(name, condition, mapKey);
  }

  private static String word(int index, List<String> words) throws AttributeException {
    if (index >= 0 ? index < Dictionary.size() : -(index + 1) < words.size()) {
      return index >= 0 ? Dictionary.word(index) : words.get(-(index + 1));
    }
    throw AttributeException.undefinedIndex(index);
  }

  private static Condition condition(int number) throws AttributeException {
    return switch (number) {
      case 1 -> Condition.ABSENCE;
      case 2 -> Condition.EXACT;
      default ->
          throw new AttributeException(
              "the referenced attributes have condition "
                  + number
                  + "; only ABSENCE (1) and EXACT (2) are in use");
    };
  }
}
