package io.keelson.mixer.door.grpc;

import io.keelson.attribute.WireWriter;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;

/**
 * One unary call, from its headers to the end of its stream. Used on its event loop only.
 *
 * <p>It ends exactly once: answered, failed, cancelled by the client, or out of time. What comes
 * after the end is dropped without a word, because a client may cancel at any moment.
 */
public final class GrpcCall extends DeadlineWheel.Entry implements Deframer.Sink {
  private static final int OK = 0;
  private static final int CANCELLED = 1;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final long RESET_NO_ERROR = 0;
  private static final long RESET_CANCEL = 8;

  /** How long a client may take to read an answer that its own deadline has overtaken. */
  private static final long LINGER_NANOS = 1_000_000_000;

  /** Smaller messages are not accounted for while they are worked on: streams are bounded. */
  private static final int LARGE = 16 << 10;

  /** What is made of a message while it is worked on takes a few times its size. */
  private static final int WORK = 4;

  private enum State {
    RECEIVING,
    /** The method works on it. */
    RUNNING,
    /** Answered or failed; the stream may still be open. */
    ENDED
  }

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final GrpcLoop loop;
  private final GrpcMethods.Route route;
  private final Deframer deframer;
  private final long start = System.nanoTime();
  private State state = State.RECEIVING;
  private byte[] message;
  private int offset;
  private int length;
  private boolean requestEnded;
  private LongConsumer onEnd;
  private long received;
  private long held;

  GrpcCall(HttpServerRequest request, GrpcLoop loop, GrpcMethods.Route route) {
    this.request = request;
    this.response = request.response();
    this.loop = loop;
    this.route = route;
    this.deframer = new Deframer(loop.options().maxMessageSize(), this);
  }

  /**
   * Begins to receive.
   *
   * @param limitNanos from now on
   */
  void begin(long limitNanos) {
    response.closeHandler(closed -> streamClosed());
    loop.expireAfter(this, start, limitNanos);
    request.handler(this::chunk);
    request.endHandler(ended -> requestEnded());
  }

  /** Runs tasks on this call's event loop, from any thread. */
  public Executor executor() {
    return loop.executor();
  }

  /** Whether an answer would still reach anyone. */
  public boolean isOpen() {
    return state != State.ENDED;
  }

  /** A request header, or null. */
  public String header(String name) {
    return request.getHeader(name);
  }

  /** Hears when the call ends, however it does: nanoseconds since its headers arrived. */
  public void onEnd(LongConsumer listener) {
    onEnd = listener;
  }

  /** Ends the call with a message; nothing happens where it has ended. */
  public void answer(WireWriter answer) {
    if (state == State.ENDED) {
      return;
    }
    int size = answer.size();
    byte[] framed = new byte[Deframer.PREFIX + size];
    framed[1] = (byte) (size >>> 24);
    framed[2] = (byte) (size >>> 16);
    framed[3] = (byte) (size >>> 8);
    framed[4] = (byte) size;
    System.arraycopy(answer.array(), 0, framed, Deframer.PREFIX, size);
    end(OK, size);
    GrpcHttp.answer(response, BufferInternal.buffer(Unpooled.wrappedBuffer(framed)));
  }

  /**
   * Ends the call with an error; nothing happens where it has ended.
   *
   * @param code a {@code google.rpc.Code} number
   * @param text for the client
   */
  public void fail(int code, String text) {
    if (state == State.ENDED) {
      return;
    }
    end(code, 0);
    boolean early = !requestEnded;
    var written = GrpcHttp.fail(response, code, text);
    if (early) {
      // The client must not go on sending what nobody will read.
      written.onSuccess(done -> response.reset(RESET_NO_ERROR));
    }
  }

  private void end(int code, int sent) {
    state = State.ENDED;
    message = null;
    try {
      deframer.discard();
      loop.reserve(-held);
    } catch (GrpcException e) {
      throw new IllegalStateException("giving memory back was refused", e);
    }
    long nanos = System.nanoTime() - start;
    route.metrics().ended(code, received, sent, nanos);
    if (onEnd != null) {
      onEnd.accept(nanos);
    }
  }

  private void chunk(Buffer chunk) {
    if (state != State.RECEIVING) {
      return;
    }
    var bytes = ((BufferInternal) chunk).getByteBuf();
    int count = bytes.readableBytes();
    received += count;
    try {
      if (bytes.hasArray()) {
        deframer.feed(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), count);
      } else {
        deframer.feed(chunk.getBytes(), 0, count);
      }
    } catch (GrpcException e) {
      fail(e.code(), e.getMessage());
    }
  }

  private void requestEnded() {
    requestEnded = true;
    if (state != State.RECEIVING) {
      return;
    }
    try {
      deframer.end();
    } catch (GrpcException e) {
      fail(e.code(), e.getMessage());
      return;
    }
    if (message == null) {
      fail(INTERNAL, "the request has no message");
      return;
    }
    state = State.RUNNING;
    byte[] bytes = message;
    message = null;
    try {
      route.method().call(this, bytes, offset, length);
    } catch (RuntimeException | StackOverflowError e) {
      loop.failed(request.uri(), e);
      fail(INTERNAL, "internal error; the server's log says more");
    }
  }

  private void streamClosed() {
    loop.release(this);
    if (state != State.ENDED) {
      end(CANCELLED, 0);
    }
  }

  @Override
  void expired() {
    if (state == State.ENDED) {
      response.reset(RESET_CANCEL);
    } else {
      loop.expireAfter(this, System.nanoTime(), LINGER_NANOS);
      fail(DEADLINE_EXCEEDED, "the call was not answered within its deadline");
    }
  }

  @Override
  public void message(byte[] bytes, int from, int count) throws GrpcException {
    if (message != null) {
      throw new GrpcException(INTERNAL, "the request has more than one message");
    }
    if (count >= LARGE) {
      loop.reserve((long) WORK * count);
      held = (long) WORK * count;
    }
    message = bytes;
    offset = from;
    length = count;
  }

  @Override
  public void reserve(long bytes) throws GrpcException {
    loop.reserve(bytes);
  }

  @Override
  public String encoding() {
    return request.getHeader(GrpcHttp.GRPC_ENCODING);
  }

  /** Whether clients should be told which compressions there are. */
  static boolean namesEncodings(int code) {
    return code == UNIMPLEMENTED;
  }
}
