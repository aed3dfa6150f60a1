package io.keelson.attribute;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads entries of typed maps that are laid out as every known encoder lays them out: name, then
 * value, nothing else, numbers of ordinary length. Nearly all are, and reading them with the
 * position in a local variable and every length checked once costs half of what {@link WireReader}
 * costs. It judges nothing: an entry that looks different, be it good or bad, is left to {@link
 * MessageReader}.
 */
final class PlainEntries {
  private static final int DIFFERENT = -1;

  private static final int KEY_TAG = 1 << 3 | WireReader.VARINT;
  private static final int VALUE_TAG = 2 << 3 | WireReader.VARINT;
  private static final int PAIR_TAG = 1 << 3 | WireReader.BYTES;

  /** An entry's or a pair's content at least: two tags with a byte each. */
  private static final int SHORTEST = 4;

  /** So far from an entry's start are the bytes that are looked at before its length is known. */
  private static final int LOOK_AHEAD = 10;

  /** A number of so many bytes is never negative. */
  private static final int LONGEST_NUMBER = 9;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ReceivedValues values;

  PlainEntries(ReceivedValues values) {
    this.values = values;
  }

  /**
   * Reads entries for as long as they are plain.
   *
   * @return where the first one starts that is not
   */
  int read(byte[] bytes, int from, int end, WordList words) throws AttributeException {
    int at = from;
    for (int next; (next = entry(bytes, at, end, words)) != DIFFERENT; ) {
      at = next;
    }
    return at;
  }

  /** Where the entry ends, if it is plain. */
  private int entry(byte[] bytes, int at, int end, WordList words) throws AttributeException {
    if (at > bytes.length - LOOK_AHEAD || !MessageReader.isEntry(bytes[at])) {
      return DIFFERENT;
    }
    byte kind = (byte) WireReader.field(bytes[at]);
    int length = small(bytes, at + 1);
    int content = afterSmall(bytes, at + 1);
    if (length < SHORTEST || length > end - content || bytes[content] != KEY_TAG) {
      return DIFFERENT;
    }
    int entryEnd = content + length;
    int name = small(bytes, content + 1);
    int valueTag = afterSmall(bytes, content + 1);
    if (name < 0 || bytes[valueTag] != Transport.valueTag(kind)) {
      return DIFFERENT;
    }
    name = WireReader.zigzag(name);
    if (!words.defines(name)) {
      return DIFFERENT;
    }
    return value(kind, name, bytes, valueTag + 1, entryEnd, words) ? entryEnd : DIFFERENT;
  }

  private boolean value(byte kind, int name, byte[] bytes, int at, int end, WordList words)
      throws AttributeException {
    if (Transport.valueTag(kind) == VALUE_TAG) {
      long number = number(bytes, at, end);
      if (number < 0) {
        return false;
      }
      if (kind == Transport.STRING) {
        number = WireReader.zigzag((int) number);
        if (!words.defines((int) number)) {
          return false;
        }
      } else if (kind == Transport.BOOL) {
        number = Math.min(number, 1);
      }
      values.store(kind, name, number, 0, words, words);
      return true;
    }
    if (kind == Transport.DOUBLE) {
      if (end - at != Long.BYTES) {
        return false;
      }
      values.store(kind, name, (long) LONGS.get(bytes, at), 0, words, words);
      return true;
    }
    int start = content(bytes, at, end);
    return start >= 0 && nested(kind, name, bytes, start, end, words);
  }

  private boolean nested(byte kind, int name, byte[] bytes, int at, int end, WordList words)
      throws AttributeException {
    if (kind == Transport.STRING_MAP) {
      int first = values.pairCount();
      if (!pairs(bytes, at, end, words)) {
        values.dropPairs(first);
        return false;
      }
      values.store(kind, name, first, (values.pairCount() - first) / 2, words, words);
      return true;
    }
    if (kind == Transport.BYTES) {
      values.store(kind, name, at, end - at, bytes, words);
      return true;
    }
    return time(kind, name, bytes, at, end, words);
  }

  private boolean time(byte kind, int name, byte[] bytes, int from, int end, WordList words)
      throws AttributeException {
    int at = from;
    long seconds = 0;
    if (at < end && bytes[at] == KEY_TAG) {
      int numberEnd = numberEnd(bytes, at + 1, end);
      seconds = number(bytes, at + 1, numberEnd);
      at = numberEnd;
    }
    long nanos = 0;
    if (at < end) {
      nanos = bytes[at] == VALUE_TAG ? number(bytes, at + 1, end) : -1;
    }
    if (seconds < 0 || nanos < 0) {
      return false;
    }
    Transport.check(kind, name, seconds, (int) nanos, words);
    values.store(kind, name, seconds, (int) nanos, null, words);
    return true;
  }

  private boolean pairs(byte[] bytes, int from, int end, WordList words) {
    int at = from;
    while (at < end) {
      if (end - at < 2 + SHORTEST || bytes[at] != PAIR_TAG || bytes[at + 2] != KEY_TAG) {
        return false;
      }
      int length = bytes[at + 1];
      int pairEnd = at + 2 + length;
      int key = small(bytes, at + 3);
      int valueTag = afterSmall(bytes, at + 3);
      if (length < SHORTEST || pairEnd > end || key < 0 || bytes[valueTag] != VALUE_TAG) {
        return false;
      }
      long value = number(bytes, valueTag + 1, pairEnd);
      int keyIndex = WireReader.zigzag(key);
      int valueIndex = WireReader.zigzag((int) value);
      if (value < 0 || !words.defines(keyIndex) || !words.defines(valueIndex)) {
        return false;
      }
      values.addPair(keyIndex, valueIndex);
      at = pairEnd;
    }
    return true;
  }

  /** The number of one or two bytes that starts there; negative where it has more. */
  private static int small(byte[] bytes, int at) {
    int first = bytes[at];
    return first >= 0 ? first : first & 0x7F | bytes[at + 1] << 7;
  }

  private static int afterSmall(byte[] bytes, int at) {
    return bytes[at] >= 0 ? at + 1 : at + 2;
  }

  /** Where the content starts of a field that ends where its entry ends, or -1. */
  private static int content(byte[] bytes, int at, int end) {
    int length = small(bytes, at);
    int start = afterSmall(bytes, at);
    return length >= 0 && start + length == end ? start : -1;
  }

  /** The number that takes up the whole range, or -1 where none does or it is a long one. */
  private static long number(byte[] bytes, int from, int end) {
    if (end <= from || end - from > LONGEST_NUMBER || bytes[end - 1] < 0) {
      return -1;
    }
    long value = bytes[end - 1];
    for (int at = end - 2; at >= from; at--) {
      if (bytes[at] >= 0) {
        return -1;
      }
      value = value << 7 | bytes[at] & 0x7F;
    }
    return value;
  }

  /** Where the number ends that starts there. */
  private static int numberEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] < 0) {
      at++;
    }
    return Math.min(at + 1, end);
  }
}
