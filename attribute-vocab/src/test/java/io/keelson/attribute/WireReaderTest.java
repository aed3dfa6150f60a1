package io.keelson.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {
  private static WireReader over(int... bytes) {
    return over(new Message().raw(bytes));
  }

  private static WireReader over(Message message) {
    byte[] bytes = message.bytes();
    // with neighbours that must not be read
    byte[] padded = new byte[bytes.length + 20];
    Arrays.fill(padded, (byte) 1);
    System.arraycopy(bytes, 0, padded, 10, bytes.length);
    return new WireReader(padded, 10, bytes.length);
  }

  private static void assertMalformed(ThrowingCallable reading, String reason) {
    assertThatThrownBy(reading)
        .isInstanceOf(AttributeException.class)
        .hasMessageStartingWith("the message is not well formed protobuf: it ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        127,
        128,
        300,
        16383,
        16384,
        1L << 31,
        1L << 62,
        Long.MAX_VALUE,
        -1,
        Long.MIN_VALUE
      })
  void varintsComeBackAsWritten(long value) throws AttributeException {
    var reader = over(new Message().varint(1, value).varint(200, value));
    assertThat(reader.tag()).isEqualTo(8);
    assertThat(reader.varint()).isEqualTo(value);
    assertThat(WireReader.field(reader.tag())).isEqualTo(200);
    assertThat(reader.varint()).isEqualTo(value);
    assertThat(reader.tag()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 220, -221, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void zigZagNumbersComeBackAsWritten(int value) throws AttributeException {
    var reader = over(new Message().sint(1, value));
    assertThat(reader.tag()).isEqualTo(8);
    assertThat(reader.sint32()).isEqualTo(value);
  }

  @Test
  void fixedNumbersAreLittleEndian() throws AttributeException {
    var reader = over(1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 0, 0x80);
    assertThat(reader.fixed64()).isEqualTo(0x0807060504030201L);
    assertThat(reader.fixed32()).isEqualTo(0x80000001);
  }

  @Test
  void varintOfElevenBytesIsRefused() {
    assertMalformed(
        () -> over(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1).varint(),
        "more than ten bytes");
  }

  @Test
  void numberThatIsCutShortIsRefused() {
    assertMalformed(() -> over(0x80).varint(), "ends within a number");
    assertMalformed(() -> over(0x80, 0x80, 0x80).varint(), "ends within a number");
    assertMalformed(() -> over().varint(), "ends within a number");
    assertMalformed(() -> over(1, 2, 3).fixed32(), "4 bytes wanted, 3 left");
    assertMalformed(() -> over(1, 2, 3, 4, 5, 6, 7).fixed64(), "8 bytes wanted, 7 left");
  }

  @Test
  void lengthBeyondTheEndIsRefused() throws AttributeException {
    assertThat(over(3, 'a', 'b', 'c').length()).isEqualTo(3);
    assertMalformed(
        () -> over(4, 'a', 'b', 'c').length(), "field of 4 bytes where only 3 are left");
    assertMalformed(() -> over(0xff, 0xff, 0xff, 0xff, 0x0f).length(), "field of 4294967295 bytes");
    assertMalformed(
        () -> over(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1).length(),
        "field of 18446744073709551615 bytes");
  }

  @Test
  void fieldNumberZeroIsRefused() {
    assertMalformed(() -> over(0x02).tag(), "field with the number 0");
    assertMalformed(() -> over(0x80, 0x00).tag(), "field with the number 0");
  }

  @Test
  void tagBeyond32BitsIsRefused() {
    assertMalformed(
        () -> over(0x88, 0x80, 0x80, 0x80, 0x10).tag(), "field with the number 536870913");
  }

  @Test
  void everyWireTypeInUseIsSkipped() throws AttributeException {
    var reader =
        over(0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 2, 0xff, 0xff, 0x25, 1, 2, 3, 4);
    int fields = 0;
    for (int tag; (tag = reader.tag()) != 0; fields++) {
      reader.skip(tag);
    }
    assertThat(fields).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6, 7})
  void groupsAndUnknownWireTypesAreRefused(int wireType) {
    assertMalformed(
        () -> {
          var reader = over(8 | wireType, 0, 0, 0);
          reader.skip(reader.tag());
        },
        "has field 1 with wire type " + wireType);
  }

  @Test
  void nestedMessageBoundsWhatIsInside() throws AttributeException {
    var reader = over(new Message().field(1, new byte[] {0x10, 0x05}).varint(3, 7));
    assertThat(reader.tag()).isEqualTo(10);
    int outer = reader.enter();
    assertThat(reader.tag()).isEqualTo(16);
    assertThat(reader.varint()).isEqualTo(5);
    assertThat(reader.tag()).isZero();
    reader.leave(outer);
    assertThat(reader.tag()).isEqualTo(24);
    assertThat(reader.varint()).isEqualTo(7);
  }

  @Test
  void leavingGoesBehindWhatWasNotRead() throws AttributeException {
    var reader = over(new Message().field(1, new byte[] {1, 2, 3}).varint(3, 7));
    reader.tag();
    reader.leave(reader.enter());
    assertThat(reader.tag()).isEqualTo(24);
  }

  @Test
  void nestedNumberMayNotReachIntoTheOuterMessage() throws AttributeException {
    var reader = over(new Message().field(1, new byte[] {(byte) 0x80}).varint(3, 7));
    reader.tag();
    reader.enter();
    assertMalformed(reader::varint, "ends within a number");
  }

  @Test
  void nestingHasALimit() {
    byte[] nested = {};
    for (int i = 0; i < 100; i++) {
      nested = new Message().field(1, nested).bytes();
    }
    byte[] deep = nested;
    assertMalformed(
        () -> {
          var reader = new WireReader(deep, 0, deep.length);
          while (reader.tag() != 0) {
            reader.enter();
          }
        },
        "nests deeper than 64");
  }

  @Test
  void advancingStaysInside() {
    assertMalformed(() -> over(1, 2).advance(3), "3 bytes wanted, 2 left");
    assertMalformed(() -> over(1, 2).advance(-1), "ends within field data");
  }

  @Test
  void textIsReadAsUtf8() throws AttributeException {
    var reader = over(new Message().field(1, "h\u00e4").field(2, new byte[] {(byte) 0xff}));
    reader.tag();
    assertThat(reader.string()).isEqualTo("h\u00e4");
    reader.tag();
    assertThat(reader.string()).isEqualTo("\ufffd");
  }

  @Test
  void rangeOutsideTheArrayIsAProgrammingError() {
    assertThatThrownBy(() -> new WireReader(new byte[3], 1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
