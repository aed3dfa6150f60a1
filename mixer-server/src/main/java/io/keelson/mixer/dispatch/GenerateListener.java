package io.keelson.mixer.dispatch;

/** Hears how attribute generation alone ended: exactly one call, on the caller's loop. */
public interface GenerateListener {

  /** The bag holds what the generators added. */
  void done();

  /**
   * A generator failed.
   *
   * @param grpcCode what a check would end with
   */
  void failed(int grpcCode, String message);
}
