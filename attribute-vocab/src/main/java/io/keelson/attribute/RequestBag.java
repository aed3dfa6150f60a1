package io.keelson.attribute;

import java.util.Map;

/**
 * The attributes of one request: a lazy view over received bytes, with generated values laid over it.
 * Reading through {@link #get} records the reference. Not thread safe: one request, one thread.
 *
 * <p>Value classes are those of {@link ValueType#valueClass()}, by transport type: a BYTES entry reads
 * as {@link IpAddress} when it has 4 or 16 octets, else as {@code byte[]}. The bag does not convert to
 * the declared type; the evaluator checks it.
 */
public final class RequestBag {

  /**
   * An empty bag.
   *
   * @param track whether references are recorded (Check: yes, Report: no)
   */
  public RequestBag(Vocabulary vocabulary, boolean track) {
    throw new UnsupportedOperationException();
  }

  /** A bag with these values (as generated ones are, but tracked like received ones); for tests and tools. */
  public static RequestBag of(Vocabulary vocabulary, Map<String, ?> values) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forgets everything and reads one {@code istio.mixer.v1.CompressedAttributes}. The array is kept, not
   * copied, and must not change while the bag is in use.
   *
   * @param defaultWords the message's default word list, used where the attributes carry none
   */
  public void decode(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    throw new UnsupportedOperationException();
  }

  /** Lays another {@code CompressedAttributes} over what is there (delta encoding); drops generated values. */
  public void applyDelta(byte[] buffer, int offset, int length, WordList defaultWords)
      throws AttributeException {
    throw new UnsupportedOperationException();
  }

  /** The value, or null where absent; records the reference (string maps: only their keys, when looked up). */
  public Object get(int slot) {
    throw new UnsupportedOperationException();
  }

  /** Whether a value is there; records nothing. */
  public boolean contains(int slot) {
    throw new UnsupportedOperationException();
  }

  /** Puts a generated value; reading it records nothing. Null removes it. */
  public void put(int slot, Object value) {
    throw new UnsupportedOperationException();
  }

  /** Drops all generated values; received ones reappear. */
  public void clearGenerated() {
    throw new UnsupportedOperationException();
  }

  /** The references recorded so far; live. */
  public References references() {
    throw new UnsupportedOperationException();
  }

  /** Goes back to references saved earlier by {@link References#copy()}. */
  public void restoreReferences(References saved) {
    throw new UnsupportedOperationException();
  }

  public Vocabulary vocabulary() {
    throw new UnsupportedOperationException();
  }

  /** All attributes, sorted by name, untracked; for debugging and tools. */
  public Map<String, Object> toMap() {
    throw new UnsupportedOperationException();
  }
}
