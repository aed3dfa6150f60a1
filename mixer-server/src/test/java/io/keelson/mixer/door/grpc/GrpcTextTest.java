package io.keelson.mixer.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTextTest {

  @Test
  void messagesArePercentEncoded() {
    assertThat(GrpcMessageText.encode("plain text.")).isEqualTo("plain text.");
    assertThat(GrpcMessageText.encode("100% \n\u00e9\ud83d\ude00~\u007f"))
        .isEqualTo("100%25 %0A%C3%A9%F0%9F%98%80~%7F");
  }

  @Test
  void longMessagesAreCutWhole() {
    String text = GrpcMessageText.encode("\u00e9".repeat(5000));
    assertThat(text).hasSize(GrpcMessageText.MAX_LENGTH - GrpcMessageText.MAX_LENGTH % 6);
    assertThat(text).endsWith("%C3%A9");
    assertThat(GrpcMessageText.encode("x".repeat(9000))).hasSize(GrpcMessageText.MAX_LENGTH);
  }

  @ParameterizedTest
  @CsvSource({
    "1H,3600000000000",
    "2M,120000000000",
    "5S,5000000000",
    "250m,250000000",
    "7u,7000",
    "99999999n,99999999",
    "0S,0",
    "99999999H,9223372036854775807"
  })
  void timeoutsAreRead(String header, long nanos) throws Exception {
    assertThat(GrpcTimeout.nanos(header)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "5", "5s", "-5S", "1.5S", "100000000S", "5 S", "\u0665S"})
  void malformedTimeoutsAreRefused(String header) {
    assertThatThrownBy(() -> GrpcTimeout.nanos(header)).hasMessageContaining("grpc-timeout");
  }

  @Test
  void addressesAreRead() {
    assertThat(ListenAddress.parse("tcp://127.0.0.1:9091"))
        .isEqualTo(new ListenAddress.Tcp("127.0.0.1", 9091));
    assertThat(ListenAddress.parse("localhost:0")).isEqualTo(new ListenAddress.Tcp("localhost", 0));
    assertThat(ListenAddress.parse(":9091")).isEqualTo(new ListenAddress.Tcp("0.0.0.0", 9091));
    assertThat(ListenAddress.parse("[::1]:9091")).hasToString("tcp://[::1]:9091");
    assertThat(ListenAddress.parse("unix:///sock/mixer.socket"))
        .isEqualTo(new ListenAddress.Unix(Path.of("/sock/mixer.socket")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "unix://", "9091", "::1:9091", "a:b", "a:70000", "http://a:1", "a:-1"})
  void badAddressesAreRefusedWithTheirText(String address) {
    assertThatThrownBy(() -> ListenAddress.parse(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + address + "'");
  }
}
