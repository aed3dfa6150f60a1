package io.keelson.mixer.door.grpc;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client that sends whatever frames a test wants, right or wrong. */
public final class RawHttp2 implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PRIORITY = 0x20;

  /** What came back on a stream. */
  public static final class Reply {
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<Reply> done = new CompletableFuture<>();
    private volatile long reset = -1;

    /** Waits for the end of the stream, at most this long. */
    public Reply await(long millis) throws Exception {
      return done.get(millis, TimeUnit.MILLISECONDS);
    }

    /** Headers and trailers together. */
    public String header(String name) {
      return headers.get(name);
    }

    public int grpcStatus() {
      String status = header("grpc-status");
      if (status == null) {
        throw new AssertionError("no grpc-status in " + headers + ", reset " + reset);
      }
      return Integer.parseInt(status);
    }

    public int httpStatus() {
      return Integer.parseInt(header(":status"));
    }

    /** The body without its five bytes of framing. */
    public byte[] message() {
      byte[] bytes = body.toByteArray();
      return java.util.Arrays.copyOfRange(bytes, 5, bytes.length);
    }

    public byte[] body() {
      return body.toByteArray();
    }

    /** The error code of a reset, or -1. */
    public long reset() {
      return reset;
    }

    public boolean isDone() {
      return done.isDone();
    }
  }

  private final Socket socket;
  private final OutputStream out;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final Map<Integer, Reply> replies = new ConcurrentHashMap<>();
  private final CompletableFuture<Long> goAway = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private int nextStream = 1;

  /** Connects, with a peer window for each stream as large as given. */
  public RawHttp2(int port, int streamWindow) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, (byte) (streamWindow >> 8), (byte) streamWindow});
    Thread.ofVirtual().start(this::read);
  }

  public RawHttp2(int port) throws IOException {
    this(port, 65_535);
  }

  public static byte[] framed(int flag, long announced, byte[] message) {
    var out = new ByteArrayOutputStream();
    out.write(flag);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (announced >>> shift));
    }
    out.writeBytes(message);
    return out.toByteArray();
  }

  public static byte[] framed(byte[] message) {
    return framed(0, message.length, message);
  }

  /** Opens a gRPC call: headers only. */
  public synchronized int open(String path, boolean end, String... extraHeaders)
      throws IOException {
    var headers = new LinkedHashMap<String, String>();
    headers.put(":method", "POST");
    headers.put(":scheme", "http");
    headers.put(":authority", "mixer");
    headers.put(":path", path);
    headers.put("content-type", "application/grpc");
    headers.put("te", "trailers");
    for (int i = 0; i < extraHeaders.length; i += 2) {
      if (extraHeaders[i + 1] == null) {
        headers.remove(extraHeaders[i]);
      } else {
        headers.put(extraHeaders[i], extraHeaders[i + 1]);
      }
    }
    int stream = nextStream;
    nextStream += 2;
    replies.put(stream, new Reply());
    frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, encode(headers));
    return stream;
  }

  private byte[] encode(Map<String, String> headers) throws IOException {
    List<AsciiString> pairs = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          if (!name.startsWith(":")) {
            pairs.add(AsciiString.of(name));
            pairs.add(AsciiString.of(value));
          }
        });
    Http2Headers h =
        ReadOnlyHttp2Headers.clientHeaders(
            false,
            AsciiString.of(headers.get(":method")),
            AsciiString.of(headers.get(":path")),
            AsciiString.of(headers.get(":scheme")),
            AsciiString.of(headers.get(":authority")),
            pairs.toArray(new AsciiString[0]));
    var buffer = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, h, buffer);
    } catch (Exception e) {
      throw new IOException(e);
    }
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  /** Sends body bytes in frames of at most 16 KiB. */
  public synchronized void data(int stream, byte[] bytes, boolean end) throws IOException {
    int at = 0;
    do {
      int count = Math.min(16_384, bytes.length - at);
      boolean last = at + count == bytes.length;
      byte[] part = java.util.Arrays.copyOfRange(bytes, at, at + count);
      frame(DATA, last && end ? END_STREAM : 0, stream, part);
      at += count;
    } while (at < bytes.length);
  }

  /** A whole call. */
  public Reply call(String path, byte[] body, String... extraHeaders) throws IOException {
    int stream = open(path, false, extraHeaders);
    data(stream, body, true);
    return reply(stream);
  }

  /** A whole call, or null where the server has said goodbye. */
  public synchronized Reply callUnlessGoodbye(String path, byte[] body) throws IOException {
    return goAway.isDone() ? null : call(path, body);
  }

  private synchronized void goodbye(long code) {
    goAway.complete(code);
  }

  public Reply reply(int stream) {
    return replies.get(stream);
  }

  public synchronized void reset(int stream, int code) throws IOException {
    frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, (byte) code});
  }

  public synchronized void window(int stream, int increment) throws IOException {
    frame(
        WINDOW_UPDATE,
        0,
        stream,
        new byte[] {
          (byte) (increment >>> 24),
          (byte) (increment >>> 16),
          (byte) (increment >>> 8),
          (byte) increment
        });
  }

  /** Completes with the error code when the server says goodbye. */
  public CompletableFuture<Long> goAway() {
    return goAway;
  }

  public CompletableFuture<Void> closed() {
    return closed;
  }

  /** Sends any frame. */
  public synchronized void frame(int type, int flags, int stream, byte[] payload)
      throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[0] = (byte) (payload.length >>> 16);
    frame[1] = (byte) (payload.length >>> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    frame[5] = (byte) (stream >>> 24);
    frame[6] = (byte) (stream >>> 16);
    frame[7] = (byte) (stream >>> 8);
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
  }

  private void read() {
    var decoder = new DefaultHttp2HeadersDecoder(false);
    try (var in = new DataInputStream(socket.getInputStream())) {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & 0x7FFFFFFF;
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
          throw new EOFException();
        }
        received(decoder, type, flags, stream, payload);
      }
    } catch (EOFException | SocketException end) {
      closed.complete(null);
      replies.values().forEach(reply -> reply.done.completeExceptionally(end));
    } catch (Exception e) {
      closed.completeExceptionally(e);
      replies.values().forEach(reply -> reply.done.completeExceptionally(e));
    }
  }

  private void received(
      DefaultHttp2HeadersDecoder decoder, int type, int flags, int stream, byte[] payload)
      throws Exception {
    Reply reply = replies.get(stream);
    switch (type) {
      case DATA -> {
        reply.body.write(payload);
        if (payload.length > 0) {
          window(0, payload.length);
        }
      }
      case HEADERS ->
          decoder
              .decodeHeaders(
                  stream, Unpooled.wrappedBuffer(payload).skipBytes((flags & PRIORITY) / 32 * 5))
              .forEach(h -> reply.headers.put(h.getKey().toString(), h.getValue().toString()));
      case RST_STREAM -> {
        reply.reset = Unpooled.wrappedBuffer(payload).readUnsignedInt();
        reply.done.complete(reply);
      }
      case SETTINGS -> {
        if (flags == 0) {
          frame(SETTINGS, 1, 0, new byte[0]);
        }
      }
      case PING -> {
        if (flags == 0) {
          frame(PING, 1, 0, payload);
        }
      }
      case GOAWAY -> goodbye(Unpooled.wrappedBuffer(payload, 4, 4).readUnsignedInt());
      default -> {
        // Window updates and priorities do not matter here.
      }
    }
    if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
      reply.done.complete(reply);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
