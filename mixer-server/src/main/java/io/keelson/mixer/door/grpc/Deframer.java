package io.keelson.mixer.door.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/**
 * Cuts the bytes of a request body into messages. A message that lies whole in one chunk is handed
 * on without a copy; else it is collected in a buffer that grows with what arrives, not with what
 * is announced. Used by one thread.
 */
final class Deframer {
  static final int PREFIX = 5;
  private static final int FIRST_BUFFER = 64 << 10;

  /** Takes messages. */
  interface Sink {
    /** The array is the sink's from here on. */
    void message(byte[] bytes, int offset, int length) throws GrpcException;

    /**
     * The buffer for a half received message grows by this many bytes, or is gone where negative.
     */
    void reserve(long bytes) throws GrpcException;

    /** The request's {@code grpc-encoding}, or null. */
    String encoding();
  }

  private final int maxMessageSize;
  private final Sink sink;
  private final byte[] prefix = new byte[PREFIX];
  private int prefixed;
  private boolean compressed;
  private int length = -1;
  private byte[] buffer;
  private int filled;

  Deframer(int maxMessageSize, Sink sink) {
    this.maxMessageSize = maxMessageSize;
    this.sink = sink;
  }

  /** Takes a chunk; its array is handed on or copied, and must not change. */
  void feed(byte[] chunk, int offset, int count) throws GrpcException {
    int at = offset;
    int end = offset + count;
    while (at < end || length == 0) {
      if (length < 0) {
        int more = Math.min(PREFIX - prefixed, end - at);
        System.arraycopy(chunk, at, prefix, prefixed, more);
        prefixed += more;
        at += more;
        if (prefixed < PREFIX) {
          return;
        }
        header();
      }
      int available = end - at;
      if (buffer == null && available >= length) {
        int start = at;
        at += length;
        deliver(chunk, start, length);
      } else if (available > 0) {
        int more = Math.min(length - filled, available);
        room(more);
        System.arraycopy(chunk, at, buffer, filled, more);
        filled += more;
        at += more;
        if (filled == length) {
          byte[] whole = buffer;
          buffer = null;
          sink.reserve(-whole.length);
          deliver(whole, 0, filled);
        }
      }
    }
  }

  /** The body has ended. */
  void end() throws GrpcException {
    if (length >= 0 || prefixed > 0) {
      throw new GrpcException(13, "the request ended in the middle of a message");
    }
  }

  /** The half received message will not be completed. */
  void discard() throws GrpcException {
    if (buffer != null) {
      sink.reserve(-buffer.length);
      buffer = null;
    }
  }

  private void header() throws GrpcException {
    int flag = prefix[0];
    if (flag != 0 && flag != 1) {
      throw new GrpcException(
          13, "the message starts with flag " + (flag & 0xFF) + "; gRPC knows 0 and 1");
    }
    compressed = flag == 1;
    if (compressed) {
      checkEncoding();
    }
    long announced =
        (prefix[1] & 0xFFL) << 24
            | (prefix[2] & 0xFFL) << 16
            | (prefix[3] & 0xFFL) << 8
            | prefix[4] & 0xFFL;
    if (announced > maxMessageSize) {
      throw tooLarge("a message of " + announced + " bytes");
    }
    length = (int) announced;
    filled = 0;
  }

  private void checkEncoding() throws GrpcException {
    String encoding = sink.encoding();
    if (encoding == null || encoding.equals("identity")) {
      throw new GrpcException(
          13, "the message is marked as compressed but grpc-encoding names no compression");
    }
    if (!encoding.equals("gzip")) {
      throw new GrpcException(
          12, "grpc-encoding '" + encoding + "' is not supported; send identity or gzip");
    }
  }

  private GrpcException tooLarge(String what) {
    return new GrpcException(
        8, what + " is larger than the limit of " + maxMessageSize + " bytes (maxMessageSize)");
  }

  private void room(int more) throws GrpcException {
    int needed = filled + more;
    int have = buffer == null ? 0 : buffer.length;
    if (needed <= have) {
      return;
    }
    int size = Math.min(length, Math.max(Math.max(needed, have * 2), FIRST_BUFFER));
    sink.reserve(size - have);
    byte[] grown = new byte[size];
    if (have > 0) {
      System.arraycopy(buffer, 0, grown, 0, filled);
    }
    buffer = grown;
  }

  private void deliver(byte[] bytes, int offset, int count) throws GrpcException {
    prefixed = 0;
    length = -1;
    if (compressed) {
      byte[] plain = gunzip(bytes, offset, count);
      sink.message(plain, 0, plain.length);
    } else {
      sink.message(bytes, offset, count);
    }
  }

  private byte[] gunzip(byte[] bytes, int offset, int count) throws GrpcException {
    byte[] plain;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes, offset, count))) {
      plain = in.readNBytes(maxMessageSize + 1);
    } catch (IOException e) {
      throw new GrpcException(13, "the message is not valid gzip: " + e.getMessage());
    }
    if (plain.length > maxMessageSize) {
      throw tooLarge("a message that decompresses to more than " + maxMessageSize + " bytes");
    }
    return plain;
  }
}
