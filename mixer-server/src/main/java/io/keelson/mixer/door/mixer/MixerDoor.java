package io.keelson.mixer.door.mixer;

import io.keelson.adapter.Code;
import io.keelson.attribute.AttributeException;
import io.keelson.attribute.RequestBag;
import io.keelson.attribute.WireWriter;
import io.keelson.attribute.WordList;
import io.keelson.mixer.MixerRuntime;
import io.keelson.mixer.dispatch.CheckAnswer;
import io.keelson.mixer.dispatch.CheckListener;
import io.keelson.mixer.dispatch.ReportListener;
import io.keelson.mixer.door.grpc.GrpcCall;
import io.keelson.mixer.door.grpc.GrpcLoop;
import io.keelson.mixer.door.grpc.GrpcMethods;
import io.keelson.mixer.door.grpc.GrpcService;
import io.keelson.mixer.overload.OverloadProtection;
import io.keelson.mixer.routing.RoutingTable;

/** Serves {@code istio.mixer.v1.Mixer}. Thread safe; what an event loop needs is made for each. */
public final class MixerDoor implements GrpcService {
  /**
   * With this in front of an INVALID_ARGUMENT, proxies go back to the base dictionary (and heal).
   */
  private static final String INVALID_ATTRIBUTES =
      "Request could not be processed due to invalid attributes: ";

  private static final String INVALID_REQUEST = "the request is malformed: ";
  private static final double CHECK_COST = 1;

  private final MixerRuntime runtime;
  private final OverloadProtection overload;

  public MixerDoor(MixerRuntime runtime, OverloadProtection overload) {
    this.runtime = runtime;
    this.overload = overload;
  }

  @Override
  public void register(GrpcMethods methods, GrpcLoop loop) {
    var desk = new Desk();
    methods.unary("istio.mixer.v1.Mixer", "Check", desk::check);
    methods.unary("istio.mixer.v1.Mixer", "Report", desk::report);
  }

  private boolean admitted(GrpcCall call, double cost) {
    if (!overload.admits(cost)) {
      call.fail(Code.UNAVAILABLE, OverloadProtection.REFUSAL);
      return false;
    }
    if (overload.measures()) {
      call.onEnd(overload::ended);
    }
    return true;
  }

  /** The door's share of one event loop. */
  private final class Desk {
    private final CheckMessage message = new CheckMessage();
    private final CheckResponseWriter writer = new CheckResponseWriter();
    private final WireWriter empty = new WireWriter(16);

    /** A bag that no check uses: to read into one that is there costs far less than to make one. */
    private RequestBag spare;

    private RequestBag takeBag(RoutingTable table) {
      RequestBag bag = spare;
      spare = null;
      return bag != null && bag.vocabulary() == table.vocabulary()
          ? bag
          : new RequestBag(table.vocabulary(), true);
    }

    private void giveBack(RequestBag bag) {
      bag.clear();
      spare = bag;
    }

    void check(GrpcCall call, byte[] bytes, int offset, int length) {
      if (!admitted(call, CHECK_COST)) {
        return;
      }
      try {
        message.read(bytes, offset, length);
      } catch (AttributeException e) {
        call.fail(Code.INVALID_ARGUMENT, INVALID_REQUEST + e.getMessage());
        return;
      }
      RoutingTable table = runtime.acquire();
      RequestBag bag = takeBag(table);
      try {
        WordCount.check(message.globalWordCount());
        bag.decode(
            message.attributesBytes(),
            message.attributesOffset(),
            message.attributesLength(),
            WordList.EMPTY);
      } catch (AttributeException e) {
        table.release();
        giveBack(bag);
        call.fail(Code.INVALID_ARGUMENT, INVALID_ATTRIBUTES + e.getMessage());
        return;
      }
      runtime
          .dispatcher()
          .check(
              table,
              bag,
              message.deduplicationId(),
              message.quotas(),
              call.executor(),
              new Check(this, call, table, bag, message.globalWordCount()));
    }

    void report(GrpcCall call, byte[] bytes, int offset, int length) {
      ReportMessage elements;
      try {
        elements = new ReportMessage(bytes, offset, length);
      } catch (AttributeException e) {
        call.fail(Code.INVALID_ARGUMENT, INVALID_REQUEST + e.getMessage());
        return;
      }
      if (!admitted(call, elements.elements())) {
        return;
      }
      try {
        WordCount.check(elements.globalWordCount());
        elements.checkSemantics();
      } catch (AttributeException e) {
        call.fail(Code.INVALID_ARGUMENT, INVALID_ATTRIBUTES + e.getMessage());
        return;
      }
      if (elements.elements() == 0) {
        call.answer(empty);
        return;
      }
      RoutingTable table = runtime.acquire();
      runtime.dispatcher().report(table, elements, call.executor(), new Report(call, table, empty));
    }
  }

  /** A check under way. */
  private record Check(
      Desk desk, GrpcCall call, RoutingTable table, RequestBag bag, int globalWordCount)
      implements CheckListener {

    @Override
    public void answered(CheckAnswer answer) {
      try {
        if (call.isOpen()) {
          call.answer(desk.writer.write(answer, globalWordCount));
        }
      } finally {
        end();
      }
    }

    @Override
    public void failed(int grpcCode, String text) {
      end();
      call.fail(grpcCode, text);
    }

    private void end() {
      table.release();
      desk.giveBack(bag);
    }
  }

  /** A report under way. */
  private record Report(GrpcCall call, RoutingTable table, WireWriter empty)
      implements ReportListener {

    @Override
    public void done() {
      table.release();
      call.answer(empty);
    }

    @Override
    public void failed(int grpcCode, String text) {
      table.release();
      call.fail(grpcCode, text);
    }
  }
}
