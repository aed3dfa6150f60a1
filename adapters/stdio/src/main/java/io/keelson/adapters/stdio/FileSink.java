package io.keelson.adapters.stdio;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** One file, appended to. Others may append to it at the same time. */
final class FileSink extends Sink {
  /** A stream and not a channel, which an interrupt would close for good. */
  private final FileOutputStream out;

  /** Creates the file if need be, but not its folder. */
  FileSink(Path path) throws IOException {
    super("the file '" + path + "'");
    out = new FileOutputStream(path.toFile(), true);
  }

  @Override
  void writeInTurn(byte[] lines) throws IOException {
    out.write(lines);
  }

  @Override
  public void close() throws IOException {
    sync(out);
  }

  /** Has the disk take everything, where it is a disk, and closes. */
  static void sync(FileOutputStream out) throws IOException {
    try (out) {
      out.getChannel().force(true);
    }
  }
}
