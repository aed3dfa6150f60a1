package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy;
import io.keelson.api.mixer.v1.config.client.NetworkFailPolicy.FailPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPolicyTest {

  @ParameterizedTest(name = "disabled {0}, client side {1}, {2}, check={3}: in {4}, out {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        "false, false, SIDECAR, -,              true,  false",
        "false, true,  SIDECAR, -,              true,  true",
        "false, false, ROUTER,  -,              true,  true",
        "true,  false, SIDECAR, -,              false, false",
        "true,  true,  SIDECAR, -,              false, false",
        "true,  true,  ROUTER,  -,              false, false",
        "true,  false, SIDECAR, enable,         true,  true",
        "true,  false, SIDECAR, allow-on-error, true,  true",
        "false, true,  SIDECAR, disable,        false, false",
        "false, false, ROUTER,  disable,        false, false",
        "false, false, SIDECAR, sometimes,      true,  false",
      })
  void checksAreEnabledByMeshKindAndMetadata(
      boolean disabled,
      boolean clientSide,
      ProxyNode.Kind kind,
      String check,
      boolean inbound,
      boolean outbound) {
    MeshSettings settings =
        Mesh.SETTINGS.withDisablePolicyChecks(disabled).withEnableClientSidePolicyCheck(clientSide);
    var node =
        new ProxyNode(kind, "a.b", check == null ? Map.of() : Map.of(ClientPolicy.CHECK, check));

    ClientPolicy policy = ClientPolicy.of(settings, node);

    assertThat(policy.checks(Direction.INBOUND)).isEqualTo(inbound);
    assertThat(policy.checks(Direction.OUTBOUND)).isEqualTo(outbound);
  }

  @ParameterizedTest(name = "fail open {0}, check={1}: {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "false, -,              FAIL_CLOSE",
        "true,  -,              FAIL_OPEN",
        "true,  enable,         FAIL_CLOSE",
        "false, enable,         FAIL_CLOSE",
        "false, allow-on-error, FAIL_OPEN",
        "false, disable,        FAIL_OPEN",
      })
  void failPolicyIsTheMeshsUnlessMetadataForcesIt(boolean open, String check, FailPolicy expected) {
    ProxyNode node = check == null ? Mesh.SIDECAR : Mesh.sidecar(ClientPolicy.CHECK, check);

    ClientPolicy policy = ClientPolicy.of(Mesh.SETTINGS.withPolicyCheckFailOpen(open), node);

    assertThat(policy.transport().getNetworkFailPolicy().getPolicy()).isEqualTo(expected);
    assertThat(policy.diagnostics()).isEmpty();
  }

  @Test
  void metadataOverridesRetries() {
    var node =
        new ProxyNode(
            ProxyNode.Kind.SIDECAR,
            "a.b",
            Map.of(
                ClientPolicy.CHECK, "allow-on-error",
                ClientPolicy.RETRIES, "3",
                ClientPolicy.BASE_WAIT, "1s",
                ClientPolicy.MAX_WAIT, "1m500ms"));

    ClientPolicy policy = ClientPolicy.of(Mesh.SETTINGS, node);

    assertThat(policy.transport().getNetworkFailPolicy())
        .isEqualTo(
            NetworkFailPolicy.newBuilder()
                .setPolicy(FailPolicy.FAIL_OPEN)
                .setMaxRetry(3)
                .setBaseRetryWait(Duration.newBuilder().setSeconds(1))
                .setMaxRetryWait(Duration.newBuilder().setSeconds(60).setNanos(500_000_000))
                .build());
    assertThat(policy.diagnostics()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "policy.istio.io/check, sometimes, allow-on-error",
    "policy.istio.io/checkRetries, many, whole number",
    "policy.istio.io/checkRetries, -1, whole number",
    "policy.istio.io/checkBaseRetryWaitTime, 80, 80ms",
    "policy.istio.io/checkBaseRetryWaitTime, -80ms, 80ms",
    "policy.istio.io/checkMaxRetryWaitTime, soon, 80ms",
  })
  void metadataThatCannotBeReadChangesNothingAndIsTold(String key, String value, String hint) {
    ClientPolicy policy = ClientPolicy.of(Mesh.SETTINGS, Mesh.sidecar(key, value));

    assertThat(policy.transport())
        .isEqualTo(ClientPolicy.of(Mesh.SETTINGS, Mesh.SIDECAR).transport());
    assertThat(policy.diagnostics()).hasSize(1);
    assertThat(policy.diagnostics().getFirst().toString())
        .startsWith("warning: metadata." + key)
        .contains("'" + value + "'", hint, "web-v1.shop");
  }

  @Test
  void aLeastWaitBeyondTheLongestIsTold() {
    ClientPolicy policy =
        ClientPolicy.of(Mesh.SETTINGS, Mesh.sidecar(ClientPolicy.BASE_WAIT, "2s"));

    assertThat(Mesh.codes(policy.diagnostics())).containsExactly("unusable-range");
    assertThat(policy.transport().getNetworkFailPolicy().getBaseRetryWait().getSeconds())
        .isEqualTo(2);
  }

  @Test
  void aServerThatIsNoAddressIsAnError() {
    ClientPolicy policy =
        ClientPolicy.of(Mesh.SETTINGS.withPolicyCheckServer("mixer:http"), Mesh.SIDECAR);

    assertThat(policy.transport().getCheckCluster()).isEmpty();
    assertThat(policy.diagnostics()).hasSize(1);
    assertThat(policy.diagnostics().getFirst().toString())
        .startsWith("error: policyCheckServer: 'mixer:http' is no server");
  }
}
