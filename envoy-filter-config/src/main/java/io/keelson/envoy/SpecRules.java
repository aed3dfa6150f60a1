package io.keelson.envoy;

import io.keelson.api.mixer.v1.Attributes;
import io.keelson.api.mixer.v1.config.client.APIKey;
import io.keelson.api.mixer.v1.config.client.AttributeMatch;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpec;
import io.keelson.api.mixer.v1.config.client.HTTPAPISpecPattern;
import io.keelson.api.mixer.v1.config.client.Quota;
import io.keelson.api.mixer.v1.config.client.QuotaRule;
import io.keelson.api.mixer.v1.config.client.QuotaSpec;
import io.keelson.api.mixer.v1.config.client.StringMatch;
import io.keelson.attribute.StandardVocabulary;
import io.keelson.attribute.ValueType;
import io.keelson.config.snapshot.Problems;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What specs must be, beyond being readable. */
final class SpecRules {
  /** The types whose values are sent as text. */
  private static final Set<ValueType> TEXT =
      Set.of(ValueType.STRING, ValueType.DNS_NAME, ValueType.EMAIL_ADDRESS, ValueType.URI);

  private SpecRules() {}

  static void quotaSpec(QuotaSpec spec, Problems problems) {
    if (spec.getRulesCount() == 0) {
      problems.error("missing-rules", "spec.rules", "", "a QuotaSpec needs a rule; add one");
    }
    for (int i = 0; i < spec.getRulesCount(); i++) {
      quotaRule(spec.getRules(i), "spec.rules[" + i + "]", problems);
    }
  }

  private static void quotaRule(QuotaRule rule, String path, Problems problems) {
    if (rule.getQuotasCount() == 0) {
      problems.error(
          "missing-quotas", path + ".quotas", "", "the rule charges nothing; add a quota");
    }
    for (int i = 0; i < rule.getQuotasCount(); i++) {
      Quota quota = rule.getQuotas(i);
      String at = path + ".quotas[" + i + "]";
      if (quota.getQuota().isEmpty()) {
        problems.error(
            "missing-quota-name",
            at + ".quota",
            "",
            "the quota has no name; give that of a quota instance");
      }
      if (quota.getCharge() <= 0) {
        problems.error(
            "bad-charge",
            at + ".charge",
            quota.getCharge(),
            "a request must cost at least 1, not " + quota.getCharge() + "; set charge");
      }
    }
    for (int i = 0; i < rule.getMatchCount(); i++) {
      clauses(rule.getMatch(i), path + ".match[" + i + "].clause", problems);
    }
  }

  private static void clauses(AttributeMatch match, String path, Problems problems) {
    new TreeMap<>(match.getClauseMap())
        .forEach(
            (attribute, text) -> clause(attribute, text, path + "[" + attribute + "]", problems));
  }

  private static void clause(String attribute, StringMatch match, String path, Problems problems) {
    ValueType type = StandardVocabulary.ISTIOPROXY.get(attribute);
    if (type != null && !TEXT.contains(type)) {
      problems.warning(
          "not-text",
          path,
          attribute,
          "'"
              + attribute
              + "' is "
              + type
              + " and clauses match text only, so the rule never"
              + " charges; match another attribute");
    }
    switch (match.getMatchTypeCase()) {
      case EXACT -> notEmpty(match.getExact(), path + ".exact", problems);
      case PREFIX -> notEmpty(match.getPrefix(), path + ".prefix", problems);
      case REGEX -> {
        notEmpty(match.getRegex(), path + ".regex", problems);
        regex(match.getRegex(), path + ".regex", problems);
      }
      case MATCHTYPE_NOT_SET ->
          problems.warning(
              "empty-match",
              path,
              "",
              "the clause says nothing of the value, so it always holds; give exact, prefix or"
                  + " regex");
    }
  }

  static void apiSpec(HTTPAPISpec spec, Problems problems) {
    attributes(spec.getAttributes(), "spec.attributes", problems);
    if (spec.getPatternsCount() == 0) {
      problems.error(
          "missing-patterns", "spec.patterns", "", "an HTTPAPISpec needs a pattern; add one");
    }
    for (int i = 0; i < spec.getPatternsCount(); i++) {
      pattern(spec.getPatterns(i), "spec.patterns[" + i + "]", problems);
    }
    for (int i = 0; i < spec.getApiKeysCount(); i++) {
      apiKey(spec.getApiKeys(i), "spec.apiKeys[" + i + "]", problems);
    }
  }

  private static void pattern(HTTPAPISpecPattern pattern, String path, Problems problems) {
    attributes(pattern.getAttributes(), path + ".attributes", problems);
    if (pattern.getHttpMethod().isEmpty()) {
      problems.error(
          "missing-method",
          path + ".httpMethod",
          "",
          "the pattern has no method; give one such as GET");
    }
    switch (pattern.getPatternCase()) {
      case URI_TEMPLATE -> notEmpty(pattern.getUriTemplate(), path + ".uriTemplate", problems);
      case REGEX -> {
        notEmpty(pattern.getRegex(), path + ".regex", problems);
        regex(pattern.getRegex(), path + ".regex", problems);
      }
      case PATTERN_NOT_SET ->
          problems.warning(
              "empty-pattern",
              path,
              "",
              "the pattern says nothing of the path, so it matches nothing; give uriTemplate or"
                  + " regex");
    }
  }

  private static void apiKey(APIKey key, String path, Problems problems) {
    switch (key.getKeyCase()) {
      case QUERY -> notEmpty(key.getQuery(), path + ".query", problems);
      case HEADER -> notEmpty(key.getHeader(), path + ".header", problems);
      case COOKIE -> notEmpty(key.getCookie(), path + ".cookie", problems);
      case KEY_NOT_SET ->
          problems.warning(
              "empty-key",
              path,
              "",
              "the key has no place, so it is never found; give query, header or cookie");
    }
  }

  private static void attributes(Attributes attributes, String path, Problems problems) {
    new TreeMap<>(attributes.getAttributesMap())
        .forEach(
            (name, value) -> {
              String fault = AttributeRules.fault(value);
              if (!fault.isEmpty()) {
                problems.error("bad-attribute", path + ".attributes[" + name + "]", "", fault);
              }
            });
  }

  private static void notEmpty(String text, String path, Problems problems) {
    if (text.isEmpty()) {
      problems.error("empty-text", path, "", "the text is empty; write one or remove the line");
    }
  }

  /** The proxy's dialect is another, so that only a hint is possible. */
  private static void regex(String regex, String path, Problems problems) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      problems.warning(
          "doubtful-regex",
          path,
          regex,
          "the proxy may refuse this regular expression: "
              + e.getDescription()
              + " near index "
              + e.getIndex());
    }
  }
}
