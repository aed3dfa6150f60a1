package io.keelson.mixer.dispatch;

/** Hears how a report ended: exactly one call, on the caller's loop. */
public interface ReportListener {

  /** Every element reached every handler that rules send it to. */
  void done();

  /**
   * Something of it was lost.
   *
   * @param grpcCode a {@code google.rpc.Code} number
   */
  void failed(int grpcCode, String message);
}
