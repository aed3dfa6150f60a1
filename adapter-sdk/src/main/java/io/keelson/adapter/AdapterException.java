package io.keelson.adapter;

import java.util.List;

/**
 * A handler could not do what it was asked, for one or several reasons. The messages go to the
 * caller and the log.
 */
public final class AdapterException extends Exception {
  private final List<String> reasons;

  public AdapterException(String reason) {
    this(List.of(reason));
  }

  public AdapterException(List<String> reasons) {
    super(String.join("; ", reasons));
    this.reasons = List.copyOf(reasons);
  }

  public List<String> reasons() {
    return reasons;
  }
}
