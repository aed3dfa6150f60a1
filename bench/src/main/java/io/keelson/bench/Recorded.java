package io.keelson.bench;

import io.keelson.attribute.AttributeException;
import io.keelson.attribute.WireReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Requests recorded from a 1.1 sidecar. The system property {@code bench.requests} names their
 * folder.
 */
final class Recorded {
  private static final int GRPC_PREFIX_BYTES = 5;

  private Recorded() {}

  /** A message without its gRPC prefix. */
  static byte[] message(String file) {
    try {
      byte[] framed = Files.readAllBytes(Path.of(System.getProperty("bench.requests"), file));
      return Arrays.copyOfRange(framed, GRPC_PREFIX_BYTES, framed.length);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** The {@code CompressedAttributes} of the recorded Check. */
  static byte[] checkAttributes() throws AttributeException {
    byte[] request = message("check.grpc");
    var reader = new WireReader(request, 0, request.length);
    for (int tag; (tag = reader.tag()) != 0; ) {
      if (tag == (1 << 3 | WireReader.BYTES)) {
        int length = reader.length();
        return Arrays.copyOfRange(request, reader.position(), reader.position() + length);
      }
      reader.skip(tag);
    }
    throw new IllegalStateException("check.grpc carries no attributes");
  }
}
