package io.keelson.attribute;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages messages in the ways that break readers. */
final class Mutator {
  private static final byte[][] PIECES = {
    {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
    {
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      0x01
    },
    {(byte) 0x80, 0x00},
    {0x0a, 0x00},
    {0x12, 0x04, 0x08, 0x00, 0x10, 0x01},
    {0x4a, 0x06, 0x08, 0x01, 0x12, 0x02, 0x0a, 0x00},
    {0x0b},
    {0x0c},
    {0x00}
  };

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] message = seeds.get(random.nextInt(seeds.size())).clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      message = mutate(message);
    }
    return message;
  }

  private byte[] mutate(byte[] message) {
    int at = random.nextInt(message.length + 1);
    return switch (random.nextInt(8)) {
      case 0 -> set(message, (byte) (1 << random.nextInt(8)), true);
      case 1 -> set(message, (byte) random.nextInt(256), false);
      case 2 -> set(message, PIECES[random.nextInt(PIECES.length)][0], false);
      case 3 -> Arrays.copyOf(message, at);
      case 4 -> splice(message, at, at, PIECES[random.nextInt(PIECES.length)]);
      case 5 ->
          splice(message, at, Math.min(message.length, at + 1 + random.nextInt(8)), new byte[0]);
      case 6 -> {
        int end = Math.min(message.length, at + random.nextInt(40));
        yield splice(message, end, end, Arrays.copyOfRange(message, at, end));
      }
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length + 1);
        yield splice(message, at, at, Arrays.copyOfRange(other, from, other.length));
      }
    };
  }

  private byte[] set(byte[] message, byte value, boolean flip) {
    if (message.length > 0) {
      int at = random.nextInt(message.length);
      message[at] = flip ? (byte) (message[at] ^ value) : value;
    }
    return message;
  }

  private static byte[] splice(byte[] message, int from, int to, byte[] piece) {
    byte[] result = new byte[message.length - (to - from) + piece.length];
    System.arraycopy(message, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(message, to, result, from + piece.length, message.length - to);
    return result;
  }
}
