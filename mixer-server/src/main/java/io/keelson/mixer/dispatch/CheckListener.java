package io.keelson.mixer.dispatch;

/** Hears how a check ended: exactly one call, on the caller's loop. */
public interface CheckListener {

  /** There is a verdict, good or bad. */
  void answered(CheckAnswer answer);

  /**
   * There is none.
   *
   * @param grpcCode a {@code google.rpc.Code} number
   */
  void failed(int grpcCode, String message);
}
