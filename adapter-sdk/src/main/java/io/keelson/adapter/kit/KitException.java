package io.keelson.adapter.kit;

/** A call that ended with a gRPC error; the message is what the caller would read. */
public final class KitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param code the gRPC status, see {@link io.keelson.adapter.Code}
   */
  public KitException(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
