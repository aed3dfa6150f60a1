package io.keelson.expression;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text of a literal while its escapes are resolved: bytes, because an escape may name a byte.
 */
final class UnquotedText {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** What stands for a one-letter escape, or -1; quotes are the caller's. */
  static int simpleEscape(int letter) {
    return switch (letter) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 11;
      case '\\' -> '\\';
      default -> -1;
    };
  }

  void append(int codePoint) {
    if (codePoint < 128) {
      bytes.write(codePoint);
    } else {
      bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }
  }

  void appendByte(int value) {
    bytes.write(value);
  }

  @Override
  public String toString() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
