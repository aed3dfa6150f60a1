package io.keelson.attribute;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.keelson.api.mixer.v1.CompressedAttributes;
import io.keelson.api.mixer.v1.StringMap;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Well formed messages at random, always the same for a seed. */
final class Randoms {
  private static final String[] TEXTS = {
    "",
    "a",
    "x-user",
    "request.path",
    "source.ip",
    "h\u00e4\u00df",
    "\ud83d\ude00",
    "my.text",
    "my.map",
    "GET",
    "other.name",
    "a longer value with some blanks in it",
    "0",
    "a"
  };

  private final Random random;

  Randoms(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  Random random() {
    return random;
  }

  /** Attributes whose names are all different, and whose indices are all in the lists. */
  CompressedAttributes attributes() {
    var message = CompressedAttributes.newBuilder();
    for (int i = below(12); i > 0; i--) {
      message.addWords(TEXTS[below(TEXTS.length)] + (random.nextBoolean() ? "" : below(1000)));
    }
    int words = message.getWordsCount();
    Set<String> names = new HashSet<>();
    for (int i = below(30); i > 0; i--) {
      int name = index(words);
      if (names.add(name >= 0 ? Dictionary.word(name) : message.getWords(-name - 1))) {
        add(message, name, words);
      }
    }
    return message.build();
  }

  private void add(CompressedAttributes.Builder message, int name, int words) {
    switch (below(8)) {
      case 0 -> message.putStrings(name, index(words));
      case 1 -> message.putInt64S(name, random.nextLong() >> below(64));
      case 2 -> message.putDoubles(name, random.nextGaussian());
      case 3 -> message.putBools(name, random.nextBoolean());
      case 4 ->
          message.putTimestamps(
              name,
              Timestamp.newBuilder()
                  .setSeconds(random.nextLong(-62_135_596_800L, 253_402_300_800L))
                  .setNanos(below(1_000_000_000))
                  .build());
      case 5 -> {
        int sign = random.nextBoolean() ? 1 : -1;
        message.putDurations(
            name,
            Duration.newBuilder()
                .setSeconds(sign * random.nextLong(9_223_372_036L))
                .setNanos(sign * below(1_000_000_000))
                .build());
      }
      case 6 -> {
        byte[] octets = new byte[new int[] {0, 3, 4, 16, 17}[below(5)]];
        random.nextBytes(octets);
        message.putBytes(name, ByteString.copyFrom(octets));
      }
      default -> {
        var map = StringMap.newBuilder();
        for (int i = below(40); i > 0; i--) {
          map.putEntries(index(words), index(words));
        }
        message.putStringMaps(name, map.build());
      }
    }
  }

  private int index(int words) {
    return words > 0 && random.nextBoolean() ? -1 - below(words) : below(Dictionary.size());
  }
}
