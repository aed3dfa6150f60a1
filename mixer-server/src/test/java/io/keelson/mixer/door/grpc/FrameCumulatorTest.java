package io.keelson.mixer.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCumulatorTest {
  private final ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
  private final FrameCumulator cumulator = new FrameCumulator();

  /** Frames of 16 KiB in reads of 64 KiB: a piece of a frame is left over nearly always. */
  @Test
  void aBusyConnectionKeepsASmallBuffer() {
    var random = new Random(7);
    ByteBuf held = Unpooled.EMPTY_BUFFER;
    int written = 0;
    int expected = 0;
    int most = 0;
    for (int i = 0; i < 2000; i++) {
      ByteBuf read = allocator.directBuffer(64 << 10);
      int count = 1 + random.nextInt(64 << 10);
      for (int b = 0; b < count; b++) {
        read.writeByte(written++);
      }
      held = cumulator.cumulate(allocator, held, read);
      most = Math.max(most, held.capacity());
      while (held.readableBytes() >= 16393) {
        for (int b = 0; b < 16393; b++) {
          assertThat(held.readByte()).isEqualTo((byte) expected++);
        }
      }
    }

    assertThat(written - expected).isEqualTo(held.readableBytes());
    assertThat(most).isLessThanOrEqualTo(128 << 10);
    assertThat(held.release()).isTrue();
  }

  @Test
  void aLargeBufferIsGivenBackOnceLittleIsLeft() {
    ByteBuf large = allocator.directBuffer(1 << 20).writeZero(1 << 20).skipBytes((1 << 20) - 3);

    ByteBuf held = cumulator.cumulate(allocator, large, allocator.buffer().writeZero(10));

    assertThat(large.refCnt()).isZero();
    assertThat(held.readableBytes()).isEqualTo(13);
    assertThat(held.capacity()).isLessThan(1 << 10);
    held.release();
  }

  @Test
  void aBufferThatOthersHoldIsNotTouched() {
    ByteBuf shared = allocator.buffer(64).writeBytes(new byte[] {1, 2, 3}).skipBytes(1).retain();

    ByteBuf held =
        cumulator.cumulate(allocator, shared, allocator.buffer(64).writeBytes(new byte[] {4}));

    assertThat(held).isNotSameAs(shared);
    assertThat(shared.refCnt()).isEqualTo(1);
    assertThat(shared.getByte(0)).isEqualTo((byte) 1);
    assertThat(new byte[] {held.readByte(), held.readByte(), held.readByte()})
        .containsExactly(2, 3, 4);
    shared.release();
    held.release();
  }
}
