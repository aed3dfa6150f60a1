package io.keelson.config.snapshot;

import io.keelson.adapter.template.Field;
import io.keelson.adapter.template.Field.FieldType;
import io.keelson.adapter.template.Template;
import io.keelson.api.policy.v1beta1.AttributeManifest;
import io.keelson.attribute.ValueType;
import io.keelson.attribute.Vocabulary;
import io.keelson.config.resource.Resource;
import io.keelson.config.resource.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Gathers the attributes that exist: what manifests declare, and what templates put out. */
final class VocabularyBuilder {
  /** Begins names that no expression can contain; sorts behind all that can be written. */
  static final String HIDDEN = "~";

  private static final Pattern USABLE =
      Pattern.compile("[\\p{L}_][\\p{L}_\\p{Nd}]*(?:\\.[\\p{L}_][\\p{L}_\\p{Nd}]*)*");
  private static final Set<String> GO_KEYWORDS =
      Set.of(
          "break",
          "case",
          "chan",
          "const",
          "continue",
          "default",
          "defer",
          "else",
          "fallthrough",
          "for",
          "func",
          "go",
          "goto",
          "if",
          "import",
          "interface",
          "map",
          "package",
          "range",
          "return",
          "select",
          "struct",
          "switch",
          "type",
          "var");

  private final Map<String, ValueType> declared = new TreeMap<>();
  private final Map<String, ResourceKey> declaredBy = new HashMap<>();

  /**
   * Adds what a manifest declares; an attribute that another manifest has with another type is left
   * out.
   */
  void manifest(Resource resource, Problems problems) {
    AttributeManifest manifest =
        ProtoYaml.decode(resource.spec(), AttributeManifest.getDefaultInstance(), "spec", problems);
    if (problems.hasErrors()) {
      return;
    }
    new TreeMap<>(manifest.getAttributesMap())
        .forEach(
            (name, info) ->
                declare(
                    name,
                    type(info.getValueTypeValue()),
                    resource.key(),
                    "spec.attributes[" + name + "]",
                    problems));
  }

  private void declare(
      String name, ValueType type, ResourceKey by, String path, Problems problems) {
    if (type == null) {
      problems.error(
          "unknown-enum-value", path + ".valueType", "", "there is no value type of that number");
      return;
    }
    if (!isUsable(name)) {
      problems.warning(
          "unusable-attribute",
          path,
          name,
          "no expression can name the attribute '"
              + name
              + "': each part must be letters, digits and '_', and no Go keyword");
    } else if (type == ValueType.VALUE_TYPE_UNSPECIFIED) {
      problems.warning(
          "untyped-attribute",
          path,
          name,
          "the attribute has no valueType, so no expression can use it; add one");
    }
    ValueType known = declared.putIfAbsent(name, type);
    if (known == null) {
      declaredBy.put(name, by);
    } else if (known != type) {
      ResourceKey other = declaredBy.get(name);
      problems.error(
          "conflicting-attribute",
          path + ".valueType",
          type,
          "the attribute is declared as "
              + type
              + " here and as "
              + known
              + " by "
              + (other == null ? "a template" : other.namespace() + "/" + other.name())
              + ", which counts; make them agree");
    }
  }

  /** Adds the outputs of attribute generators. */
  void outputs(Collection<Template> templates) {
    for (Template template : templates) {
      if (template instanceof Template.Generator generator) {
        for (Field field : template.outputs()) {
          ValueType type = outputType(field.type());
          if (type != null) {
            declared.putIfAbsent(outputPrefix(generator) + field.name(), type);
          }
        }
      }
    }
  }

  /** Adds the outputs of a rule's named action, under names that only that rule is told. */
  void hidden(ResourceKey rule, String action, Template template) {
    for (Field field : template.outputs()) {
      ValueType type = outputType(field.type());
      if (type != null) {
        declared.put(hiddenName(rule, action, field.name()), type);
      }
    }
  }

  static String hiddenName(ResourceKey rule, String action, String field) {
    return HIDDEN + rule.namespace() + "/" + rule.name() + "/" + action + ".output." + field;
  }

  /** Such as {@code adapter_template_kubernetes.output.}. */
  static String outputPrefix(Template.Generator template) {
    return template.protoPackage().replace('.', '_') + ".output.";
  }

  /** The type that expressions see, or null where they see nothing. */
  static ValueType outputType(FieldType type) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar.type();
      case FieldType.ScalarMap map when map.type() == ValueType.STRING -> ValueType.STRING_MAP;
      default -> null;
    };
  }

  /**
   * The vocabulary; the previous object where nothing changed, so that compiled expressions stay
   * valid.
   */
  Vocabulary build(Vocabulary previous) {
    Vocabulary vocabulary = Vocabulary.of(declared);
    return vocabulary.equals(previous) ? previous : vocabulary;
  }

  private static boolean isUsable(String name) {
    if (!USABLE.matcher(name).matches()) {
      return false;
    }
    for (String part : name.split("\\.")) {
      if (GO_KEYWORDS.contains(part)) {
        return false;
      }
    }
    return true;
  }

  private static ValueType type(int number) {
    for (ValueType type : ValueType.values()) {
      if (type.number() == number) {
        return type;
      }
    }
    return null;
  }
}
