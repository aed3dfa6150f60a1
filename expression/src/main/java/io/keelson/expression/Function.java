package io.keelson.expression;

import static io.keelson.attribute.ValueType.BOOL;
import static io.keelson.attribute.ValueType.DNS_NAME;
import static io.keelson.attribute.ValueType.EMAIL_ADDRESS;
import static io.keelson.attribute.ValueType.INT64;
import static io.keelson.attribute.ValueType.IP_ADDRESS;
import static io.keelson.attribute.ValueType.STRING;
import static io.keelson.attribute.ValueType.STRING_MAP;
import static io.keelson.attribute.ValueType.TIMESTAMP;
import static io.keelson.attribute.ValueType.URI;

import io.keelson.attribute.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every operator, function and method, with its signature. */
enum Function {
  EQ("EQ", BOOL, Free.TYPE, Free.TYPE),
  NEQ("NEQ", BOOL, Free.TYPE, Free.TYPE),
  LT("LT", BOOL, Free.TYPE, Free.TYPE),
  LEQ("LEQ", BOOL, Free.TYPE, Free.TYPE),
  GT("GT", BOOL, Free.TYPE, Free.TYPE),
  GEQ("GEQ", BOOL, Free.TYPE, Free.TYPE),
  LAND("LAND", BOOL, BOOL, BOOL),
  LOR("LOR", BOOL, BOOL, BOOL),
  ADD("ADD", Free.TYPE, Free.TYPE, Free.TYPE),
  OR("OR", Free.TYPE, Free.TYPE, Free.TYPE),
  INDEX("INDEX", STRING, STRING_MAP, STRING),
  MATCH("match", BOOL, STRING, STRING),
  MATCHES(STRING, "matches", BOOL, STRING),
  STARTS_WITH(STRING, "startsWith", BOOL, STRING),
  ENDS_WITH(STRING, "endsWith", BOOL, STRING),
  EMPTY_STRING_MAP("emptyStringMap", STRING_MAP),
  CONDITIONAL_STRING("conditionalString", STRING, BOOL, STRING, STRING),
  CONDITIONAL("conditional", Free.TYPE, BOOL, Free.TYPE, Free.TYPE),
  TO_LOWER("toLower", STRING, STRING),
  SIZE("size", INT64, STRING),
  TO_IP("ip", IP_ADDRESS, STRING),
  TO_TIMESTAMP("timestamp", TIMESTAMP, STRING),
  TO_DNS_NAME("dnsName", DNS_NAME, STRING),
  TO_EMAIL("email", EMAIL_ADDRESS, STRING),
  TO_URI("uri", URI, STRING);

  private static final Map<String, Function> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(f -> f.title, f -> f));

  private final String title;
  private final ValueType receiver;
  private final ValueType result;
  private final List<ValueType> parameters;

  Function(String title, ValueType result, ValueType... parameters) {
    this(null, title, result, parameters);
  }

  Function(ValueType receiver, String title, ValueType result, ValueType... parameters) {
    this.receiver = receiver;
    this.title = title;
    this.result = result;
    this.parameters = List.of(parameters);
  }

  /** The function of that name, or null. */
  static Function named(String name) {
    return BY_NAME.get(name);
  }

  /** Whether runs of this operator are one {@link Syntax.Chain}. */
  static boolean isChained(String name) {
    return switch (name) {
      case "LAND", "LOR", "ADD", "OR" -> true;
      default -> false;
    };
  }

  boolean isChained() {
    return isChained(title);
  }

  /** The name in expressions and messages. */
  String title() {
    return title;
  }

  /** What a method is called on; null for functions and operators. */
  ValueType receiver() {
    return receiver;
  }

  /** The parameter types; {@link #isFree} ones stand for the type of the first free argument. */
  List<ValueType> parameters() {
    return parameters;
  }

  /** The result type; where it is {@link #isFree free}, that of the first free argument. */
  ValueType result() {
    return result;
  }

  static boolean isFree(ValueType type) {
    return type == Free.TYPE;
  }

  /** In a class of its own, because the constants above need it before the enum's statics exist. */
  private static final class Free {
    static final ValueType TYPE = ValueType.VALUE_TYPE_UNSPECIFIED;
  }
}
