package io.keelson.attribute;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes words as they lie in a received message. Keyed with a number drawn at start, so that a
 * client cannot send words that all collide.
 */
final class ByteHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long KEY = ThreadLocalRandom.current().nextLong() | 1;
  private static final long FACTOR = 0xA0761D6478BD642FL;

  private ByteHash() {}

  static int of(byte[] buffer, int offset, int length) {
    long hash = KEY ^ length * FACTOR;
    int at = offset;
    int end = offset + length;
    for (; at <= end - 8; at += 8) {
      hash = mix(hash ^ (long) LONGS.get(buffer, at));
    }
    long tail = 0;
    for (; at < end; at++) {
      tail = tail << 8 | buffer[at] & 255;
    }
    hash = mix(hash ^ tail);
    return (int) (hash ^ hash >>> 32);
  }

  private static long mix(long value) {
    long keyed = value ^ KEY;
    return keyed * FACTOR ^ Math.unsignedMultiplyHigh(keyed, FACTOR);
  }
}
