package io.keelson.mixer;

import io.keelson.config.diagnostic.Diagnostic;
import java.util.Collection;
import java.util.HashSet;
import org.slf4j.Logger;

/** Writes diagnostics to the log, each once: when it appears, not at every change after it. */
public final class DiagnosticLog {
  /** A folder that is wrong throughout must not push everything else out of the log. */
  private static final int MOST_LINES = 100;

  private DiagnosticLog() {}

  /**
   * Logs those that are new, at the level of their severity.
   *
   * @param before what was logged already
   */
  public static void write(Logger log, Collection<Diagnostic> now, Collection<Diagnostic> before) {
    var known = new HashSet<>(before);
    int lines = 0;
    for (Diagnostic diagnostic : now) {
      if (!known.contains(diagnostic) && ++lines <= MOST_LINES) {
        write(log, diagnostic);
      }
    }
    if (lines > MOST_LINES) {
      log.warn("{} more diagnostics; /debug/config shows all of them", lines - MOST_LINES);
    }
  }

  private static void write(Logger log, Diagnostic diagnostic) {
    switch (diagnostic.severity()) {
      case ERROR -> log.error("{}", diagnostic);
      case WARNING -> log.warn("{}", diagnostic);
      case INFO -> log.info("{}", diagnostic);
    }
  }
}
