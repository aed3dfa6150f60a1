package io.keelson.adapters.stdio;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * One of the process's own streams.
 *
 * <p>A {@link PrintStream} tells that something went wrong, but neither what nor that it is well
 * again. So once it has failed, lines go to the file descriptor itself, which tells both.
 */
final class StreamSink extends Sink {
  private final Supplier<PrintStream> stream;
  private final FileDescriptor descriptor;
  private FileOutputStream raw;

  StreamSink(String name, Supplier<PrintStream> stream, FileDescriptor descriptor) {
    super(name);
    this.stream = stream;
    this.descriptor = descriptor;
  }

  @Override
  void writeInTurn(byte[] lines) throws IOException {
    if (raw != null) {
      raw.write(lines);
      return;
    }
    PrintStream out = stream.get();
    out.write(lines, 0, lines.length);
    if (out.checkError()) {
      raw = new FileOutputStream(descriptor);
      throw new IOException("the stream does not take anything; it may be closed or its disk full");
    }
  }

  /** Leaves the stream open: it is the process's. */
  @Override
  public void close() {}
}
