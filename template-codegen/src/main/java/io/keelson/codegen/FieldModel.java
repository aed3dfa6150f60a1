package io.keelson.codegen;

import java.util.Set;

/**
 * One checked field.
 *
 * @param protoName as the author wrote it
 * @param comment the author's comment, may be empty
 */
public record FieldModel(String protoName, int number, FieldKind kind, String comment) {
  private static final Set<String> UNUSABLE =
      Set.of(
          "clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  /** The name of the record component. */
  String javaName() {
    String name = Names.lowerCamel(protoName);
    return UNUSABLE.contains(name) ? name + "_" : Names.identifier(name);
  }
}
