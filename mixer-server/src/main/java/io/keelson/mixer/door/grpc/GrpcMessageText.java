package io.keelson.mixer.door.grpc;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encodes the {@code grpc-message} header. */
final class GrpcMessageText {
  /** Clients commonly refuse more than 8 KiB of headers. */
  static final int MAX_LENGTH = 4096;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private GrpcMessageText() {}

  /**
   * Printable ASCII stays, everything else becomes %XX of its UTF-8; a long text is cut off whole.
   */
  static String encode(String message) {
    int plain = 0;
    while (plain < message.length() && isPlain(message.charAt(plain))) {
      plain++;
    }
    if (plain == message.length() && plain <= MAX_LENGTH) {
      return message;
    }
    var out = new StringBuilder(Math.min(MAX_LENGTH, message.length() * 2));
    for (int i = 0; i < message.length(); ) {
      int point = message.codePointAt(i);
      i += Character.charCount(point);
      int before = out.length();
      if (point < 0x80 && isPlain((char) point)) {
        out.append((char) point);
      } else {
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX.toHexDigits(b));
        }
      }
      if (out.length() > MAX_LENGTH) {
        out.setLength(before);
        break;
      }
    }
    return out.toString();
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c <= 0x7E && c != '%';
  }
}
