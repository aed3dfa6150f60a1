package io.keelson.mixer.logging;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where lines go. Used by one thread. */
interface LogSink extends Closeable {
  void write(byte[] line) throws IOException;

  void flush() throws IOException;

  /**
   * Opens a target.
   *
   * @param target {@code stdout}, {@code stderr} or a path, which is appended to
   */
  static LogSink open(String target) throws IOException {
    return switch (target) {
      case "stdout" -> of(new FileOutputStream(FileDescriptor.out), false);
      case "stderr" -> of(new FileOutputStream(FileDescriptor.err), false);
      default ->
          of(
              Files.newOutputStream(
                  Path.of(target), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              true);
    };
  }

  static LogSink of(OutputStream stream, boolean owned) {
    var out = new BufferedOutputStream(stream);
    return new LogSink() {
      @Override
      public void write(byte[] line) throws IOException {
        out.write(line);
      }

      @Override
      public void flush() throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        if (owned) {
          out.close();
        } else {
          out.flush();
        }
      }
    };
  }
}
