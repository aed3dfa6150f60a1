package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of fields whose expression must have exactly one type. */
public enum ScalarKind {
  STRING(Type.TYPE_STRING, "string", "String"),
  INT64(Type.TYPE_INT64, "int64", "long"),
  DOUBLE(Type.TYPE_DOUBLE, "double", "double"),
  BOOL(Type.TYPE_BOOL, "bool", "boolean"),
  TIMESTAMP(Type.TYPE_MESSAGE, "TimeStamp", "java.time.Instant"),
  DURATION(Type.TYPE_MESSAGE, "Duration", "java.time.Duration"),
  IP_ADDRESS(Type.TYPE_MESSAGE, "IPAddress", "io.keelson.attribute.IpAddress"),
  DNS_NAME(Type.TYPE_MESSAGE, "DNSName", "String"),
  EMAIL_ADDRESS(Type.TYPE_MESSAGE, "EmailAddress", "String"),
  URI(Type.TYPE_MESSAGE, "Uri", "String");

  static final String POLICY = "istio.policy.v1beta1.";

  private final Type type;
  private final String protoName;
  private final String javaType;

  ScalarKind(Type type, String protoName, String javaType) {
    this.type = type;
    this.protoName = protoName;
    this.javaType = javaType;
  }

  /** The field's type on the wire. */
  public Type type() {
    return type;
  }

  /** As a {@code .proto} names it: {@code int64}, {@code istio.policy.v1beta1.Uri}. */
  public String protoName() {
    return type == Type.TYPE_MESSAGE ? POLICY + protoName : protoName;
  }

  /** The Java type of a filled field. */
  String javaType() {
    return javaType;
  }

  /** The method of {@code Slots} that reads a field of this kind. */
  String reader() {
    return switch (this) {
      case STRING, DNS_NAME, EMAIL_ADDRESS, URI -> "text";
      case INT64 -> "integer";
      case DOUBLE -> "number";
      case BOOL -> "flag";
      case TIMESTAMP -> "instant";
      case DURATION -> "duration";
      case IP_ADDRESS -> "address";
    };
  }

  static Optional<ScalarKind> of(FieldDescriptorProto field) {
    return Arrays.stream(values())
        .filter(
            kind ->
                kind.type == field.getType()
                    && (kind.type != Type.TYPE_MESSAGE
                        || field.getTypeName().equals("." + kind.protoName())))
        .findFirst();
  }

  /** The names of all kinds, for messages. */
  static String names() {
    return Arrays.stream(values()).map(ScalarKind::protoName).collect(Collectors.joining(", "));
  }
}
