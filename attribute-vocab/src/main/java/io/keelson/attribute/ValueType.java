package io.keelson.attribute;

/**
 * The semantic type of an attribute or expression, numbered as {@code
 * istio.policy.v1beta1.ValueType}. The wire does not carry it; manifests declare it.
 */
public enum ValueType {
  VALUE_TYPE_UNSPECIFIED(0),
  STRING(1),
  INT64(2),
  DOUBLE(3),
  BOOL(4),
  TIMESTAMP(5),
  IP_ADDRESS(6),
  EMAIL_ADDRESS(7),
  URI(8),
  DNS_NAME(9),
  DURATION(10),
  STRING_MAP(11);

  private final int number;

  ValueType(int number) {
    this.number = number;
  }

  /** The enum number in {@code istio.policy.v1beta1.ValueType}. */
  public int number() {
    return number;
  }

  /** The Java class that values of this type have at run time; Object for UNSPECIFIED. */
  public Class<?> valueClass() {
    return switch (this) {
      case STRING, EMAIL_ADDRESS, URI, DNS_NAME -> String.class;
      case INT64 -> Long.class;
      case DOUBLE -> Double.class;
      case BOOL -> Boolean.class;
      case TIMESTAMP -> java.time.Instant.class;
      case DURATION -> java.time.Duration.class;
      case IP_ADDRESS -> IpAddress.class;
      case STRING_MAP -> StringMap.class;
      case VALUE_TYPE_UNSPECIFIED -> Object.class;
    };
  }
}
