package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import io.keelson.api.mixer.v1.CompressedAttributes;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What must hold for every input: it is read, or refused with an AttributeException; what was read
 * can be used; protobuf's own reader agrees; the memory taken is a small multiple of the input.
 */
final class FuzzTarget {
  /**
   * Reading keeps two numbers for a word, which may be two bytes, and doubles its tables as they
   * fill.
   */
  private static final int BYTES_TO_READ_ONE = 12;

  /** A word of three bytes as a map key: table entries, strings and references for it. */
  private static final int BYTES_TO_USE_ONE = 40;

  /** Tables of the bag, lists, lambdas. */
  private static final int BYTES_ANYWAY = 128 << 10;

  private static final WordList DEFAULTS = WordList.of("my.text", "x", "my.map", "source.ip");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Vocabulary vocabulary =
      Vocabulary.of(Map.of("my.text", ValueType.STRING, "my.map", ValueType.STRING_MAP));
  private final RequestBag bag = new RequestBag(vocabulary, true);
  private final RequestBag deltas = new RequestBag(vocabulary, false);
  private final WireWriter out = new WireWriter(1024);
  private int accepted;

  FuzzTarget() {
    // classes that are loaded at first use are not the input's cost
    for (int seed = 0; seed < 50; seed++) {
      byte[] message = new Randoms(seed).attributes().toByteArray();
      if (read(message)) {
        use(message);
      }
      read(Arrays.copyOf(message, message.length / 2));
    }
  }

  /** How many inputs were good. */
  int accepted() {
    return accepted;
  }

  void run(byte[] input) {
    boolean good = measured(BYTES_TO_READ_ONE, input, this::read);
    if (good) {
      measured(BYTES_TO_USE_ONE, input, this::use);
    }
    if (good) {
      accepted++;
      compareWithProtobuf(input);
    }
    layOver(input, good);
    readReferences(input);
  }

  private static boolean measured(int bytesPerByte, byte[] input, Predicate<byte[]> step) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    boolean result = step.test(input);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated)
        .as("bytes allocated for %s bytes of input", input.length)
        .isLessThan((long) bytesPerByte * input.length + BYTES_ANYWAY);
    return result;
  }

  private boolean read(byte[] input) {
    try {
      bag.decode(input, 0, input.length, WordList.EMPTY);
      return true;
    } catch (AttributeException refused) {
      assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1000);
      return false;
    }
  }

  private boolean use(byte[] input) {
    for (int slot = 0; slot < vocabulary.slotCount(); slot++) {
      Object value = bag.get(slot);
      if (value instanceof StringMap map) {
        map.get("x");
        map.get("source.ip");
        map.snapshot();
      }
      if (value != null != bag.contains(slot)) {
        throw new AssertionError("slot " + slot + " is there and is not");
      }
    }
    out.reset();
    bag.references().encode(out, 221);
    return true;
  }

  private void compareWithProtobuf(byte[] input) {
    CompressedAttributes message;
    try {
      message = CompressedAttributes.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      // it refuses words that are not UTF-8, where the bag reads on
      assertThat(e).hasMessageContaining("UTF-8");
      return;
    }
    ProtobufReading.of(message, List.of(), vocabulary).assertReadBy(bag);
    byte[] references = out.toByteArray();
    try {
      var all = bag.references().list().stream().filter(r -> !"".equals(r.key())).toList();
      var decoded = References.decode(references, 0, references.length);
      assertThat(decoded).hasSameSizeAs(all);
    } catch (AttributeException e) {
      throw new AssertionError("our own encoding does not read back", e);
    }
  }

  private void layOver(byte[] input, boolean good) {
    int half = input.length / 2;
    try {
      deltas.decode(input, 0, half, DEFAULTS);
    } catch (AttributeException refused) {
      assertThat(deltas.toMap()).isEmpty();
    }
    int before = deltas.toMap().size();
    try {
      deltas.applyDelta(input, half, input.length - half, DEFAULTS);
      deltas.applyDelta(input, 0, input.length, DEFAULTS);
    } catch (AttributeException refused) {
      assertThat(deltas.toMap()).hasSizeGreaterThanOrEqualTo(before);
    }
    try {
      deltas.applyDelta(input, 0, input.length, WordList.EMPTY);
      assertThat(good).isTrue();
    } catch (AttributeException refused) {
      assertThat(good).isFalse();
    }
    deltas.toMap();
  }

  private static void readReferences(byte[] input) {
    try {
      References.decode(input, 0, input.length);
    } catch (AttributeException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }
}
