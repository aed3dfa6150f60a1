package io.keelson.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Origin;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceReaderTest {

  private static ResourceReader.Read read(String text) {
    return ResourceReader.read("x.yaml", text, "istio-system");
  }

  @Test
  void readsIdentitySpecAndOrigin() {
    var read =
        read(
            """
            # first
            ---
            apiVersion: config.istio.io/v1alpha2
            kind: rule
            metadata:
              name: r
              namespace: ns
              labels: {app: x, version: 1}
            spec:
              match: a == b
            """);
    assertThat(read.sound()).isTrue();
    assertThat(read.resources())
        .containsExactly(
            new Resource(
                new ResourceKey("rule", "ns", "r"),
                "config.istio.io/v1alpha2",
                Map.of("match", "a == b"),
                Map.of("app", "x", "version", "1"),
                Map.of(),
                new Origin("x.yaml", 3)));
  }

  @Test
  void namespaceDefaults() {
    assertThat(read("kind: rule\nmetadata: {name: r}\n").resources().getFirst().key())
        .isEqualTo(new ResourceKey("rule", "istio-system", "r"));
  }

  @Test
  void listsHoldResources() {
    var read =
        read(
            """
            apiVersion: v1
            kind: List
            items:
            - {kind: rule, metadata: {name: a}}
            - {kind: rule, metadata: {name: b}}
            - {kind: rule, metadata: {}}
            """);
    assertThat(read.resources()).extracting(r -> r.key().name()).containsExactly("a", "b");
    assertThat(read.diagnostics())
        .extracting(Diagnostic::field)
        .containsExactly("items[2].metadata.name");
    assertThat(read.sound()).isFalse();
  }

  @Test
  void documentsThatAreNoResourcesAreTold() {
    var read =
        read(
            """
            just text
            ---
            {replicas: 3}
            ---
            {metadata: {name: x}}
            ---
            {kind: rule, metadata: {name: 7}}
            ---
            {kind: rule, metadata: {name: x}, spec: [1]}
            ---
            {apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}
            """);
    assertThat(read.resources()).isEmpty();
    assertThat(read.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly(
            "not-a-resource", "not-a-resource", "missing-kind", "missing-name", "wrong-type");
    assertThat(read.diagnostics().get(3).reason()).contains("7").contains("quotes");
  }
}
