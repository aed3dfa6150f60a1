package io.keelson.mixer.server;

import java.util.List;

/** Options cannot be used; has a sentence for each problem. */
public final class OptionsException extends Exception {
  private final List<String> problems;

  OptionsException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
