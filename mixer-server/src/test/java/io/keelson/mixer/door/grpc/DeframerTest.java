package io.keelson.mixer.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeframerTest {
  private static final int MAX = 200_000;

  private final Random random = new Random(5);
  private final List<byte[]> messages = new ArrayList<>();
  private long reserved;
  private long mostReserved;

  private final Deframer.Sink sink =
      new Deframer.Sink() {
        @Override
        public void message(byte[] bytes, int offset, int length) {
          messages.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void reserve(long bytes) {
          reserved += bytes;
          mostReserved = Math.max(mostReserved, reserved);
        }

        @Override
        public String encoding() {
          return null;
        }
      };

  private byte[] randomMessage() {
    byte[] message =
        new byte[random.nextInt(4) == 0 ? random.nextInt(MAX + 1) : random.nextInt(40)];
    random.nextBytes(message);
    return message;
  }

  @Test
  void streamsCutAnywhereGiveTheSameMessages() throws Exception {
    for (int round = 0; round < 200; round++) {
      messages.clear();
      List<byte[]> sent = new ArrayList<>();
      var stream = new ByteArrayOutputStream();
      for (int i = random.nextInt(6); i >= 0; i--) {
        byte[] message = randomMessage();
        sent.add(message);
        stream.writeBytes(RawHttp2.framed(message));
      }
      byte[] bytes = stream.toByteArray();
      var deframer = new Deframer(MAX, sink);
      int at = 0;
      while (at < bytes.length) {
        int count =
            Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 7 : 70_000));
        deframer.feed(bytes, at, count);
        at += count;
      }
      deframer.end();

      assertThat(messages).hasSameSizeAs(sent);
      for (int i = 0; i < sent.size(); i++) {
        assertThat(messages.get(i)).isEqualTo(sent.get(i));
      }
      assertThat(reserved).isZero();
    }
  }

  @Test
  void announcedSizeReservesLittle() throws Exception {
    var deframer = new Deframer(MAX, sink);
    deframer.feed(RawHttp2.framed(0, MAX, new byte[10]), 0, 15);

    assertThat(mostReserved).isLessThanOrEqualTo(64 << 10);
    deframer.discard();
    assertThat(reserved).isZero();
  }

  @Test
  void wholeMessageInOneChunkReservesNothing() throws Exception {
    new Deframer(MAX, sink).feed(RawHttp2.framed(new byte[50_000]), 0, 50_005);

    assertThat(mostReserved).isZero();
    assertThat(messages).hasSize(1);
  }

  @Test
  void endInsideAMessageIsAnError() throws Exception {
    byte[] framed = RawHttp2.framed(new byte[10]);
    for (int length = 1; length < framed.length; length++) {
      var deframer = new Deframer(MAX, sink);
      deframer.feed(framed, 0, length);
      assertThatThrownBy(deframer::end).isInstanceOf(GrpcException.class);
    }
    new Deframer(MAX, sink).end();
  }

  @Test
  void junkIsRefusedOrAMessageAndNothingElse() {
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] junk = new byte[random.nextInt(60)];
      random.nextBytes(junk);
      if (junk.length > 3 && random.nextBoolean()) {
        Arrays.fill(junk, 0, 4, (byte) 0);
      }
      var deframer = new Deframer(MAX, sink);
      try {
        deframer.feed(junk, 0, junk.length);
        deframer.end();
      } catch (GrpcException expected) {
        assertThat(expected.code()).isIn(8, 12, 13);
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 19_999);
  }
}
