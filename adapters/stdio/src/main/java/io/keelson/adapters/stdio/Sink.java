package io.keelson.adapters.stdio;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Where lines go. One report at a time: lines of different reports never mix. */
abstract sealed class Sink implements Closeable permits StreamSink, FileSink, RotatedFile {
  /**
   * So long a report waits for those before it; a terminal or pipe that nobody reads blocks its
   * writer.
   */
  private static final long PATIENCE_SECONDS = 5;

  private final ReentrantLock turn = new ReentrantLock();
  private final String name;

  Sink(String name) {
    this.name = name;
  }

  /** Writes whole lines, and has the operating system take them before it returns. */
  final void write(byte[] lines) throws IOException {
    try {
      if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "reports before this one have been at it for " + PATIENCE_SECONDS + " s; dropped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the reports before this one", e);
    }
    try {
      writeInTurn(lines);
    } finally {
      turn.unlock();
    }
  }

  abstract void writeInTurn(byte[] lines) throws IOException;

  @Override
  public final String toString() {
    return name;
  }
}
