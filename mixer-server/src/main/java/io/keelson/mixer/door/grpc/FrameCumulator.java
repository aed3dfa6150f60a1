package io.keelson.mixer.door.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Joins the piece of a frame that was left over with what was read after it, in a buffer no larger
 * than both need. Netty's own way appends without giving up what was taken already: a busy
 * connection comes to hold more than a megabyte of direct memory and keeps it, and fifty of them
 * use up what there is; the next that reads is then cut without a word.
 */
final class FrameCumulator implements ByteToMessageDecoder.Cumulator {
  /** More than a frame and a read together have as a rule: larger buffers are given back. */
  private static final int KEPT = 128 << 10;

  @Override
  public ByteBuf cumulate(ByteBufAllocator allocator, ByteBuf left, ByteBuf read) {
    if (left == read) {
      // As Netty does for a buffer that is handed in twice: the second reference goes.
      read.release();
      return left;
    }
    if (!left.isReadable() && read.isContiguous()) {
      left.release();
      return read;
    }
    try {
      int more = read.readableBytes();
      if (left.refCnt() > 1 || left.isReadOnly() || left.capacity() > KEPT) {
        return joined(allocator, left, read);
      }
      if (more > left.writableBytes()) {
        left.discardReadBytes();
      }
      if (more > left.writableBytes()) {
        return joined(allocator, left, read);
      }
      left.writeBytes(read);
      return left;
    } finally {
      read.release();
    }
  }

  private static ByteBuf joined(ByteBufAllocator allocator, ByteBuf left, ByteBuf read) {
    int size = left.readableBytes() + read.readableBytes();
    ByteBuf joined = allocator.buffer(size);
    try {
      joined.writeBytes(left).writeBytes(read);
    } catch (RuntimeException | Error failed) {
      joined.release();
      throw failed;
    }
    left.release();
    return joined;
  }
}
