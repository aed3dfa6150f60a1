package io.keelson.codegen;

import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One checked template: everything that is generated from it can be, without further questions.
 *
 * @param file the {@code .proto} that carries the variety
 * @param name lower case, such as {@code listentry}
 * @param interfaceName such as {@code ListEntry}
 * @param protoPackage the package of the generated service, such as {@code listentry}
 * @param output the fields of the output; null for the varieties without one
 * @param resources the other messages of the package, by name, in order of declaration
 */
public record TemplateModel(
    String file,
    String name,
    String interfaceName,
    String protoPackage,
    TemplateVariety variety,
    MessageModel template,
    MessageModel output,
    Map<String, MessageModel> resources) {

  /** Whether a field of this kind has a dynamic value somewhere inside. */
  boolean hasDynamic(FieldKind kind) {
    return hasDynamic(kind, new HashSet<>());
  }

  private boolean hasDynamic(FieldKind kind, Set<String> visited) {
    if (kind instanceof FieldKind.Dynamic || kind instanceof FieldKind.DynamicMap) {
      return true;
    }
    String message = messageOf(kind);
    return message != null
        && visited.add(message)
        && resources.get(message).fields().stream().anyMatch(f -> hasDynamic(f.kind(), visited));
  }

  /** Whether a message contains itself, not through a map: an empty one could not be built. */
  boolean containsItself(String message) {
    return reaches(message, message, new HashSet<>());
  }

  private boolean reaches(String from, String to, Set<String> visited) {
    for (FieldModel field : resources.get(from).fields()) {
      if (field.kind() instanceof FieldKind.Nested nested
          && (nested.message().equals(to)
              || visited.add(nested.message()) && reaches(nested.message(), to, visited))) {
        return true;
      }
    }
    return false;
  }

  static String messageOf(FieldKind kind) {
    if (kind instanceof FieldKind.Nested nested) {
      return nested.message();
    }
    return kind instanceof FieldKind.NestedMap map ? map.message() : null;
  }
}
