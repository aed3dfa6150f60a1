package io.keelson.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.diagnostic.Diagnostic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault is told with its kind, place and reason. */
class BadSpecsTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "QuotaSpec | {} | ERROR | missing-rules | spec.rules",
        "QuotaSpec | {rules: [{}]} | ERROR | missing-quotas | spec.rules[0].quotas",
        "QuotaSpec | {rules: [{quotas: [{charge: 1}]}]} | ERROR | missing-quota-name | spec.rules[0].quotas[0].quota",
        "QuotaSpec | {rules: [{quotas: [{quota: q}]}]} | ERROR | bad-charge | spec.rules[0].quotas[0].charge",
        "QuotaSpec | {rules: [{quotas: [{quota: q, charge: -1}]}]} | ERROR | bad-charge | spec.rules[0].quotas[0].charge",
        "QuotaSpec | {rules: [{quotas: [{quota: q, charge: one}]}]} | ERROR | wrong-type | spec.rules[0].quotas[0].charge",
        "QuotaSpec | {rules: {}} | ERROR | wrong-type | spec.rules",
        "QuotaSpec | {rules: [{match: [{clause: {request.path: {exact: ''}}}], quotas: [{quota: q, charge: 1}]}]} | ERROR | empty-text | spec.rules[0].match[0].clause[request.path].exact",
        "QuotaSpec | {rules: [{match: [{clause: {request.path: {exact: a, prefix: b}}}], quotas: [{quota: q, charge: 1}]}]} | ERROR | conflicting-fields | spec.rules[0].match[0].clause[request.path].prefix",
        "QuotaSpec | {rules: [{match: [{clause: {request.path: {regex: '('}}}], quotas: [{quota: q, charge: 1}]}]} | WARNING | doubtful-regex | spec.rules[0].match[0].clause[request.path].regex",
        "QuotaSpec | {rules: [{match: [{clause: {request.path: {}}}], quotas: [{quota: q, charge: 1}]}]} | WARNING | empty-match | spec.rules[0].match[0].clause[request.path]",
        "QuotaSpec | {rules: [{match: [{clause: {request.size: {exact: '1'}}}], quotas: [{quota: q, charge: 1}]}]} | WARNING | not-text | spec.rules[0].match[0].clause[request.size]",
        "QuotaSpecs | {} | WARNING | misspelt-kind | kind",
        "HTTPAPISpec | {} | ERROR | missing-patterns | spec.patterns",
        "HTTPAPISpec | {patterns: [{uriTemplate: /a}]} | ERROR | missing-method | spec.patterns[0].httpMethod",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, uriTemplate: ''}]} | ERROR | empty-text | spec.patterns[0].uriTemplate",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: ''}]} | ERROR | empty-text | spec.patterns[0].regex",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: '['}]} | WARNING | doubtful-regex | spec.patterns[0].regex",
        "HTTPAPISpec | {patterns: [{httpMethod: GET}]} | WARNING | empty-pattern | spec.patterns[0]",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: a}], apiKeys: [{header: ''}]} | ERROR | empty-text | spec.apiKeys[0].header",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: a}], apiKeys: [{}]} | WARNING | empty-key | spec.apiKeys[0]",
        "HTTPAPISpec | {attributes: {attributes: {a: {}}}, patterns: [{httpMethod: GET, regex: a}]} | ERROR | bad-attribute | spec.attributes.attributes[a]",
        "HTTPAPISpec | {attributes: {attributes: {a: {stringValue: ''}}}, patterns: [{httpMethod: GET, regex: a}]} | ERROR | bad-attribute | spec.attributes.attributes[a]",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: a, attributes: {attributes: {a: {bytesValue: ''}}}}]} | ERROR | bad-attribute | spec.patterns[0].attributes.attributes[a]",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: a, attributes: {attributes: {a: {durationValue: 1us}}}}]} | ERROR | bad-attribute | spec.patterns[0].attributes.attributes[a]",
        "HTTPAPISpec | {patterns: [{httpMethod: GET, regex: a, attributes: {attributes: {a: {timestampValue: soon}}}}]} | ERROR | wrong-type | spec.patterns[0].attributes.attributes[a].timestampValue",
        "QuotaSpecBinding | {quotaSpecs: [{name: q}]} | ERROR | missing-services | spec.services",
        "QuotaSpecBinding | {services: [{name: web}]} | ERROR | missing-specs | spec.quotaSpecs",
        "QuotaSpecBinding | {services: [{}], quotaSpecs: [{name: q}]} | ERROR | missing-name | spec.services[0].name",
        "QuotaSpecBinding | {services: [{name: a.b}], quotaSpecs: [{name: q}]} | ERROR | bad-name | spec.services[0].name",
        "QuotaSpecBinding | {services: [{name: a, namespace: b_c}], quotaSpecs: [{name: q}]} | ERROR | bad-name | spec.services[0].namespace",
        "QuotaSpecBinding | {services: [{name: a, domain: 'a..b'}], quotaSpecs: [{name: q}]} | ERROR | bad-name | spec.services[0].domain",
        "QuotaSpecBinding | {services: [{name: a, service: b}], quotaSpecs: [{name: q}]} | ERROR | conflicting-fields | spec.services[0].service",
        "QuotaSpecBinding | {services: [{service: '*.local'}], quotaSpecs: [{name: gone}]} | WARNING | useless-wildcard | spec.services[0].service",
        "QuotaSpecBinding | {services: [{name: a, labels: {v: '1'}}], quotaSpecs: [{name: gone}]} | WARNING | labels-ignored | spec.services[0].labels",
        "QuotaSpecBinding | {services: [{name: a}], quotaSpecs: [{}]} | ERROR | missing-name | spec.quotaSpecs[0].name",
        "QuotaSpecBinding | {services: [{name: a}], quotaSpecs: [{name: q, namespace: a/b}]} | ERROR | bad-name | spec.quotaSpecs[0].namespace",
        "QuotaSpecBinding | {services: [{name: a}], quotaSpecs: [{name: gone}]} | ERROR | unknown-spec | spec.quotaSpecs[0]",
        "HTTPAPISpecBinding | {services: [{name: a}], apiSpecs: [{name: gone}]} | ERROR | unknown-spec | spec.apiSpecs[0]",
        "HTTPAPISpecBinding | {services: [{name: a}]} | ERROR | missing-specs | spec.apiSpecs",
      })
  void faultIsTold(
      String kind, String spec, Diagnostic.Severity severity, String code, String field) {
    ServiceSpecs specs = Mesh.specs(Mesh.resource(kind, "it", spec));

    assertThat(specs.diagnostics())
        .anySatisfy(
            diagnostic -> {
              assertThat(diagnostic.severity()).isEqualTo(severity);
              assertThat(diagnostic.code()).isEqualTo(code);
              assertThat(diagnostic.field()).isEqualTo(field);
              assertThat(diagnostic.resource().name()).isEqualTo("it");
              assertThat(diagnostic.origin().location()).isEqualTo("test.yaml");
              assertThat(diagnostic.reason()).isNotBlank();
            });
  }

  @ParameterizedTest
  @CsvSource({"QuotaSpec, quotaSpecs", "HTTPAPISpec, apiSpecs"})
  void aSpecInAnotherNamespaceIsPointedOut(String kind, String field) {
    String there =
        Mesh.resource(
                kind,
                "s",
                "{rules: [{quotas: [{quota: q, charge: 1}]}],"
                    + " patterns: [{httpMethod: GET, regex: a}]}")
            .replace("namespace: shop", "namespace: far");
    ServiceSpecs specs =
        Mesh.specs(
            there,
            Mesh.resource(
                kind + "Binding", "b", "{services: [{name: a}], " + field + ": [{name: s}]}"));

    assertThat(specs.diagnostics())
        .anySatisfy(d -> assertThat(d.reason()).contains("there is one in namespace far"));
  }
}
