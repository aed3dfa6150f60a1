package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.mixer.v1.config.client.Quota;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.config.source.ResourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceSpecsTest {
  private static final Path SHARED = Path.of(System.getProperty("keelson.shared"));

  private static String quota(String name) {
    return Mesh.resource(
        "QuotaSpec", name, "{rules: [{quotas: [{quota: " + name + ", charge: 1}]}]}");
  }

  private static String binding(String services, String specs) {
    return Mesh.resource(
        "QuotaSpecBinding", "b", "{services: [" + services + "], quotaSpecs: [" + specs + "]}");
  }

  private static List<String> quotas(ServiceSpecs specs, String host) {
    return specs.quotaSpecs(host).stream()
        .map(spec -> spec.getRules(0).getQuotas(0).getQuota())
        .toList();
  }

  @Test
  void theExercisesQuotaIsForAdvertisementOnly() throws IOException {
    Path file = SHARED.resolve("exercises/chapter-files/traffic-management/ratelimiting.yaml");
    ResourceReader.Read read =
        ResourceReader.read(file.toString(), Files.readString(file), "istio-system");
    ServiceSpecs specs = ServiceSpecs.read(read.resources(), "cluster.local");
    MixerFilters filters = ProxyConfig.filters(Mesh.SETTINGS, Mesh.SIDECAR, specs);

    assertThat(specs.diagnostics()).isEmpty();
    assertThat(
            filters
                .inboundRoute(MeshService.parse("advertisement.weather", "cluster.local"))
                .getQuotaSpecList())
        .containsExactly(
            QuotaSpec.newBuilder()
                .addRules(
                    io.keelson.api.mixer.v1.config.client.QuotaRule.newBuilder()
                        .addQuotas(Quota.newBuilder().setQuota("requestcount").setCharge(1)))
                .build());
    for (String other : List.of("forecast.weather", "advertisement.default", "web.istio-system")) {
      assertThat(filters.inboundRoute(MeshService.parse(other, "cluster.local")).getQuotaSpecList())
          .as(other)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{name: web}; web.shop.svc.cluster.local; true",
        "{name: web}; web.other.svc.cluster.local; false",
        "{name: web, namespace: other}; web.other.svc.cluster.local; true",
        "{name: web, domain: example.com}; web.shop.example.com; true",
        "{name: web, namespace: a, domain: b}; web.a.b; true",
        "{service: api.example.com}; api.example.com; true",
        "{service: web}; web.shop.svc.cluster.local; false",
        "{service: '*'}; anything.example.com; true",
        "{service: '*shop*'}; web.shop.svc.cluster.local; true",
        "{service: '*shop*'}; web.other.svc.cluster.local; false",
        "{service: '**'}; anything; true",
        "{service: '*.local'}; web.shop.svc.cluster.local; false",
        "{service: 'web*'}; web.shop.svc.cluster.local; false",
        "{service: '*a*b*'}; a*b; false",
        "{name: web, labels: {version: v1}}; web.shop.svc.cluster.local; true",
      })
  void aQuotaBindingMeansTheseHosts(String service, String host, boolean bound) {
    ServiceSpecs specs = Mesh.specs(quota("q"), binding(service, "{name: q}"));

    assertThat(quotas(specs, host)).isEqualTo(bound ? List.of("q") : List.of());
  }

  @Test
  void anApiBindingTakesNoWildcards() {
    ServiceSpecs specs =
        Mesh.specs(
            Mesh.resource("HTTPAPISpec", "a", "{patterns: [{httpMethod: GET, regex: .*}]}"),
            Mesh.resource(
                "HTTPAPISpecBinding",
                "b",
                "{services: [{service: '*'}, {name: web}], apiSpecs: [{name: a}]}"));

    assertThat(specs.apiSpecs("other.example.com")).isEmpty();
    assertThat(specs.apiSpecs("web.shop.svc.cluster.local")).hasSize(1);
    assertThat(Mesh.codes(specs.diagnostics())).containsExactly("useless-wildcard");
  }

  @Test
  void specsComeInTheOrderOfTheirKeysAndOnce() {
    String elsewhere = quota("a").replace("namespace: shop", "namespace: zoo");
    ServiceSpecs specs =
        Mesh.specs(
            elsewhere,
            quota("b"),
            quota("a-1"),
            quota("a"),
            binding(
                "{name: web}",
                "{name: b}, {name: a, namespace: zoo}, {name: a}, {name: a-1}, {name: b}"),
            binding("{service: '*'}", "{name: b}")
                .replace("name: b, namespace", "name: c, namespace"));

    assertThat(specs.diagnostics()).isEmpty();
    assertThat(quotas(specs, "web.shop.svc.cluster.local")).containsExactly("a", "a-1", "b", "a");
    assertThat(quotas(specs, "other")).containsExactly("b");
  }

  @Test
  void severalBindingsOfOneSpecAddUp() {
    ServiceSpecs specs =
        Mesh.specs(
            quota("q"),
            binding("{name: web}", "{name: q}"),
            binding("{name: cart}", "{name: q}")
                .replace("name: b, namespace", "name: c, namespace"));

    assertThat(quotas(specs, "web.shop.svc.cluster.local")).containsExactly("q");
    assertThat(quotas(specs, "cart.shop.svc.cluster.local")).containsExactly("q");
    assertThat(quotas(specs, "other.shop.svc.cluster.local")).isEmpty();
  }

  @Test
  void bindingsOfAllNamespacesCount() {
    ServiceSpecs specs =
        Mesh.specs(
            quota("q"),
            binding("{name: web, namespace: shop}", "{name: q, namespace: shop}")
                .replace("name: b, namespace: shop", "name: b, namespace: far"));

    assertThat(quotas(specs, "web.shop.svc.cluster.local")).containsExactly("q");
  }

  @Test
  void aMeshWithoutDomainHasShortNames() {
    ResourceReader.Read read =
        ResourceReader.read(
            "t", quota("q") + "\n---\n" + binding("{name: web}", "{name: q}"), "istio-system");
    ServiceSpecs specs = ServiceSpecs.read(read.resources(), "");

    assertThat(quotas(specs, MeshService.parse("web.shop", "").host())).containsExactly("q");
    assertThat(MeshService.parse("web.shop", "").host()).isEqualTo("web.shop");
  }

  @Test
  void theLaterOfTwoResourcesOfOneKeyCounts() {
    ServiceSpecs specs =
        Mesh.specs(
            quota("q"),
            quota("q").replace("charge: 1", "charge: 7"),
            binding("{name: web}", "{name: q}"));

    assertThat(
            specs
                .quotaSpecs("web.shop.svc.cluster.local")
                .getFirst()
                .getRules(0)
                .getQuotas(0)
                .getCharge())
        .isEqualTo(7);
    assertThat(Mesh.codes(specs.diagnostics())).containsExactly("duplicate-resource");
  }

  @Test
  void resourcesOfOthersAreLeftAlone() {
    ServiceSpecs specs =
        Mesh.specs(
            "{apiVersion: v1, kind: Service, metadata: {name: web}}",
            "{apiVersion: example.com/v1, kind: QuotaSpec, metadata: {name: q}, spec: {x: 1}}",
            "{apiVersion: config.istio.io/v1alpha2, kind: rule, metadata: {name: r}}");

    assertThat(specs.diagnostics()).isEmpty();
  }

  @Test
  void aBadSpecTakesDownItselfOnly() {
    ServiceSpecs specs =
        Mesh.specs(
            quota("bad").replace("charge: 1", "charge: 0"),
            quota("good"),
            binding("{name: web}", "{name: bad}, {name: good}"));

    assertThat(quotas(specs, "web.shop.svc.cluster.local")).containsExactly("good");
    assertThat(Mesh.codes(specs.diagnostics())).containsExactly("bad-charge", "unknown-spec");
    assertThat(specs.diagnostics().getLast().reason()).contains("shop/bad has errors");
  }

  @Test
  void aFieldThatIsNotKnownCostsNobodyTheSpec() {
    ServiceSpecs specs =
        Mesh.specs(
            quota("q").replace("{rules:", "{rulez: 1, rules:"),
            binding("{name: web}", "{name: q}"));

    assertThat(quotas(specs, "web.shop.svc.cluster.local")).containsExactly("q");
    assertThat(specs.diagnostics()).hasSize(1);
    assertThat(specs.diagnostics().getFirst().toString())
        .contains("warning", "spec.rulez", "did you mean 'rules'?");
  }

  @Test
  void aQuotaThatTheServerDoesNotHaveIsPointedOut() {
    String legacy = Mesh.resource("quota", "rate", "{dimensions: {}}");
    String instance = Mesh.resource("instance", "Other", "{compiledTemplate: quota, params: {}}");
    ServiceSpecs specs = Mesh.specs(legacy, instance, quota("rate"), quota("other"), quota("rat"));

    assertThat(specs.diagnostics()).hasSize(1);
    assertThat(specs.diagnostics().getFirst().toString())
        .contains("warning", "shop/rat:", "spec.rules[0].quotas[0].quota", "Other, rate");
    assertThat(Mesh.specs(quota("rat")).diagnostics()).isEmpty();
  }
}
