package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import java.util.List;

/**
 * One checked message, fields in order of declaration.
 *
 * @param reservedRanges numbers that stay unused, ends exclusive
 * @param reservedNames names that stay unused
 */
public record MessageModel(
    String name,
    List<FieldModel> fields,
    List<ReservedRange> reservedRanges,
    List<String> reservedNames,
    String comment) {
  public MessageModel {
    fields = List.copyOf(fields);
    reservedRanges = List.copyOf(reservedRanges);
    reservedNames = List.copyOf(reservedNames);
  }
}
