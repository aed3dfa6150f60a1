package io.keelson.adapters.stdio;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One file, appended to. Others may append to it at the same time. */
final class FileSink extends Sink {
  /** A stream and not a channel, which an interrupt would close for good. */
  private final FileOutputStream out;

  private final Path path;

  /** Creates the file if need be, but not its folder. */
  FileSink(Path path) throws IOException {
    super("the file '" + path + "'");
    this.path = path;
    out = new FileOutputStream(path.toFile(), true);
  }

  @Override
  void writeInTurn(byte[] lines) throws IOException {
    out.write(lines);
  }

  @Override
  public void close() throws IOException {
    if (Files.isRegularFile(path)) {
      sync(out);
    } else {
      out.close();
    }
  }

  /** Has the disk take everything, and closes. Pipes and devices refuse that. */
  static void sync(FileOutputStream out) throws IOException {
    try (out) {
      out.getChannel().force(true);
    }
  }
}
